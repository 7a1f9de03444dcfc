import BPNet
import CommandSupport

private let modelFiles = Positional<String>("MODEL", help: "a model file", parse: .path)
private let seconds = Option<Double>(
  "seconds", placeholder: "X", help: "about how long to measure", default: 1, parse: .real(in: 0...))

let predictCommand = Command(
  measuring: "predict", summary: "Measure a predictor on single rows", synopsis: "MODEL [--json]",
  positionals: [modelFiles], options: [seconds],
  notes: """
    Rows have random numbers in [0, 1), and are predicted one after the other by one thread.
    """
) { arguments in
  let model = try Model(contentsOf: arguments[modelFiles])
  StopSignal.shared.install()
  var plan = MeasurementPlan()
  plan.repetitionSeconds = min(0.02, arguments[seconds] / 4)
  plan.budgetSeconds = arguments[seconds]
  let measurement = try PredictionBenchmark(model).measure(plan)
  let rate = measurement.rate(of: 1)
  let nanoseconds = [rate.best, rate.median, rate.worst].map { 1e9 / $0 }
  let sizes = [model.topology.inputCount] + model.topology.layers.map(\.outputCount)
  let layers = sizes.map(String.init).joined(separator: "-")
  let printer = ResultPrinter(
    [.text("layers", width: 14), .text("dtype", width: 5), .number("ns", width: 9)]
      + [.number("median", width: 9), .number("worst", width: 9)],
    asJSON: arguments[CommonOptions.json])
  try printer.print(
    [
      ("layers", .string(layers)), ("dtype", .string(model.precision.rawValue)),
      ("nanoseconds", .double(nanoseconds[0])), ("nanoseconds_median", .double(nanoseconds[1])),
      ("nanoseconds_worst", .double(nanoseconds[2])),
    ],
    cells: [layers, model.precision.rawValue] + nanoseconds.map { NumberText.significant($0, digits: 4) })
}
