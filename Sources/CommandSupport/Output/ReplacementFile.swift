import BPNet

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file being written under a temporary name in the folder of its final one, which it gets when it is
/// whole.
///
/// A device or a pipe under the final name is written to directly.
struct ReplacementFile {
  let descriptor: Int32
  /// The path as the user gave it, for errors.
  private let name: String
  /// Where the file shall be, with symbolic links followed.
  private let path: String
  /// Where it is until it is whole; nil when it is written in place.
  private let temporaryPath: String?

  /// Opens a file that shall become `path`.
  init(path name: String) throws(BPNetError) {
    self.name = name
    path = Self.resolved(name)
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      temporaryPath = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      guard !exists || access(path, W_OK) == 0 else { throw Self.cannotCreate(name) }
      let temporaryPath = Self.temporaryPath(for: path)
      self.temporaryPath = temporaryPath
      // A leftover of this name can only be from an ended process that had the same number.
      unlink(temporaryPath)
      descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if exists, descriptor >= 0 { _ = fchmod(descriptor, status.st_mode & 0o7777) }
    }
    guard descriptor >= 0 else { throw Self.cannotCreate(name) }
  }

  /// Gives the file its final name, once its bytes are on the disk.
  func commit() throws(BPNetError) {
    guard let temporaryPath else {
      guard close(descriptor) == 0 else { throw writeFailed() }
      return
    }
    guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else { throw writeFailed() }
    close(descriptor)
    let folder = open(Self.folder(of: path), O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// Forgets the file; what was under the final name before stays.
  func discard() {
    close(descriptor)
    if let temporaryPath { unlink(temporaryPath) }
  }

  private func writeFailed() -> BPNetError {
    .writeFailed(path: name, reason: SystemCallError.last.reason)
  }

  private static func cannotCreate(_ name: String) -> BPNetError {
    .cannotCreate(path: name, reason: SystemCallError.last.reason)
  }

  private static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func temporaryPath(for path: String) -> String {
    // Without the file's own name, which may be as long as names can be.
    "\(folder(of: path))/.bpnet-output-\(getpid()).tmp"
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
