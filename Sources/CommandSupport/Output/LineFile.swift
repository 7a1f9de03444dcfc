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
    /// The byte at a line's end, which stands nowhere else in it.
    let last: UInt8

    package init(last: UInt8, beginning: @escaping @Sendable ([UInt8]) -> Beginning) {
      self.beginning = beginning
      self.last = last
    }
  }

  private let path: String
  private let descriptor: Int32
  /// Whether others write to the open file, too.
  private let isShared: Bool
  /// What the lines of a file are that is continued; nil if it is not.
  private let form: NumberedLines?

  /// Opens a file, which is created if there is none, and keeps other processes from writing it so.
  ///
  /// The lines of a file that is continued have rising numbers, and line breaks of their own. Lines that were
  /// cut off, maybe within their number, and those without a number may stand among them, but for the first.
  ///
  /// - Parameters:
  ///   - path: the file's path; one of an open file, such as "-" for standard output, is only written to.
  ///   - form: what the lines of the file have to be to stay; nil empties it.
  /// - Throws: `BPNetError.cannotCreate`, also if the file has other lines, or another process writes it,
  ///   `readFailed`, or `writeFailed`: it is as it was then.
  package init(path: String, continuing form: NumberedLines? = nil) throws(BPNetError) {
    self.path = path
    self.form = form
    let openDescriptor = AtomicFile.openDescriptor(path)
    isShared = openDescriptor != nil
    descriptor = openDescriptor.map { dup($0) } ?? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: SystemCallError.last.reason) }
    guard byteCount != nil else { return }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      throw .cannotCreate(path: path, reason: "another process writes it")
    }
    if form == nil {
      try truncate(to: 0)
    } else {
      try checkLines()
      lseek(descriptor, 0, SEEK_END)
    }
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

  private func checkLines() throws(BPNetError) {
    var last: Int?
    try scan { (line) throws(BPNetError) in
      if line.range.lowerBound == 0, line.kind == .other || line.kind == .cut(nil) && line.hasBreak {
        throw .cannotCreate(path: path, reason: "its first line is not one of those to be continued")
      }
      guard !line.holdsOtherBreaks else {
        throw .cannotCreate(path: path, reason: "its lines have other ends than line breaks")
      }
      guard case .whole(let number) = line.kind else { return true }
      guard number >= last ?? number else {
        throw .cannotCreate(path: path, reason: "its lines are not in their order")
      }
      last = number
      return true
    }
  }

  /// Removes the first line with this number or a higher one and all behind it, and lines at the end that
  /// were cut off.
  ///
  /// A last line that is whole but for its line break gets one, in place of blanks and of zero bytes, as a
  /// crash of the system may leave. What is no regular file, or is not continued, stays as it is.
  ///
  /// - Throws: `BPNetError.writeFailed`, or `readFailed`: the file is as it was then, or lacks a line break.
  package func removeLines(from first: Int) throws(BPNetError) {
    guard byteCount != nil, form != nil else { return }
    var (kept, lacksBreak) = (0, false)
    try scan { (line) throws(BPNetError) in
      switch line.kind {
      case .whole(let number) where number >= first: return false
      case .cut: return true
      case .other where !line.hasBreak && !line.holdsEnd: return true
      case .whole, .other:
        (kept, lacksBreak) = (line.hasBreak ? line.range.upperBound : line.contentEnd, !line.hasBreak)
        return true
      }
    }
    try truncate(to: kept)
    if lacksBreak { try append([UInt8(ascii: "\n")]) }
  }

  private func truncate(to byteCount: Int) throws(BPNetError) {
    guard ftruncate(descriptor, off_t(byteCount)) == 0 else {
      throw .writeFailed(path: path, reason: SystemCallError.last.reason)
    }
    lseek(descriptor, 0, SEEK_END)
  }

  /// A line, or what stands behind the last line break.
  private struct Line {
    /// What a line is in a file of numbered lines.
    enum Kind: Equatable {
      /// It has a number, and its end.
      case whole(Int)
      /// It begins as they do and lacks its end, maybe also a part of its number.
      case cut(Int?)
      /// It is none of them.
      case other
    }

    private let form: NumberedLines
    private var beginning = [UInt8]()
    /// Its place in the file, with the line break.
    private(set) var range: Range<Int>
    /// The offset behind its last byte that is neither padding nor the line break.
    private(set) var contentEnd: Int
    /// Whether the byte stands in it with which lines end.
    private(set) var holdsEnd = false
    /// Whether a line break ends it.
    private(set) var hasBreak = false
    /// Whether a carriage return stands in it, but for one at the end of its content.
    private(set) var holdsOtherBreaks = false
    private var endsInReturn = false

    init(at offset: Int, _ form: NumberedLines) {
      self.form = form
      (range, contentEnd) = (offset..<offset, offset)
    }

    var kind: Kind {
      switch form.beginning(beginning) {
      case .number(let number): holdsEnd ? .whole(number) : .cut(number)
      case .cut: holdsEnd ? .other : .cut(nil)
      case .other: .other
      }
    }

    /// Takes further bytes in.
    mutating func append(_ part: ArraySlice<UInt8>) {
      let carriageReturn = UInt8(ascii: "\r")
      beginning += part.prefix(Self.longestBeginning - beginning.count)
      holdsEnd = holdsEnd || part.contains(form.last)
      if let end = part.lastIndex(where: { !Self.isPadding($0) }) {
        contentEnd = range.upperBound + end + 1 - part.startIndex
        holdsOtherBreaks = holdsOtherBreaks || endsInReturn || part[..<end].contains(carriageReturn)
        endsInReturn = part[end] == carriageReturn
      }
      range = range.lowerBound..<range.upperBound + part.count
    }

    /// Takes the line break in.
    mutating func end() {
      hasBreak = true
      range = range.lowerBound..<range.upperBound + 1
    }

    private static func isPadding(_ byte: UInt8) -> Bool {
      byte == 0 || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    /// The most bytes of a line's beginning that are looked at.
    private static let longestBeginning = 64
  }

  /// Calls `body` with each line of a regular file, and with what stands behind the last line break, until it
  /// returns false.
  private func scan(_ body: (Line) throws(BPNetError) -> Bool) throws(BPNetError) {
    guard let byteCount, let form else { return }
    var (line, offset) = (Line(at: 0, form), 0)
    while offset < byteCount {
      let bytes = bytes(at: offset, count: min(byteCount - offset, 1 << 20))
      guard !bytes.isEmpty else { throw .readFailed(path: path, reason: "its end is missing") }
      var rest = bytes[...]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        line.append(rest[..<end])
        line.end()
        guard try body(line) else { return }
        line = Line(at: line.range.upperBound, form)
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
