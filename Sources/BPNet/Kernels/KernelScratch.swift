import CKernels

/// The memory that products work in, those of one thread at a time.
final class KernelScratch: Sendable {
  static let byteCount = bpk_scratch_bytes()

  private let storage: AlignedBuffer<UInt8>

  init() {
    storage = AlignedBuffer(uninitializedCount: KernelScratch.byteCount)
    bpk_scratch_prepare(base)
  }

  /// Its address, valid as long as this object lives.
  var base: UnsafeMutableRawPointer { UnsafeMutableRawPointer(storage.base) }
}
