#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension [Double] {
  /// An empty array with room for `capacity` elements, in large pages where the system has them: touching
  /// the memory of a big table for the first time costs as much as parsing it, page by page.
  init(reservingLargePagesFor capacity: Int) {
    self.init()
    reserveCapacity(capacity)
    #if os(Linux)
      let byteCount = self.capacity * MemoryLayout<Double>.stride
      guard byteCount >= 1 << 22 else { return }
      withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        let pageSize = UInt(sysconf(Int32(_SC_PAGESIZE)))
        let start = (UInt(bitPattern: base) + pageSize - 1) / pageSize * pageSize
        let end = (UInt(bitPattern: base) + UInt(byteCount)) / pageSize * pageSize
        // A hint: nothing depends on its success.
        _ = madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), Int32(MADV_HUGEPAGE))
      }
    #endif
  }
}
