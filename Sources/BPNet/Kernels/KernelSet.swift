import CKernels
internal import SystemLibrary

/// The kernels of one instruction set.
///
/// All sets compute the same bytes; they differ only in speed.
package struct KernelSet: @unchecked Sendable {
  // Points to a constant of the C target: never written, never freed, so sharing it is safe.
  let table: OpaquePointer

  /// "portable", "avx2", "avx512" or "neon".
  package var name: String { String(cString: bpk_kernels_name(table)) }

  /// The set named by the environment variable `BPNET_ISA`; if that is unset or empty, the fastest one for
  /// this processor.
  ///
  /// It is chosen once in a process.
  ///
  /// - Throws: `BPNetError.unsupportedKernelSet` if `BPNET_ISA` names a set that does not exist or that this
  ///   processor does not support.
  package static func selected() throws(BPNetError) -> KernelSet {
    guard let table = bpk_default_kernels() else {
      let variable = "BPNET_ISA"
      let name = getenv(variable).map { String(cString: $0) } ?? ""
      throw .unsupportedKernelSet(name: name, supported: supportedNames, variable: variable)
    }
    return KernelSet(table: table)
  }

  /// All sets that this processor supports, the fastest first.
  ///
  /// Never empty.
  package static var supported: [KernelSet] {
    (0..<bpk_kernels_count()).map { bpk_kernels_at($0) }
      .filter { bpk_kernels_supported($0) }
      .map { KernelSet(table: $0) }
  }

  /// The names of the sets that this processor supports, the fastest first.
  package static var supportedNames: [String] { supported.map(\.name) }

  /// The supported set of this name.
  ///
  /// - Throws: `BPNetError.unsupportedKernelSet`.
  package init(named name: String) throws(BPNetError) {
    guard let found = KernelSet.supported.first(where: { $0.name == name }) else {
      throw .unsupportedKernelSet(name: name, supported: KernelSet.supportedNames)
    }
    self = found
  }

  init(table: OpaquePointer) {
    self.table = table
  }
}
