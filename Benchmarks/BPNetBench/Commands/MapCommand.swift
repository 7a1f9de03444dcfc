import BPNet
import CommandSupport

private let functionName = Option<String?>(
  "function", placeholder: "NAME", help: MapFunction.all.map(\.name).joined(separator: ", "),
  defaultText: "all", parse: .oneOf(MapFunction.all.map(\.name)))
private let columns = Option<Int>(
  "columns", placeholder: "N", help: "the row length of softmax", default: 10,
  parse: .integer(in: 1...ProductShape.maximumElementCount))

let mapCommand = Command(
  measuring: "map", summary: "Measure element-wise functions, their derivatives, and softmax",
  synopsis: "[--function NAME] [--count N] [--dtype f32|f64] [--isa NAME] [--json]",
  options: [functionName, BenchOptions.count, columns, BenchOptions.dtype, BenchOptions.isa]
) { arguments in
  switch arguments[BenchOptions.dtype] {
  case .f32: try measure(Float.self, arguments)
  case .f64: try measure(Double.self, arguments)
  }
}

private func measure<Element: KernelElement>(_: Element.Type, _ arguments: ParsedArguments) throws {
  let printer = ResultPrinter(
    [.text("function", width: 22), .number("count"), .text("isa", width: 8)]
      + ResultPrinter.Column.rate("Gelem/s"), asJSON: arguments[CommonOptions.json])
  let name = arguments[functionName]
  let counts = arguments[BenchOptions.count].map { [$0] } ?? (name == nil ? [4096, 1 << 20] : [4096])
  let kernelSets = try BenchOptions.kernels(named: arguments[BenchOptions.isa])
  StopSignal.shared.install()
  for function in MapFunction.all where name == nil || name == function.name {
    for count in counts {
      for kernels in kernelSets {
        let workload = try MapWorkload<Element>(
          function, kernels: kernels, count: count, columns: arguments[columns])
        let rate = try workload.measure().rate(of: Double(workload.count) / 1e9)
        let members: [(key: String, value: JSONValue)] = [
          ("function", .string(function.name)), ("count", .int(workload.count)),
          ("dtype", .string(Element.precision.rawValue)), ("isa", .string(kernels.name)),
        ]
        try printer.print(
          members + rate.members("gelem_per_s"),
          cells: [function.name, "\(workload.count)", kernels.name] + rate.cells)
      }
    }
  }
}
