import BPNet
import CommandSupport

private let dtype = Option<Precision?>(
  "dtype", aliases: ["precision"], placeholder: "NAME", help: "f32 or f64", defaultText: "both",
  parse: .caseName)
private let isa = Option<String?>(
  "isa", placeholder: "NAME", help: "kernel set", defaultText: "all that this processor supports",
  parse: .oneOf(KernelSet.supportedNames + ["all"]))

let peakCommand = Command(
  measuring: "peak", summary: "Measure the peak of fused multiply-adds of one core and of several",
  synopsis: "[--dtype f32|f64] [--threads N] [--isa NAME] [--json]",
  options: [dtype, BenchOptions.allThreads, isa]
) { arguments in
  let printer = ResultPrinter(
    [.text("isa", width: 8), .text("dtype", width: 5), .number("threads")]
      + ResultPrinter.Column.rate("GFLOP/s"), asJSON: arguments[CommonOptions.json])
  let meter = PeakMeter()
  let mostThreads = arguments[BenchOptions.allThreads] ?? BenchOptions.coreCount
  StopSignal.shared.install()
  for kernels in try BenchOptions.kernels(named: arguments[isa] ?? "all") {
    for precision in arguments[dtype].map({ [$0] }) ?? Precision.allCases {
      for threadCount in Set([1, mostThreads]).sorted() {
        let rate =
          switch precision {
          case .f32: try meter.gigaflops(kernels, Float.self, threadCount: threadCount)
          case .f64: try meter.gigaflops(kernels, Double.self, threadCount: threadCount)
          }
        let members: [(key: String, value: JSONValue)] = [
          ("isa", .string(kernels.name)), ("dtype", .string(precision.rawValue)),
          ("threads", .int(threadCount)),
        ]
        try printer.print(
          members + rate.members("gflops"),
          cells: [kernels.name, precision.rawValue, "\(threadCount)"] + rate.cells)
      }
    }
  }
}
