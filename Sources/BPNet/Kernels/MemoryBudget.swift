internal import SystemLibrary

/// The memory that this process may allocate, so that a network that is too large is an error and not a
/// crash.
package enum MemoryBudget {
  /// The bytes of the machine's memory, or of the process's limit if that is less.
  static var byteCount: Int {
    let physical = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    var limit = rlimit()
    #if canImport(Glibc)
      let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0
    #else
      let isKnown = getrlimit(RLIMIT_AS, &limit) == 0
    #endif
    guard isKnown, limit.rlim_cur < UInt64(Int.max) else { return physical }
    return min(physical, Int(limit.rlim_cur))
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

  /// Checks that this process can allocate `needed` further bytes.
  ///
  /// - Parameter subject: the subject of the message, which needs them.
  /// - Throws: `BPNetError.invalidArgument` under `name`.
  package static func checkAvailable(_ needed: Int, name: String, subject: String) throws(BPNetError) {
    try check(needed, name: name, subject: subject)
    guard hasRoom(for: needed) else {
      throw .invalidArgument(
        name: name, found: "\(subject) \(megabytes(needed)) MB",
        expected: "no more than the system still gives this process")
    }
  }

  /// Whether the system gives this process `byteCount` further bytes, and some megabytes for allocations that
  /// are not counted.
  ///
  /// The memory is mapped and unmapped again without touching it, because limits apply to all memory of the
  /// process, and systems without overcommit refuse what they cannot provide.
  static func hasRoom(for byteCount: Int) -> Bool {
    let (length, overflow) = byteCount.addingReportingOverflow(uncountedByteCount)
    guard !overflow,
      let region = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      region != MAP_FAILED
    else { return false }
    munmap(region, length)
    return true
  }

  /// The bytes for allocations that are not counted.
  private static let uncountedByteCount = 16 << 20

  private static func megabytes(_ bytes: Int) -> Int { bytes / 1_000_000 + (bytes % 1_000_000 == 0 ? 0 : 1) }
}
