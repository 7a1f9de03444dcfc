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
  func append(_ lines: LineText) throws(BPNetError) {
    let error = lines.bytes.withUnsafeBytes { WritableDescriptor(number: descriptor).write($0) }
    if let error { throw .writeFailed(path: path, reason: error.reason) }
  }

  /// Waits until the lines are on the storage device, as far as what is written to has one.
  ///
  /// - Throws: `BPNetError.writeFailed`.
  func sync() throws(BPNetError) { try AtomicFile.sync(descriptor, path: path) }

  /// Removes the first line for which `isSuperfluous` is true and all behind it, and an end without a line
  /// break.
  ///
  /// What is no regular file stays as it is.
  ///
  /// - Parameter isSuperfluous: is given the first bytes of a line, at most 64, without its line break.
  /// - Throws: `BPNetError.writeFailed`, or `readFailed`: the file is as it was then.
  package func removeLines(from isSuperfluous: ([UInt8]) -> Bool) throws(BPNetError) {
    guard let byteCount else { return }
    var (kept, offset) = (0, 0)
    // The beginning of the line that begins at `kept`.
    var line: [UInt8] = []
    search: while offset < byteCount {
      let bytes = bytes(at: offset, count: min(byteCount - offset, 1 << 20))
      guard !bytes.isEmpty else { throw .readFailed(path: path, reason: "its end is missing") }
      var rest = bytes[...]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        line += rest[..<end].prefix(Self.longestBeginning - line.count)
        if isSuperfluous(line) { break search }
        kept = offset + end + 1
        line = []
        rest = rest[(end + 1)...]
      }
      line += rest.prefix(Self.longestBeginning - line.count)
      offset += bytes.count
    }
    guard ftruncate(descriptor, off_t(kept)) == 0 else {
      throw .writeFailed(path: path, reason: SystemCallError.last.reason)
    }
    lseek(descriptor, 0, SEEK_END)
  }

  private static let longestBeginning = 64

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
