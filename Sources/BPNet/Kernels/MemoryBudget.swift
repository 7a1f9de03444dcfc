#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What this process may allocate, so that a network that is too large is an error and not a crash.
enum MemoryBudget {
  /// The bytes of the machine's memory, or of the process's limit where that is less.
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

  /// Checks that `needed` bytes fit.
  ///
  /// - Throws: `BPNetError.invalidArgument` under `name`.
  static func check(_ needed: Int, name: String) throws(BPNetError) {
    let available = byteCount
    guard needed > available else { return }
    throw .invalidArgument(
      name: name, found: "a network that needs \(megabytes(needed)) MB",
      expected: "at most \(megabytes(available)) MB, the memory of this machine")
  }

  private static func megabytes(_ bytes: Int) -> Int { (bytes + 999_999) / 1_000_000 }
}
