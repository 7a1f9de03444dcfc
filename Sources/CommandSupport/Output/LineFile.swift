import BPNet
internal import SystemLibrary

/// A text file to whose end whole lines are written, by one process at a time.
package final class LineFile: Sendable {
  /// What the lines of a file are that is continued.
  package struct NumberedLines: Sendable {
    /// What a line's first bytes say.
    package enum Beginning {
      /// It has this number.
      case number(Int)
      /// It ends before its number.
      case cut
      /// It is no such line.
      case other
    }

    /// Reads the first bytes of a line, at most 64, without its line break.
    let beginning: @Sendable ([UInt8]) -> Beginning
    /// The last byte of a whole line, but for blanks behind it.
    let last: UInt8

    package init(last: UInt8, beginning: @escaping @Sendable ([UInt8]) -> Beginning) {
      self.beginning = beginning
      self.last = last
    }

    /// Whether a line of this kind was cut off.
    fileprivate func isCut(_ line: Line) -> Bool {
      if case .other = beginning(line.beginning) { return false }
      return line.last != last
    }

    fileprivate func number(of line: Line) -> Int? {
      if case .number(let number) = beginning(line.beginning) { number } else { nil }
    }
  }

  private let path: String
  private let descriptor: Int32
  /// Whether others write to the open file, too.
  private let isShared: Bool
  /// What the lines are that stay.
  private let lines: NumberedLines?

  /// Opens a file, which is created if there is none, and keeps other processes from writing it so.
  ///
  /// The lines of a file that is continued have rising numbers, and line breaks of their own. Lines that were
  /// cut off, maybe within their number, and those without a number may stand among them, but for the first.
  ///
  /// - Parameters:
  ///   - path: the file's path; one of an open file, such as "-" for standard output, is only written to.
  ///   - lines: what the file has to consist of for its lines to stay; nil empties it.
  /// - Throws: `BPNetError.cannotCreate`, also if the file has other lines, or another process writes it, or
  ///   `readFailed`: it is as it was then.
  package init(path: String, continuing lines: NumberedLines? = nil) throws(BPNetError) {
    self.path = path
    self.lines = lines
    let openDescriptor = AtomicFile.openDescriptor(path)
    isShared = openDescriptor != nil
    descriptor = openDescriptor.map { dup($0) } ?? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: SystemCallError.last.reason) }
    guard byteCount != nil else { return }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      throw .cannotCreate(path: path, reason: "another process writes it")
    }
    guard let lines else {
      _ = ftruncate(descriptor, 0)
      return
    }
    try check(lines)
    lseek(descriptor, 0, SEEK_END)
  }

  deinit { close(descriptor) }

  /// Writes whole lines.
  ///
  /// - Throws: `BPNetError.writeFailed`.
  func append(_ lines: LineText) throws(BPNetError) { try append(lines.bytes) }

  private func append(_ bytes: [UInt8]) throws(BPNetError) {
    let error = bytes.withUnsafeBytes { WritableDescriptor(number: descriptor).write($0) }
    if let error { throw .writeFailed(path: path, reason: error.reason) }
  }

  /// Waits until the lines are on the storage device, as far as what is written to has one.
  ///
  /// - Throws: `BPNetError.writeFailed`.
  func sync() throws(BPNetError) { try AtomicFile.sync(descriptor, path: path) }

  /// Checks that the file has such lines.
  private func check(_ lines: NumberedLines) throws(BPNetError) {
    var last: Int?
    func check(_ line: Line) throws(BPNetError) -> Bool {
      if line.range.lowerBound == 0 {
        switch lines.beginning(line.beginning) {
        case .number: break
        case .cut where !line.hasBreak: break
        default:
          throw .cannotCreate(path: path, reason: "its first line is not one of those to be continued")
        }
      }
      guard !line.holdsOtherBreaks else {
        throw .cannotCreate(path: path, reason: "its lines have other ends than line breaks")
      }
      guard !lines.isCut(line), let number = lines.number(of: line) else { return true }
      guard number >= last ?? number else {
        throw .cannotCreate(path: path, reason: "its lines are not in their order")
      }
      last = number
      return true
    }
    try scan(check)
  }

  /// Removes the first line with this number or a higher one and all behind it, and lines at the end that
  /// were cut off.
  ///
  /// A last line that is whole but for its line break gets one, in place of blanks and of zero bytes, as a
  /// crash of the system may leave. What is no regular file, or is not continued, stays as it is.
  ///
  /// - Throws: `BPNetError.writeFailed`, or `readFailed`: the file is as it was then.
  package func removeLines(from first: Int) throws(BPNetError) {
    guard byteCount != nil, let lines else { return }
    var (kept, lacksBreak) = (0, false)
    try scan { (line) throws(BPNetError) in
      if let number = lines.number(of: line), number >= first { return false }
      let isWhole = line.hasBreak ? !lines.isCut(line) : line.last == lines.last
      guard isWhole else { return true }
      (kept, lacksBreak) = (line.hasBreak ? line.range.upperBound : line.contentEnd, !line.hasBreak)
      return true
    }
    guard ftruncate(descriptor, off_t(kept)) == 0 else {
      throw .writeFailed(path: path, reason: SystemCallError.last.reason)
    }
    lseek(descriptor, 0, SEEK_END)
    if lacksBreak { try append([UInt8(ascii: "\n")]) }
  }

  /// A line, or what stands behind the last line break.
  fileprivate struct Line {
    /// Its first bytes, at most `longestBeginning`, without the line break.
    var beginning = [UInt8]()
    /// Its place in the file, with the line break.
    var range: Range<Int>
    /// The offset behind its last byte that is neither a blank, a tab nor zero, nor the line break.
    var contentEnd: Int
    /// Its last byte that is none of these, nor a carriage return; nil if there is none.
    var last: UInt8?
    /// Whether a line break ends it.
    var hasBreak = false
    /// Whether a carriage return stands in it, but for one at the end of its content.
    var holdsOtherBreaks = false
    private var endsInReturn = false

    init(at offset: Int) { (range, contentEnd) = (offset..<offset, offset) }

    /// Takes further bytes in.
    mutating func append(_ part: ArraySlice<UInt8>) {
      let carriageReturn = UInt8(ascii: "\r")
      beginning += part.prefix(Self.longestBeginning - beginning.count)
      if let end = part.lastIndex(where: { ![0, 9, 32].contains($0) }) {
        contentEnd = range.upperBound + end + 1 - part.startIndex
        holdsOtherBreaks = holdsOtherBreaks || endsInReturn || part[..<end].contains(carriageReturn)
        endsInReturn = part[end] == carriageReturn
        last = part[...end].last { ![0, 9, 32, carriageReturn].contains($0) } ?? last
      }
      range = range.lowerBound..<range.upperBound + part.count
    }

    /// The most bytes of a line's beginning that are looked at.
    private static let longestBeginning = 64
  }

  /// Calls `body` with each line of a regular file, and with what stands behind the last line break, until it
  /// returns false.
  private func scan(_ body: (Line) throws(BPNetError) -> Bool) throws(BPNetError) {
    guard let byteCount else { return }
    var (line, offset) = (Line(at: 0), 0)
    while offset < byteCount {
      let bytes = bytes(at: offset, count: min(byteCount - offset, 1 << 20))
      guard !bytes.isEmpty else { throw .readFailed(path: path, reason: "its end is missing") }
      var rest = bytes[...]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        line.append(rest[..<end])
        line.hasBreak = true
        line.range = line.range.lowerBound..<line.range.upperBound + 1
        guard try body(line) else { return }
        line = Line(at: line.range.upperBound)
        rest = rest[(end + 1)...]
      }
      line.append(rest)
      offset += bytes.count
    }
    if !line.range.isEmpty { _ = try body(line) }
  }

  /// The size of the file; nil for one that others write to, and for what is no regular file.
  private var byteCount: Int? {
    var status = stat()
    guard !isShared, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    return Int(status.st_size)
  }

  /// Some bytes of the file; fewer where it ends before.
  private func bytes(at offset: Int, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      while initializedCount < count, let base = buffer.baseAddress {
        let read = pread(
          descriptor, base + initializedCount, count - initializedCount, off_t(offset + initializedCount))
        guard read > 0 else { break }
        initializedCount += read
      }
    }
  }
}

/// The time in seconds since 1970.
package func unixSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
