internal import SystemLibrary

/// A file that is replaced atomically: a reader of its path finds either the old content or the complete new
/// one, even if writing is interrupted.
///
/// Bytes are written to a temporary file in the same folder, which `commit()` syncs and renames to the path.
/// The new file has the permissions of the old one; for a symbolic link its target is replaced. `-` is
/// standard output. Bytes for standard output, and for paths of anything but regular files (pipes, devices),
/// are written directly.
package struct AtomicFile {
  /// The descriptor to write to until `commit()` or `discard()`, one of which must be called.
  package let descriptor: Int32
  private let path: String
  private let destination: Destination
  private let temporaryPath: String?

  /// Begins writing the file at `path`.
  ///
  /// Throws `cannotCreate`, and leaves no temporary file then.
  package init(creating path: String) throws(BPNetError) {
    self.path = path
    destination = try Destination(path)
    switch destination {
    case .descriptor(let open):
      // Buffered output must appear before the bytes of this file.
      fflush(nil)
      (descriptor, temporaryPath) = (open, nil)
    case .special:
      (descriptor, temporaryPath) = (open(path, O_WRONLY | O_CLOEXEC), nil)
      if descriptor < 0 { throw .cannotCreate(path: path, reason: Self.errorText()) }
    case .regular(_, let folder, _):
      let temporary = try Self.createTemporary(in: folder, for: path)
      (descriptor, temporaryPath) = (temporary.descriptor, temporary.path)
    }
  }

  /// Syncs the file, and renames it to its path.
  ///
  /// Throws `writeFailed`; the old file is unchanged then, and the temporary file removed.
  package func commit() throws(BPNetError) {
    guard case .regular(let file, let folder, let permissions) = destination, let temporaryPath else {
      return closeUnlessShared()
    }
    do throws(BPNetError) {
      if let permissions, fchmod(descriptor, permissions) != 0 {
        throw .writeFailed(path: path, reason: Self.errorText())
      }
      try Self.sync(descriptor, path: path)
      if rename(temporaryPath, file) != 0 { throw .writeFailed(path: path, reason: Self.errorText()) }
    } catch {
      discard()
      throw error
    }
    close(descriptor)
    try Self.syncFolder(folder, path: path)
  }

  /// Removes the temporary file; the old file is unchanged.
  package func discard() {
    closeUnlessShared()
    if let temporaryPath { unlink(temporaryPath) }
  }

  private func closeUnlessShared() {
    if case .descriptor = destination { return }
    close(descriptor)
  }

  /// Replaces the content of the file at `path` by `bytes`.
  ///
  /// Throws `cannotCreate` before anything is written, `writeFailed` later; no temporary file remains.
  static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws(BPNetError) {
    let file = try AtomicFile(creating: path)
    do throws(BPNetError) {
      try writeAll(bytes, to: file.descriptor, path: path)
    } catch {
      file.discard()
      throw error
    }
    try file.commit()
  }

  /// Replaces the content of the file at `path` by `bytes`, as above.
  static func write(_ bytes: [UInt8], to path: String) throws(BPNetError) {
    // A rethrowing closure would lose the type of the error.
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(BPNetError) in try write(buffer, to: path) }
    }
    try result.get()
  }

  /// Throws `cannotCreate` if `write(_:to:)` would.
  ///
  /// For a check before a long training. The file at `path` is not changed, and no file remains in the
  /// folder.
  static func checkCanCreate(_ path: String) throws(BPNetError) {
    switch try Destination(path) {
    case .descriptor: return
    case .special:
      if access(path, W_OK) != 0 { throw .cannotCreate(path: path, reason: errorText()) }
    case .regular:
      try AtomicFile(creating: path).discard()
    }
  }

  /// A new, empty file in `folder`, open for writing.
  ///
  /// Its name does not contain the destination's, which may already have the maximum length.
  private static func createTemporary(
    in folder: String, for path: String
  ) throws(BPNetError) -> (descriptor: Int32, path: String) {
    for attempt in 0..<10_000 {
      let temporary = "\(folder)/.bpnet-\(getpid())-\(attempt).tmp"
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (descriptor, temporary) }
      if errno != EEXIST { throw .cannotCreate(path: path, reason: errorText()) }
    }
    throw .cannotCreate(path: path, reason: "too many temporary files named .bpnet-… in \(folder)")
  }

  private static func syncFolder(_ folder: String, path: String) throws(BPNetError) {
    // A folder that is writable but not readable cannot be opened, and so not be synced.
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return }
    defer { close(descriptor) }
    try sync(descriptor, path: path)
  }

  /// Waits until the content is on the storage device, as far as the file system supports it.
  private static func sync(_ descriptor: Int32, path: String) throws(BPNetError) {
    #if canImport(Darwin)
      // On macOS fsync leaves data in the drive's cache.
      if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
    #endif
    while fsync(descriptor) != 0 {
      if errno == EINVAL || errno == ENOTSUP { return }
      if errno != EINTR { throw .writeFailed(path: path, reason: errorText()) }
    }
  }

  fileprivate static func errorText(_ code: Int32 = errno) -> String {
    String(cString: strerror(code))
  }
}

/// The kind of file that a path names.
private enum Destination {
  /// An open file of this process.
  case descriptor(Int32)
  /// A device, pipe or socket.
  case special
  /// A regular file, or no file yet; `permissions` are those of an existing file.
  case regular(file: String, folder: String, permissions: mode_t?)

  init(_ path: String) throws(BPNetError) {
    if let descriptor = Self.openDescriptor(path) {
      if fcntl(descriptor, F_GETFL) < 0 { throw .cannotCreate(path: path, reason: AtomicFile.errorText()) }
      self = .descriptor(descriptor)
      return
    }
    if path.utf8.contains(0) { throw .cannotCreate(path: path, reason: "the path contains a zero byte") }
    var information = stat()
    if stat(path, &information) == 0 {
      self = try Self.existing(path, information)
    } else if errno == ENOENT {
      let (folder, name) = Self.split(path)
      try Self.checkFolder(folder, name, path: path)
      self = .regular(file: path, folder: folder, permissions: nil)
    } else {
      throw .cannotCreate(path: path, reason: AtomicFile.errorText())
    }
  }

  /// The open file of this process that `path` names; nil if it names none.
  ///
  /// It is never replaced, even if it is a regular file, because the new file would not reach others who have
  /// the old one open.
  private static func openDescriptor(_ path: String) -> Int32? {
    switch path {
    case "-", "/dev/stdout": return 1
    case "/dev/stderr": return 2
    default:
      for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
        return Int32(path.dropFirst(folder.count))
      }
      return nil
    }
  }

  private static func existing(_ path: String, _ information: stat) throws(BPNetError) -> Destination {
    let kind = information.st_mode & S_IFMT
    if kind == S_IFDIR { throw .cannotCreate(path: path, reason: AtomicFile.errorText(EISDIR)) }
    if kind != S_IFREG { return .special }
    if access(path, W_OK) != 0 { throw .cannotCreate(path: path, reason: AtomicFile.errorText()) }
    guard let resolved = realpath(path, nil) else {
      throw .cannotCreate(path: path, reason: AtomicFile.errorText())
    }
    defer { free(resolved) }
    let file = String(cString: resolved)
    return .regular(file: file, folder: split(file).folder, permissions: information.st_mode & 0o7777)
  }

  private static func checkFolder(_ folder: String, _ name: String, path: String) throws(BPNetError) {
    var information = stat()
    if stat(folder, &information) != 0 {
      throw .cannotCreate(path: path, reason: "folder \(folder): \(AtomicFile.errorText())")
    }
    if information.st_mode & S_IFMT != S_IFDIR {
      throw .cannotCreate(path: path, reason: "folder \(folder): \(AtomicFile.errorText(ENOTDIR))")
    }
    if name.isEmpty { throw .cannotCreate(path: path, reason: "the path names no file") }
  }

  /// The folder and the name in it; the folder of a path without one is the current one.
  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let folder = String(path[..<slash])
    return (folder.isEmpty ? "/" : folder, String(path[path.utf8.index(after: slash)...]))
  }
}

/// Writes all of `bytes`, with as many system calls as necessary.
private func writeAll(
  _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
) throws(BPNetError) {
  // Some systems refuse to write 2³¹ bytes or more at once.
  let largestPart = 1 << 30
  var rest = bytes[...]
  while !rest.isEmpty {
    let part = UnsafeRawBufferPointer(rebasing: rest.prefix(largestPart))
    let written = write(descriptor, part.baseAddress, part.count)
    if written >= 0 {
      rest = rest.dropFirst(written)
    } else if errno != EINTR {
      throw .writeFailed(path: path, reason: AtomicFile.errorText())
    }
  }
}
