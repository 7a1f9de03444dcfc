import CKernels

/// The memory that the products of one thread work in.
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
