internal import SystemLibrary

/// The kind of file that a path names.
enum Destination {
  /// An open file of this process.
  case descriptor(Int32)
  /// A device, pipe or socket.
  case special
  /// A regular file, or no file yet; `permissions` are those of an existing file.
  case regular(file: String, folder: String, permissions: mode_t?)

  /// - Throws: `BPNetError.cannotCreate`.
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
      let file = try Self.endOfLinks(path)
      let (folder, name) = Self.split(file)
      try Self.checkFolder(folder, name, path: path)
      self = .regular(file: file, folder: folder, permissions: nil)
    } else {
      throw .cannotCreate(path: path, reason: AtomicFile.errorText())
    }
  }

  /// The open file of this process that `path` names; nil if it names none.
  ///
  /// It is never replaced, even if it is a regular file, because the new file would not reach others who have
  /// the old one open.
  fileprivate static func openDescriptor(_ path: String) -> Int32? {
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

  /// The path that symbolic links lead to which end at no file; `path` itself if it is no link.
  fileprivate static func endOfLinks(_ path: String) throws(BPNetError) -> String {
    var file = path
    for _ in 0..<40 {
      var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      let length = readlink(file, &target, target.count - 1)
      guard length > 0 else { return file }
      let bytes = target.prefix(length).map { UInt8(bitPattern: $0) }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .cannotCreate(path: path, reason: "it is a link to a path that is not UTF-8")
      }
      file = text.hasPrefix("/") ? text : split(file).folder + "/" + text
    }
    throw .cannotCreate(path: path, reason: AtomicFile.errorText(ELOOP))
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
  fileprivate static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let folder = String(path[..<slash])
    return (folder.isEmpty ? "/" : folder, String(path[path.utf8.index(after: slash)...]))
  }
}

extension AtomicFile {
  /// The open file of this process that `path` names, such as `-` or `/dev/stdout`; nil if it names none.
  package static func openDescriptor(_ path: String) -> Int32? { Destination.openDescriptor(path) }

  /// The one name of a file, wherever links lead, whether or not it or its folders exist yet.
  ///
  /// Links that lead into each other, and folders that do not exist beyond the depth of `mostSteps`, are left
  /// as they are: nothing can be written there.
  package static func resolvedPath(_ path: String) -> String { resolvedPath(path, steps: mostSteps) }

  /// As many links as systems follow, and as many folders again.
  private static let mostSteps = 80

  private static func resolvedPath(_ path: String, steps: Int) -> String {
    if let resolved = realpath(path, nil) {
      defer { free(resolved) }
      return String(cString: resolved)
    }
    let file = (try? Destination.endOfLinks(path)) ?? path
    var (folder, name) = Destination.split(file)
    // Without the slashes at its end a folder has a name.
    if name.isEmpty, folder != "/" { (folder, name) = Destination.split(folder) }
    guard !name.isEmpty, folder != path, steps > 0 else { return path }
    let parent = resolvedPath(folder, steps: steps - 1)
    switch name {
    case ".": return parent
    case "..": return Destination.split(parent).folder
    default: return parent == "/" ? "/\(name)" : "\(parent)/\(name)"
    }
  }
}
