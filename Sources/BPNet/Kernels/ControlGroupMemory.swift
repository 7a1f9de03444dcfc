/// The limits of memory that the control groups of Linux set on this process, as containers have them.
///
/// Sources: cgroups(7) and proc(5) of the Linux manual; "Memory" in the kernel's documentation of cgroup v2
/// (`memory.max`, `memory.current`, `memory.stat`) and v1 (`memory.limit_in_bytes` and so on).
struct ControlGroupMemory: Equatable {
  /// The lowest limit of the groups that the process belongs to, in bytes; nil if there is none.
  private(set) var limit: Int?
  /// The bytes that these groups still give; nil if there is no limit.
  private(set) var available: Int?

  /// The state of the groups now; without limits where the system has no control groups.
  ///
  /// - Parameter root: the path that stands before all others, for tests.
  init(root: String = "") {
    guard let groups = SystemFile.text("\(root)/proc/self/cgroup"),
      let mounts = SystemFile.text("\(root)/proc/self/mountinfo")
    else { return }
    for line in mounts.split(separator: "\n") {
      guard let mount = Mount(line), let path = Self.path(in: groups, isVersion2: mount.isVersion2) else {
        continue
      }
      // Each group stands within the limits of those above it.
      var parts = mount.relative(path).split(separator: "/")
      while true {
        let folder = ([root + mount.point] + parts.map(String.init)).joined(separator: "/")
        takeIn(folder, names: mount.isVersion2 ? .version2 : .version1)
        if parts.popLast() == nil { break }
      }
    }
  }

  /// The names of a group's files.
  private struct Names {
    let limit: String
    let usage: String
    /// The lines of `memory.stat` with the bytes of files that can be given up.
    let reclaimable: [String]

    static let version1 = Names(
      limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes",
      reclaimable: ["total_inactive_file", "total_active_file"])
    static let version2 = Names(
      limit: "memory.max", usage: "memory.current", reclaimable: ["inactive_file", "active_file"])
  }

  private mutating func takeIn(_ folder: String, names: Names) {
    // "max" is no number; the first version says "none" by a number beyond any memory.
    guard let limit = SystemFile.number("\(folder)/\(names.limit)"), limit < 1 << 60 else { return }
    self.limit = min(self.limit ?? .max, limit)
    guard let usage = SystemFile.number("\(folder)/\(names.usage)") else { return }
    let figures = SystemFile.text("\(folder)/memory.stat") ?? ""
    let reclaimable = names.reclaimable.compactMap { SystemFile.figure($0, in: figures) }.reduce(0, +)
    available = min(available ?? .max, max(limit - max(usage - reclaimable, 0), 0))
  }

  /// The group of the process: the line of the memory controller, or of the second version.
  private static func path(in groups: String, isVersion2: Bool) -> Substring? {
    for line in groups.split(separator: "\n") {
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

    /// A line of `mountinfo`; nil if it shows no groups of memory.
    init?(_ line: Substring) {
      // …device group point options … - type source options
      let fields = line.split(separator: " ")
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
