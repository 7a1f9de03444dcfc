import BPNet
internal import SystemLibrary

/// A text file to whose end whole lines are written, by one process at a time.
package final class LineFile: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Opens a file, which is created if there is none, and keeps other processes from writing it so.
  ///
  /// - Parameters:
  ///   - path: the file's path; "-" is standard output.
  ///   - start: what the file has to begin with for its lines to stay; nil empties it.
  /// - Throws: `BPNetError.cannotCreate`, also if the file begins with anything else, or another process
  ///   writes it: it is as it was then.
  package init(path: String, keepingLinesFrom start: String?) throws(BPNetError) {
    self.path = path
    descriptor = path == "-" ? dup(STDOUT_FILENO) : open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
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
    let first = bytes(count: min(byteCount, start.utf8.count))
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
  /// - Parameter isSuperfluous: is given the bytes of a line, without its line break.
  /// - Throws: `BPNetError.writeFailed`.
  package func removeLines(from isSuperfluous: (ArraySlice<UInt8>) -> Bool) throws(BPNetError) {
    guard let byteCount else { return }
    let bytes = bytes(count: byteCount)
    var kept = 0
    while let end = bytes[kept...].firstIndex(of: UInt8(ascii: "\n")), !isSuperfluous(bytes[kept..<end]) {
      kept = end + 1
    }
    guard ftruncate(descriptor, off_t(kept)) == 0 else {
      throw .writeFailed(path: path, reason: SystemCallError.last.reason)
    }
    lseek(descriptor, 0, SEEK_END)
  }

  /// The size of the file; nil for standard output, and for what is no regular file.
  private var byteCount: Int? {
    var status = stat()
    guard path != "-", fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    return Int(status.st_size)
  }

  private func bytes(count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      while initializedCount < count, let base = buffer.baseAddress {
        let read = pread(
          descriptor, base + initializedCount, count - initializedCount, off_t(initializedCount))
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
