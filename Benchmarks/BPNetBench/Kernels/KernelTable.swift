import BPNet
import CKernels

/// A kernel set, as the C functions are given it.
struct KernelTable: @unchecked Sendable {
  // Points to a constant of the C target: never written, never freed, so sharing it is safe.
  let pointer: OpaquePointer

  /// "portable", "avx2", "avx512" or "neon".
  var name: String { String(cString: bpk_kernels_name(pointer)) }

  /// All sets that this processor supports, the fastest first.
  static var supported: [KernelTable] {
    (0..<bpk_kernels_count()).map { bpk_kernels_at($0) }
      .filter { bpk_kernels_supported($0) }
      .map { KernelTable(pointer: $0) }
  }

  /// The set that training uses.
  ///
  /// - Throws: `BPNetError.unsupportedKernelSet` if `BPNET_ISA` names a set that is not supported.
  static func selected() throws(BPNetError) -> KernelTable {
    let name = try KernelSet.selected().name
    guard let table = supported.first(where: { $0.name == name }) else {
      throw .unsupportedKernelSet(name: name, supported: supported.map(\.name))
    }
    return table
  }
}
