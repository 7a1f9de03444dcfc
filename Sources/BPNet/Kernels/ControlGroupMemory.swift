/// The limits of memory that the control groups of Linux set on this process, as containers have them.
///
/// Sources: cgroups(7) and proc(5) of the Linux manual; "Memory" in the kernel's documentation of cgroup v2
/// (`memory.max`, `memory.current`, `memory.stat`) and v1 (`memory.limit_in_bytes` and so on).
struct ControlGroupMemory {
  /// The folders of the groups that the process belongs to, with the names of their files.
  private var folders: [(path: String, files: FileNames)] = []

  /// The places where this process sees groups; they are rarely changed, and many to read.
  private static let mounts = Mount.all(root: "")

  /// The groups of the process now; none where the system has no control groups.
  ///
  /// - Parameter root: the path that stands before all others, for tests.
  init(root: String = "") {
    guard let groups = SystemFile.text("\(root)/proc/self/cgroup") else { return }
    for mount in root.isEmpty ? Self.mounts : Mount.all(root: root) {
      guard let path = Self.path(in: groups, isVersion2: mount.isVersion2) else { continue }
      // Each group stands within the limits of those above it.
      var parts = mount.relative(path).split(separator: "/")
      while true {
        let folder = ([root + mount.point] + parts.map(String.init)).joined(separator: "/")
        folders.append((folder, mount.isVersion2 ? .version2 : .version1))
        if parts.popLast() == nil { break }
      }
    }
  }

  /// The lowest limit of the groups now, in bytes; nil if there is none.
  var limit: Int? { folders.compactMap(limit).min() }

  /// The bytes that the groups still give; nil if there is no limit.
  var available: Int? { folders.compactMap(available).min() }

  private func limit(_ folder: (path: String, files: FileNames)) -> Int? {
    // "max" is no number; the first version says "none" by a number beyond any memory.
    SystemFile.number("\(folder.path)/\(folder.files.limit)").flatMap { $0 < 1 << 60 ? $0 : nil }
  }

  private func available(_ folder: (path: String, files: FileNames)) -> Int? {
    guard let limit = limit(folder),
      let usage = SystemFile.number("\(folder.path)/\(folder.files.usage)")
    else { return nil }
    let figures = SystemFile.text("\(folder.path)/memory.stat") ?? ""
    let reclaimable = folder.files.reclaimable.compactMap { SystemFile.figure($0, in: figures) }.reduce(0, +)
    return max(limit - max(usage - reclaimable, 0), 0)
  }

  /// The names of a group's files.
  private struct FileNames {
    let limit: String
    let usage: String
    /// The lines of `memory.stat` with the bytes of files that can be given up.
    let reclaimable: [String]

    static let version1 = FileNames(
      limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes",
      reclaimable: ["total_inactive_file", "total_active_file"])
    static let version2 = FileNames(
      limit: "memory.max", usage: "memory.current", reclaimable: ["inactive_file", "active_file"])
  }

  /// The group of the process: the line of the memory controller, or of the second version.
  private static func path(in groups: String, isVersion2: Bool) -> Substring? {
    for line in SystemFile.lines(groups) {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isMatch =
        isVersion2
        ? fields[0] == "0" && fields[1].isEmpty : fields[1].split(separator: ",").contains("memory")
      if isMatch { return fields[2] }
    }
    return nil
  }

  /// A place where groups are seen as folders.
  private struct Mount {
    let isVersion2: Bool
    /// The group that the folder shows.
    let group: Substring
    let point: Substring

    static func all(root: String) -> [Mount] {
      SystemFile.text("\(root)/proc/self/mountinfo").map { SystemFile.lines($0).compactMap(Mount.init) } ?? []
    }

    /// A line of `mountinfo`; nil if it shows no groups of memory.
    init?(_ line: Substring) {
      // …device group point options … - type source options
      let fields = SystemFile.words(line)
      guard let dash = fields.firstIndex(of: "-"), dash >= 6, dash + 3 < fields.count else { return nil }
      isVersion2 = fields[dash + 1] == "cgroup2"
      let isVersion1 =
        fields[dash + 1] == "cgroup" && fields[dash + 3].split(separator: ",").contains("memory")
      guard isVersion1 || isVersion2 else { return nil }
      (group, point) = (fields[3], fields[4])
    }

    /// The path of a group below the folder; a group that is not below it counts as the folder itself.
    func relative(_ path: Substring) -> Substring {
      if group == "/" { return path }
      let isBelow = path == group || path.hasPrefix(group + "/")
      return isBelow ? path.dropFirst(group.count) : ""
    }
  }
}
