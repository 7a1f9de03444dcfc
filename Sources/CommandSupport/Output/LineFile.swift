import BPNet
internal import SystemLibrary

/// A text file to whose end whole lines are written.
package final class LineFile: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Opens a file, which is created if there is none.
  ///
  /// - Parameters:
  ///   - path: the file's path; "-" is standard output.
  ///   - keepsLines: whether its lines stay; else it is emptied.
  /// - Throws: `BPNetError.cannotCreate`.
  package init(path: String, keepsLines: Bool) throws(BPNetError) {
    self.path = path
    if path == "-" {
      descriptor = dup(STDOUT_FILENO)
    } else {
      descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | (keepsLines ? 0 : O_TRUNC), 0o666)
    }
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: SystemCallError.last.reason) }
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

  /// Removes the first line for which `isSuperfluous` is true, and all behind it.
  ///
  /// What is no regular file stays as it is.
  ///
  /// - Throws: `BPNetError.writeFailed`.
  package func removeLines(from isSuperfluous: (Substring) -> Bool) throws(BPNetError) {
    var status = stat()
    guard path != "-", fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    let text = String(decoding: bytes(count: Int(status.st_size)), as: UTF8.self)
    var kept = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if isSuperfluous(line) { break }
      kept += line.utf8.count + 1
    }
    guard ftruncate(descriptor, off_t(kept)) == 0 else {
      throw .writeFailed(path: path, reason: SystemCallError.last.reason)
    }
    lseek(descriptor, 0, SEEK_END)
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
