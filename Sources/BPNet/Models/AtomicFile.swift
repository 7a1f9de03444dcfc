internal import SystemLibrary

/// A file that is replaced atomically: a reader of its path finds either the old content or the complete new
/// one, even if writing is interrupted.
///
/// Bytes are written to a temporary file in the same folder, which `commit()` syncs and gives the path. On
/// Linux it has no name until then, where the file system allows that, so a process that is killed leaves
/// nothing; see `TemporaryFile`. The new file has the permissions of the old one; for a symbolic link its
/// target is replaced or made. `-` is standard output. Bytes for standard output, and for paths of anything
/// but regular files (pipes, devices), are written directly.
package struct AtomicFile {
  /// The descriptor to write to until `commit()` or `discard()`, one of which must be called.
  package let descriptor: Int32
  private let path: String
  private let destination: Destination
  private let temporary: TemporaryFile?

  /// Begins writing the file at `path`.
  ///
  /// Throws `cannotCreate`, and leaves no temporary file then.
  ///
  /// - Parameter namesTemporary: whether the temporary file has a name in any case.
  package init(creating path: String, namesTemporary: Bool = false) throws(BPNetError) {
    self.path = path
    destination = try Destination(path)
    switch destination {
    case .descriptor(let open):
      // Buffered output must appear before the bytes of this file.
      fflush(nil)
      (descriptor, temporary) = (open, nil)
    case .special:
      (descriptor, temporary) = (open(path, O_WRONLY | O_CLOEXEC), nil)
      if descriptor < 0 { throw .cannotCreate(path: path, reason: Self.errorText()) }
    case .regular(_, let folder, _):
      let file = try TemporaryFile(in: folder, for: path, isNamed: namesTemporary)
      (descriptor, temporary) = (file.descriptor, file)
    }
  }

  /// Syncs the file, and renames it to its path.
  ///
  /// Throws `writeFailed`; the old file is unchanged then, and the temporary file removed, unless only the
  /// folder could not be synced: then the new file is there, and may be lost with the power.
  package func commit() throws(BPNetError) {
    guard case .regular(let file, let folder, let permissions) = destination, let temporary else {
      return closeUnlessShared()
    }
    do throws(BPNetError) {
      if let permissions, fchmod(descriptor, permissions) != 0 {
        throw .writeFailed(path: path, reason: Self.errorText())
      }
      try Self.sync(descriptor, path: path)
      try temporary.take(name: file, for: path)
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
    temporary?.remove()
  }

  private func closeUnlessShared() {
    if case .descriptor = destination { return }
    close(descriptor)
  }

  /// Replaces the content of the file at `path` by `bytes`.
  ///
  /// Throws `cannotCreate` before anything is written, `writeFailed` later; no temporary file remains.
  static func write(_ bytes: [UInt8], to path: String) throws(BPNetError) {
    try write(parts: [bytes], to: path)
  }

  /// Replaces the content of the file at `path` by all parts, one after the other, as above.
  static func write(parts: [[UInt8]], to path: String) throws(BPNetError) {
    let file = try AtomicFile(creating: path)
    do throws(BPNetError) {
      for part in parts {
        // A rethrowing closure would lose the type of the error.
        let result = part.withUnsafeBytes { buffer in
          Result { () throws(BPNetError) in try writeAll(buffer, to: file.descriptor, path: path) }
        }
        try result.get()
      }
    } catch {
      file.discard()
      throw error
    }
    try file.commit()
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

  private static func syncFolder(_ folder: String, path: String) throws(BPNetError) {
    // A folder that is writable but not readable cannot be opened, and so not be synced.
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return }
    defer { close(descriptor) }
    try sync(descriptor, path: path)
  }

  /// Waits until the content is on the storage device, as far as the file system supports it.
  package static func sync(_ descriptor: Int32, path: String) throws(BPNetError) {
    #if canImport(Darwin)
      // On macOS fsync leaves data in the drive's cache.
      if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
    #endif
    while fsync(descriptor) != 0 {
      if errno == EINVAL || errno == ENOTSUP { return }
      if errno != EINTR { throw .writeFailed(path: path, reason: errorText()) }
    }
  }

  static func errorText(_ code: Int32 = errno) -> String {
    String(cString: strerror(code))
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
