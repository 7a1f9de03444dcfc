#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The most memory, in bytes, that this process has had in use at a time so far.
func peakResidentByteCount() -> Int {
  var usage = rusage()
  #if canImport(Glibc)
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  #else
    getrusage(RUSAGE_SELF, &usage)
    return usage.ru_maxrss
  #endif
}
