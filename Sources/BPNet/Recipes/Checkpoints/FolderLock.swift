internal import SystemLibrary

/// A lock on a folder, which the system releases when the process ends in whatever way.
final class FolderLock: Sendable {
  private let descriptor: Int32

  /// - Throws: `BPNetError.cannotCreate` if another process, or another object of this one, has the lock.
  init(of files: CheckpointFiles) throws(BPNetError) {
    let path = files.lockPath
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else {
      throw .cannotCreate(path: path, reason: String(cString: strerror(errno)))
    }
    let isHeld = flock(descriptor, LOCK_EX | LOCK_NB) != 0
    var bytes = [UInt8](repeating: 0, count: 21)
    let count = max(read(descriptor, &bytes, bytes.count), 0)
    let digits = bytes.prefix(count)
    // A file of the user's by this name must not be overwritten.
    guard count < bytes.count, digits.allSatisfy({ 48...57 ~= $0 }) else {
      close(descriptor)
      throw CheckpointFiles.foreignFile(path)
    }
    guard !isHeld else {
      close(descriptor)
      let holder = digits.isEmpty ? "another process" : "process \(String(decoding: digits, as: UTF8.self))"
      throw .cannotCreate(path: files.folder, reason: "\(holder) writes checkpoints there")
    }
    let text = Array("\(getpid())".utf8)
    _ = ftruncate(descriptor, 0)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  deinit {
    // Closing alone would leave the lock to a child process that was just being started, until it executes
    // its program: its copy of the descriptor shares the lock.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
