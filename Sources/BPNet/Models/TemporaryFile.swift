internal import SystemLibrary

/// A file that is being written, in the folder in which it will have its name.
///
/// Where the system and the file system allow it, it has no name before it is whole, and goes with the
/// process that writes it. Elsewhere it is named `.bpnet-PROCESS-NUMBER.tmp` and locked; what a process that
/// was killed has left is removed when the next file is made in the folder.
struct TemporaryFile {
  /// The descriptor to write to.
  let descriptor: Int32
  private let folder: String
  /// Nil for a file without a name.
  private let path: String?

  /// The seconds after its last change before which no file is removed: another process may just have made
  /// it, and not have locked it yet.
  private static let leastAge = 60
  /// The number of names in a folder of which those left behind are looked for.
  private static let searchedNames = 10_000

  /// A new, empty file in `folder`.
  ///
  /// - Parameters:
  ///   - path: the path of the file that it will be, for messages.
  ///   - isNamed: whether it has a name in any case.
  /// - Throws: `BPNetError.cannotCreate`.
  init(in folder: String, for path: String, isNamed: Bool) throws(BPNetError) {
    self.folder = folder
    Self.removeAbandoned(in: folder)
    if !isNamed, let unnamed = Self.openUnnamed(in: folder) {
      (descriptor, self.path) = (unnamed, nil)
      flock(descriptor, LOCK_EX | LOCK_NB)
      return
    }
    for name in Self.names(in: folder) {
      let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        flock(descriptor, LOCK_EX | LOCK_NB)
        (self.descriptor, self.path) = (descriptor, name)
        return
      }
      if errno != EEXIST { throw .cannotCreate(path: path, reason: AtomicFile.errorText()) }
    }
    throw .cannotCreate(path: path, reason: "too many temporary files named .bpnet-… in \(folder)")
  }

  /// Gives the file its name, in place of a file that has it.
  ///
  /// - Throws: `BPNetError.writeFailed`.
  func take(name file: String, for path: String) throws(BPNetError) {
    if let own = self.path {
      guard rename(own, file) == 0 else { throw Self.writeFailed(path) }
      return
    }
    if Self.link(descriptor, file) { return }
    guard errno == EEXIST else { throw Self.writeFailed(path) }
    // A link never replaces a file.
    for name in Self.names(in: folder) {
      if Self.link(descriptor, name) {
        guard rename(name, file) == 0 else {
          let error = Self.writeFailed(path)
          unlink(name)
          throw error
        }
        return
      }
      if errno != EEXIST { throw Self.writeFailed(path) }
    }
    throw .writeFailed(path: path, reason: "too many temporary files named .bpnet-… in \(folder)")
  }

  /// Removes the name, if it has one; the descriptor is the caller's.
  func remove() {
    if let path { unlink(path) }
  }

  private static func writeFailed(_ path: String) -> BPNetError {
    .writeFailed(path: path, reason: AtomicFile.errorText())
  }

  /// Names that do not contain the destination's, which may already have the maximum length.
  private static func names(in folder: String) -> some Sequence<String> {
    (0..<10_000).lazy.map { "\(folder)/.bpnet-\(getpid())-\($0).tmp" }
  }

  /// A file without a name; nil where there are none.
  private static func openUnnamed(in folder: String) -> Int32? {
    #if os(Linux)
      // The folder of descriptors is what a name is given by.
      guard access("/proc/self/fd", X_OK) == 0 else { return nil }
      let unnamed = 0o20000000 | O_DIRECTORY
      let descriptor = open(folder, unnamed | O_WRONLY | O_CLOEXEC, 0o666)
      return descriptor >= 0 ? descriptor : nil
    #else
      return nil
    #endif
  }

  private static func link(_ descriptor: Int32, _ name: String) -> Bool {
    linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0
  }

  /// Removes temporary files that no process has locked, which were left by one that was killed.
  private static func removeAbandoned(in folder: String) {
    guard let names = opendir(folder) else { return }
    defer { closedir(names) }
    for _ in 0..<searchedNames {
      guard let entry = readdir(names) else { return }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if isTemporary(name) { removeIfAbandoned("\(folder)/\(name)") }
    }
  }

  /// Whether a name is `.bpnet-PROCESS-NUMBER.tmp`.
  static func isTemporary(_ name: String) -> Bool {
    guard name.hasPrefix(".bpnet-"), name.hasSuffix(".tmp") else { return false }
    let parts = name.dropFirst(7).dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { 48...57 ~= $0 } }
  }

  private static func removeIfAbandoned(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var status = stat()
    var now = timespec()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      clock_gettime(CLOCK_REALTIME, &now) == 0
    else { return }
    #if canImport(Darwin)
      let changed = status.st_mtimespec.tv_sec
    #else
      let changed = status.st_mtim.tv_sec
    #endif
    guard Int(now.tv_sec) - Int(changed) >= leastAge, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      return
    }
    unlink(path)
  }
}
