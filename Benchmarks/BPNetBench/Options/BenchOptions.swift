import BPNet
import CommandSupport

/// The options that several commands share.
enum BenchOptions {
  /// The maximum number of threads.
  private static let maximumThreadCount = 1024
  /// The value of `--isa` for all supported kernel sets.
  private static let everySet = "all"

  static let dtype = Option<Precision>(
    "dtype", aliases: ["precision"], placeholder: "NAME", help: "f32 or f64", default: .f32, parse: .caseName)
  static let isa = Option<String?>(
    "isa", placeholder: "NAME", help: "kernel set, or all to compare those that this processor supports",
    defaultText: "the one that training uses", parse: .oneOf(KernelSet.supportedNames + [everySet]))
  static let threads = Option<Int>(
    "threads", placeholder: "N", help: "most threads to use", default: 1,
    parse: .integer(in: 1...maximumThreadCount))
  static let allThreads = Option<Int?>(
    "threads", placeholder: "N", help: "measure one thread, and this many", defaultText: "all cores",
    parse: .integer(in: 1...maximumThreadCount))
  static let count = Option<Int?>(
    "count", placeholder: "N", help: "elements",
    defaultText: "4096, in cache; without --function 1048576 as well, out of it",
    parse: .integer(in: 1...ProductShape.maximumElementCount))

  /// The kernel sets for `name`, the value of `--isa`.
  ///
  /// - Throws: `BPNetError.unsupportedKernelSet` for an invalid `BPNET_ISA`, even if `name` overrides it.
  static func kernels(named name: String?) throws(BPNetError) -> [KernelTable] {
    let selected = try KernelTable.selected()
    guard let name else { return [selected] }
    return name == everySet ? KernelTable.supported : KernelTable.supported.filter { $0.name == name }
  }

  /// The number of cores that this process may use.
  static var coreCount: Int { availableProcessorCount }
}
