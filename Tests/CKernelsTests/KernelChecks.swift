import CKernels
import CKernelsChecks
internal import SystemLibrary
import Testing

/// One of the checks of the C target CKernelsChecks, by its index.
struct KernelCheck: CustomTestStringConvertible, Sendable {
  let index: Int32

  static let all = (0..<bpk_check_count()).map(KernelCheck.init(index:))

  var testDescription: String { String(cString: bpk_check_name(index)) }

  /// What the check found, or nil if it passed.
  func failure(seed: UInt64) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
      guard let start = message.baseAddress else { return "no room for a message" }
      return bpk_check_run(index, seed, start, message.count) ? nil : String(cString: start)
    }
  }
}

@Suite("Kernels")
struct KernelChecks {
  @Test("Every kernel set computes what its contract says", arguments: KernelCheck.all)
  func passes(check: KernelCheck) {
    let failure = check.failure(seed: 1)
    #expect(failure == nil, "\(failure ?? "")")
  }

  @Test("The default set is the first in order of preference that is supported and worthwhile")
  func defaultSet() throws {
    let sets = (0..<bpk_kernels_count()).map(bpk_kernels_at)
    let preferred = try #require(
      sets.first { bpk_kernels_supported($0) && bpk_kernels_worthwhile($0) })
    let named = getenv("BPNET_ISA").map { String(cString: $0) } ?? ""
    let wanted = sets.first { bpk_kernels_supported($0) && String(cString: bpk_kernels_name($0)) == named }
    #expect(bpk_default_kernels() == (named.isEmpty ? preferred : wanted))
  }

  @Test("The portable set is always there, last and supported")
  func portableSet() {
    let last = bpk_kernels_at(bpk_kernels_count() - 1)
    #expect(String(cString: bpk_kernels_name(last)) == "portable")
    #expect(bpk_kernels_supported(last))
  }
}
