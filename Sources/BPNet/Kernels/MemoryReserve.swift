internal import SystemLibrary

/// Address space that is kept for what has to be done at the end, such as saving what was computed.
///
/// The memory is not touched, so it costs nothing; but a limit of the address space, and a system without
/// overcommit, count it, and refuse it to others. The object belongs to one thread.
final class MemoryReserve {
  private var region: (base: UnsafeMutableRawPointer, byteCount: Int)?

  /// A reserve, which is empty if there is no room for it.
  init(byteCount: Int) {
    guard byteCount > 0,
      let base = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      base != MAP_FAILED
    else { return }
    region = (base, byteCount)
  }

  /// Gives the memory back, so that it can be allocated.
  func release() {
    guard let region else { return }
    munmap(region.base, region.byteCount)
    self.region = nil
  }

  deinit { release() }
}
