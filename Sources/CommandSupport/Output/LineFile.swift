import BPNet
internal import SystemLibrary

/// A text file to whose end whole lines are written, by one process at a time.
package final class LineFile: Sendable {
  private let path: String
  private let descriptor: Int32
  /// Whether others write to the open file, too.
  private let isShared: Bool

  /// Opens a file, which is created if there is none, and keeps other processes from writing it so.
  ///
  /// - Parameters:
  ///   - path: the file's path; one of an open file, such as "-" for standard output, is only written to.
  ///   - start: what the file has to begin with for its lines to stay; nil empties it.
  /// - Throws: `BPNetError.cannotCreate`, also if the file begins with anything else, or another process
  ///   writes it: it is as it was then.
  package init(path: String, keepingLinesFrom start: String?) throws(BPNetError) {
    self.path = path
    let openDescriptor = AtomicFile.openDescriptor(path)
    isShared = openDescriptor != nil
    descriptor = openDescriptor.map { dup($0) } ?? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: SystemCallError.last.reason) }
    guard let byteCount else { return }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      throw .cannotCreate(path: path, reason: "another process writes it")
    }
    guard let start else {
      _ = ftruncate(descriptor, 0)
      return
    }
    // A file may have been cut off within what it begins with.
    let first = bytes(at: 0, count: min(byteCount, start.utf8.count))
    guard start.utf8.starts(with: first) else {
      throw .cannotCreate(path: path, reason: "its first line is not one of those to be continued")
    }
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

  /// Checks that the numbers of lines rise, and that each line has an end of its own.
  ///
  /// What is no regular file is not looked at.
  ///
  /// - Parameters:
  ///   - number: is given the first bytes of a line, at most 64; nil for a line without a number.
  ///   - isWhole: is given the last bytes of a line without a line break, at most 64. One that is not whole
  ///     was cut off, maybe within its number.
  /// - Throws: `BPNetError.cannotCreate`, or `readFailed`.
  package func checkOrder(
    of number: ([UInt8]) -> Int?, isWhole: ([UInt8]) -> Bool
  ) throws(BPNetError) {
    var last = Int.min
    func check(_ line: Line) throws(BPNetError) -> Bool {
      guard !line.holdsOtherBreaks else {
        throw .cannotCreate(path: path, reason: "its lines have other ends than line breaks")
      }
      guard let number = number(line.beginning) else { return true }
      guard number >= last else {
        throw .cannotCreate(path: path, reason: "its lines are not in their order")
      }
      last = number
      return true
    }
    guard let rest = try scan(check) else { return }
    if rest.holdsOtherBreaks || isWhole(end(of: rest)) { _ = try check(rest) }
  }

  /// Removes the first line for which `isSuperfluous` is true and all behind it, and what is left of a line
  /// that was cut off.
  ///
  /// A last line that is whole but for its line break gets one. What is no regular file stays as it is.
  ///
  /// - Parameters:
  ///   - isSuperfluous: is given the first bytes of a line, at most 64, without its line break.
  ///   - isWhole: is given the last bytes of a line without a line break, at most 64.
  /// - Throws: `BPNetError.writeFailed`, or `readFailed`: the file is as it was then.
  package func removeLines(
    from isSuperfluous: ([UInt8]) -> Bool, isWhole: ([UInt8]) -> Bool
  ) throws(BPNetError) {
    guard let byteCount else { return }
    var kept = 0
    let rest = try scan { (line) throws(BPNetError) in
      guard !isSuperfluous(line.beginning) else { return false }
      kept = line.range.upperBound
      return true
    }
    var lacksBreak = false
    if let rest, !isSuperfluous(rest.beginning) {
      lacksBreak = isWhole(end(of: rest))
      if lacksBreak { kept = byteCount }
    }
    guard ftruncate(descriptor, off_t(kept)) == 0 else {
      throw .writeFailed(path: path, reason: SystemCallError.last.reason)
    }
    lseek(descriptor, 0, SEEK_END)
    if lacksBreak { try append([UInt8(ascii: "\n")]) }
  }

  /// A line, or what stands behind the last line break.
  private struct Line {
    /// Its first bytes, at most `longestPart`, without the line break.
    let beginning: [UInt8]
    /// Its place in the file, with the line break.
    let range: Range<Int>
    /// Whether a carriage return stands in it, but for one in front of the line break.
    let holdsOtherBreaks: Bool
  }

  /// Calls `body` with each line of a regular file, until it returns false.
  ///
  /// - Returns: what stands behind the last line break; nil if nothing does, or `body` has returned false.
  private func scan(_ body: (Line) throws(BPNetError) -> Bool) throws(BPNetError) -> Line? {
    guard let byteCount else { return nil }
    var (beginning, start, offset, holdsOtherBreaks) = ([UInt8](), 0, 0, false)
    func add(_ part: ArraySlice<UInt8>) {
      beginning += part.prefix(Self.longestPart - beginning.count)
      holdsOtherBreaks = holdsOtherBreaks || part.dropLast().contains(UInt8(ascii: "\r"))
    }
    func line(upTo end: Int) -> Line {
      defer { (beginning, start, holdsOtherBreaks) = ([], end, false) }
      return Line(beginning: beginning, range: start..<end, holdsOtherBreaks: holdsOtherBreaks)
    }
    while offset < byteCount {
      let bytes = bytes(at: offset, count: min(byteCount - offset, 1 << 20))
      guard !bytes.isEmpty else { throw .readFailed(path: path, reason: "its end is missing") }
      var rest = bytes[...]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        add(rest[..<end])
        guard try body(line(upTo: offset + end + 1)) else { return nil }
        rest = rest[(end + 1)...]
      }
      add(rest)
      offset += bytes.count
    }
    return start < byteCount ? line(upTo: byteCount) : nil
  }

  /// The last bytes of what stands behind the last line break.
  private func end(of rest: Line) -> [UInt8] {
    let end = rest.range.suffix(Self.longestPart)
    return bytes(at: end.lowerBound, count: end.count)
  }

  /// The most bytes of a line's beginning or end that are looked at.
  private static let longestPart = 64

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
