internal import SystemLibrary

/// Gives the pages of mapped files back to the system while they are read, so that files larger than the
/// memory take little of it.
///
/// The system counts those pages of a file as a process's memory that the process has read. A thread looks
/// at their number a hundred times a second, and beyond a limit unmaps all of them: what is read again is
/// mapped again, from the system's cache or from the disk. Nothing but memory and time depends on it.
final class PageTrimmer: Sendable {
  /// The bytes of files in memory beyond which they are given back.
  private static let limit = 192 << 20

  private let state = Monitor(State())

  private struct State {
    /// The length of each mapping by its address.
    var mappings: [UInt: Int] = [:]
    var isEnding = false
  }

  init() {
    // Without a thread, the system itself takes pages back when it runs out of memory.
    _ = SystemThread.start { [state] in PageTrimmer.watch(state) }
  }

  deinit { state.update { $0.isEnding = true } }

  /// Begins to trim a mapping of a file, which nobody writes to.
  func add(_ base: UnsafeMutableRawPointer, byteCount: Int) {
    state.update { $0.mappings[UInt(bitPattern: base)] = byteCount }
  }

  /// Ends the trimming of a mapping, which may be unmapped afterwards.
  func remove(_ base: UnsafeMutableRawPointer) {
    state.update { _ = $0.mappings.removeValue(forKey: UInt(bitPattern: base)) }
  }

  private static func watch(_ state: Monitor<State>) {
    while state.wait(seconds: 0.01, until: { $0.isEnding ? true : nil }) == nil {
      guard residentFileByteCount > limit else { continue }
      // Under the lock no mapping goes away: its addresses may belong to something else then.
      state.update { state in
        for (address, byteCount) in state.mappings {
          _ = madvise(UnsafeMutableRawPointer(bitPattern: address), byteCount, Int32(MADV_DONTNEED))
        }
      }
    }
  }

  /// The bytes of files in this process's memory; where the system does not tell, as if they were too many.
  private static var residentFileByteCount: Int {
    let figures = SystemFile.text("/proc/self/statm")?.split(separator: " ")
    guard let figures, figures.count > 2, let pages = Int(figures[2]) else { return .max }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}
