import Foundation
internal import SystemLibrary

/// The most memory, in bytes, that this process has had in use at a time since it began, or since
/// `forgetPeakResidentByteCount()`.
func peakResidentByteCount() -> Int {
  // On Linux not `getrusage`, which begins at what the program that started this one had in use.
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

/// The figure behind `VmHWM:` in /proc/self/status, where there is such a file.
private func peakResidentKibibytesOfLinux() -> Int? {
  guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
}

/// Gives freed memory back to the system, and lets the peak begin again at what is in use now.
///
/// Only Linux can do that; elsewhere the peak remains that of the whole process.
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
  /// glibc's `malloc_trim(0)`, which Swift's module of it leaves out; other C libraries have none.
  private func returnFreedMemory() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> CInt).self)(0)
  }
#endif
