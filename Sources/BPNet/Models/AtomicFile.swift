internal import SystemLibrary

/// A file that is whole or not there: whatever happens while it is written, a reader of its path finds the
/// old content or the new one.
///
/// What is written goes to a temporary file in the same folder, which `commit()` syncs and puts in the place
/// of the path in one step. A file that was there passes on its permissions; behind a symbolic link the file
/// that it leads to is replaced. `-` is standard output. There, and where the path leads to anything but a
/// regular file (a pipe, a device), bytes are simply written.
package struct AtomicFile {
  /// Where to write, until `commit()` or `discard()`, one of which must be called.
  package let descriptor: Int32
  private let path: String
  private let destination: Destination
  private let temporaryPath: String?

  /// Begins a file that shall become `path`.
  ///
  /// Throws `cannotCreate`; nothing remains then.
  package init(creating path: String) throws(BPNetError) {
    self.path = path
    destination = try Destination(path)
    switch destination {
    case .descriptor(let open):
      // What was printed before must come out before.
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

  /// Gives the file its name, once its bytes are on the medium.
  ///
  /// Throws `writeFailed`; the old file and no temporary one remain then.
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

  /// Forgets the file: what was under the path before stays.
  package func discard() {
    closeUnlessShared()
    if let temporaryPath { unlink(temporaryPath) }
  }

  private func closeUnlessShared() {
    if case .descriptor = destination { return }
    close(descriptor)
  }

  /// Makes `bytes` the content of the file at `path`.
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

  /// Makes `bytes` the content of the file at `path`, as above.
  static func write(_ bytes: [UInt8], to path: String) throws(BPNetError) {
    // A rethrowing closure would lose the type of the error.
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(BPNetError) in try write(buffer, to: path) }
    }
    try result.get()
  }

  /// Throws `cannotCreate` if `write(_:to:)` could not begin now.
  ///
  /// For a long run to know before it starts. The file at `path` is not touched, and nothing remains in the
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
  /// The name does not contain that of the destination, which may be as long as names may be already.
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
    // A folder may be writable without being readable; then there is nothing to sync it by.
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return }
    defer { close(descriptor) }
    try sync(descriptor, path: path)
  }

  /// Waits until the file's content is on the medium, as far as its file system can tell.
  private static func sync(_ descriptor: Int32, path: String) throws(BPNetError) {
    #if canImport(Darwin)
      // fsync leaves the data in the drive's cache there.
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

/// What a path leads to.
private enum Destination {
  /// An open file of this process.
  case descriptor(Int32)
  /// A device, pipe or socket.
  case special
  /// A regular file, or nothing yet; `permissions` are those of a file that is there.
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

  /// The file of this process that `path` names, if it names one.
  ///
  /// It may lead to a regular file, but to
  /// replace that one would not reach those who hold it open.
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

  /// The folder and the name in it; a path without a folder lies in the current one.
  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let folder = String(path[..<slash])
    return (folder.isEmpty ? "/" : folder, String(path[path.utf8.index(after: slash)...]))
  }
}

/// Writes all of `bytes`, however many calls of the system that takes.
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
