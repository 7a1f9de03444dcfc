internal import SystemLibrary

/// The memory that this process may allocate, so that a network that is too large is an error, and neither a
/// crash nor a process that the system ends.
///
/// It is bounded by the machine's memory, the limit of the address space (`ulimit -v`), and the control
/// groups of containers.
package enum MemoryBudget {
  /// The bytes of the machine's memory, or of the process's least limit if that is less.
  static var byteCount: Int {
    let physical = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    return min(physical, addressSpace ?? .max, ControlGroupMemory().limit ?? .max)
  }

  /// The bytes that are left now: what the machine can give without ending a process, within the limits of
  /// this one.
  ///
  /// A figure that the system does not tell bounds nothing.
  static var availableByteCount: Int {
    min(
      freeMemory() ?? .max, ControlGroupMemory().available ?? .max,
      addressSpace.map { max($0 - usedAddressSpace, 0) } ?? .max)
  }

  /// The limit of the address space; nil if there is none.
  private static var addressSpace: Int? {
    var limit = rlimit()
    #if canImport(Glibc)
      let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0
    #else
      let isKnown = getrlimit(RLIMIT_AS, &limit) == 0
    #endif
    return isKnown && limit.rlim_cur < UInt64(Int.max) ? Int(limit.rlim_cur) : nil
  }

  /// The address space in use; 0 where the system does not tell.
  private static var usedAddressSpace: Int {
    (SystemFile.number("/proc/self/statm") ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  }

  /// The bytes of memory and swap space that the machine can still give; nil where the system does not tell.
  ///
  /// - Parameter root: the path that stands before all others, for tests.
  static func freeMemory(root: String = "") -> Int? {
    guard let figures = SystemFile.text("\(root)/proc/meminfo"),
      let free = SystemFile.figure("MemAvailable:", in: figures)
    else { return nil }
    return 1024 * (free + (SystemFile.figure("SwapFree:", in: figures) ?? 0))
  }

  /// The sum of sizes of at least 0; `Int.max` on overflow.
  static func sum(_ sizes: [Int]) -> Int {
    sizes.reduce(0) { total, size in
      let (sum, overflow) = total.addingReportingOverflow(size)
      return overflow ? .max : sum
    }
  }

  /// Checks that `needed` bytes are within the budget.
  ///
  /// - Parameter subject: the subject of the message, which needs them.
  /// - Throws: `BPNetError.invalidArgument` under `name`.
  static func check(
    _ needed: Int, name: String, subject: String = "a network that needs"
  ) throws(BPNetError) {
    let available = byteCount
    guard needed > available else { return }
    throw .invalidArgument(
      name: name, found: "\(subject) \(megabytes(needed)) MB",
      expected: "at most \(megabytes(available)) MB, all that this process may use")
  }

  /// Checks that `needed` further bytes are left.
  ///
  /// - Parameter subject: the subject of the message, which needs them.
  /// - Throws: `BPNetError.invalidArgument` under `name`.
  package static func checkAvailable(
    _ needed: Int, name: String, subject: String = "a network that needs"
  ) throws(BPNetError) {
    try check(needed, name: name, subject: subject)
    guard !hasRoom(for: needed) else { return }
    throw .invalidArgument(
      name: name, found: "\(subject) \(megabytes(needed)) MB",
      expected: "at most \(max(availableByteCount - uncountedByteCount, 0) / 1_000_000) MB, which are left")
  }

  /// Whether `byteCount` further bytes are left, and some megabytes for allocations that are not counted.
  ///
  /// The memory is also mapped and unmapped again without touching it, since systems without overcommit
  /// refuse what they cannot provide.
  static func hasRoom(for byteCount: Int) -> Bool {
    let (length, overflow) = byteCount.addingReportingOverflow(uncountedByteCount)
    guard !overflow, length <= availableByteCount,
      let region = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      region != MAP_FAILED
    else { return false }
    munmap(region, length)
    return true
  }

  /// `hasRoom(for:)` for a megabyte or more; true for less, which is asked for often.
  static func hasRoomIfLarge(_ byteCount: Int) -> Bool {
    byteCount < 1 << 20 || hasRoom(for: byteCount)
  }

  /// The bytes for allocations that are not counted.
  private static let uncountedByteCount = 16 << 20

  private static func megabytes(_ bytes: Int) -> Int { bytes / 1_000_000 + (bytes % 1_000_000 == 0 ? 0 : 1) }
}
