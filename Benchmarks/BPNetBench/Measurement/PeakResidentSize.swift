#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The most memory, in bytes, that this process has had in use at a time since it began, or since
/// `forgetPeakResidentByteCount()`.
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

/// Gives freed memory back to the system, and lets the peak begin again at what is in use now.
///
/// Only Linux can do that; elsewhere the peak remains that of the whole process.
func forgetPeakResidentByteCount() {
  #if canImport(Glibc)
    returnFreedMemory()
    let file = open("/proc/self/clear_refs", O_WRONLY)
    guard file >= 0 else { return }
    _ = write(file, "5", 1)
    close(file)
  #endif
}

#if canImport(Glibc)
  /// glibc's `malloc_trim(0)`, which Swift's module of it leaves out.
  private func returnFreedMemory() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> CInt).self)(0)
  }
#endif
