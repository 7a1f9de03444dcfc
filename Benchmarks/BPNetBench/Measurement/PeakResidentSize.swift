import Foundation
internal import SystemLibrary

/// The peak resident memory of this process, in bytes, since it began or since
/// `forgetPeakResidentByteCount()`.
func peakResidentByteCount() -> Int {
  // Not `getrusage` on Linux, where it begins with the memory of the program that started this one.
  if let kibibytes = peakResidentKibibytesOfLinux() { return kibibytes * 1024 }
  var usage = rusage()
  #if canImport(Glibc)
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  #else
    getrusage(RUSAGE_SELF, &usage)
  #endif
  #if os(Linux)
    return usage.ru_maxrss * 1024
  #else
    return usage.ru_maxrss
  #endif
}

/// The figure after `VmHWM:` in /proc/self/status; nil if there is no such file.
private func peakResidentKibibytesOfLinux() -> Int? {
  guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
}

/// Returns freed memory to the system, and resets the peak to the memory now in use.
///
/// Only on Linux; elsewhere the peak remains that since the process began.
func forgetPeakResidentByteCount() {
  #if os(Linux)
    returnFreedMemory()
    let file = open("/proc/self/clear_refs", O_WRONLY)
    guard file >= 0 else { return }
    _ = write(file, "5", 1)
    close(file)
  #endif
}

#if os(Linux)
  /// Calls glibc's `malloc_trim(0)`, which Swift's Glibc module does not have; other C libraries have none.
  private func returnFreedMemory() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> CInt).self)(0)
  }
#endif
