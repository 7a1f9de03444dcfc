import BPNet
import CommandSupport

let trainCommand = Command(
  measuring: "train", summary: "Measure training, in the loop that bpnet train runs",
  synopsis: "[--layers SIZES --batch N --samples N] [options] [--json]",
  options: [
    TrainOptions.layers, TrainOptions.batch, TrainOptions.samples, TrainOptions.wide, TrainOptions.activation,
    TrainOptions.loss, TrainOptions.optimizer, TrainOptions.learningRate, TrainOptions.plan,
    TrainOptions.seconds, BenchOptions.dtype, BenchOptions.threads,
  ],
  notes: """
    Data are made up: a new random order of all samples each epoch, none used twice. A step that is \
    too short to be shared runs on fewer threads. "plan" says on how many at the end, and in which form: \
    all have the same result, and training chooses by the size of the network and by measuring.
    """
) { arguments in
  switch arguments[BenchOptions.dtype] {
  case .f32: try TrainRun<Float>(arguments).run()
  case .f64: try TrainRun<Double>(arguments).run()
  }
}

/// One call of `bpnet-bench train`.
private struct TrainRun<Element: KernelElement> {
  private let arguments: ParsedArguments
  private let workloads: [TrainingWorkload]
  private let kernels: KernelTable
  private let printer: ResultPrinter
  private let meter = PeakMeter()

  init(_ arguments: ParsedArguments) throws {
    self.arguments = arguments
    workloads = try TrainOptions.workloads(arguments)
    kernels = try KernelTable.selected()
    printer = ResultPrinter(
      [.text("layers", width: 19), .number("batch", width: 5), .number("samples", width: 7)]
        + ResultPrinter.Column.rate("samples/s", width: 11)
        + [.number("GFLOP/s"), .number("of peak"), .number("formula MB"), .number("resident MB")]
        + [.text("plan", width: 16)],
      asJSON: arguments[CommonOptions.json])
  }

  func run() throws {
    // Checks options of all workloads before the first row is printed.
    for workload in workloads { _ = try TrainOptions.activations(arguments, for: workload) }
    StopSignal.shared.install()
    if let first = workloads.first { try warmUp(first) }
    for workload in workloads { try measure(workload) }
  }

  /// Trains a network of two neurons in each layer, so that memory for code and other things that a process
  /// allocates once is not attributed to the first workload.
  private func warmUp(_ workload: TrainingWorkload) throws {
    let small = TrainingWorkload(sizes: workload.sizes.map { _ in 2 }, batch: 1, samples: 2)
    try makeBenchmark(small).runEpoch()
  }

  private func makeBenchmark(_ workload: TrainingWorkload) throws -> TrainingBenchmark<Element> {
    let activations = try TrainOptions.activations(arguments, for: workload)
    let configuration = try TrainOptions.configuration(arguments)
    do throws(BPNetError) {
      return try TrainingBenchmark(workload, activations: activations, configuration: configuration)
    } catch {
      // In this program the last activation is the output's.
      guard case .invalidArgument("outputActivation", let found, let expected) = error else { throw error }
      throw BPNetError.invalidArgument(
        name: TrainOptions.activation.argument, found: found, expected: expected)
    }
  }

  private func measure(_ workload: TrainingWorkload) throws {
    forgetPeakResidentByteCount()
    let residentBefore = peakResidentByteCount()
    let benchmark = try makeBenchmark(workload)
    try checkForm(of: benchmark, workload)
    let seconds = arguments[TrainOptions.seconds]
    let rate = try benchmark.measure(seconds: seconds).rate(of: Double(benchmark.sampleCount))
    let processResident = peakResidentByteCount()
    let resident = processResident - residentBefore
    let operations = Double(benchmark.topology.trainingOperationsPerSample)
    let gigaflops = rate.best * operations / 1e9
    let threads = benchmark.threadCount
    let fraction = try meter.fraction(gigaflops, of: kernels, Element.self, threadCount: threads)
    let members: [(key: String, value: JSONValue)] = [
      ("layers", .array(workload.sizes.map(JSONValue.int))), ("batch", .int(workload.batch)),
      ("samples", .int(benchmark.sampleCount)), ("dtype", .string(Element.precision.rawValue)),
      ("isa", .string(kernels.name)), ("threads", .int(threads)),
      ("plan", .string(benchmark.stepForm.rawValue)),
    ]
    let results: [(key: String, value: JSONValue)] = [
      ("gflops", .double(gigaflops)), ("peak_fraction", .double(fraction)),
      ("memory_formula_bytes", .int(benchmark.memory.byteCount)), ("resident_bytes", .int(resident)),
      ("process_resident_bytes", .int(processResident)),
    ]
    try printer.print(
      members + rate.members("samples_per_s") + results,
      cells: ["\(workload)", "\(workload.batch)", "\(benchmark.sampleCount)"] + rate.wholeCells + [
        NumberText.significant(gigaflops, digits: 4), percentText(fraction),
        megabytesText(benchmark.memory.byteCount), megabytesText(resident),
        threads > 1 ? "\(benchmark.stepForm.rawValue) ×\(threads)" : benchmark.stepForm.rawValue,
      ])
  }

  /// Checks that steps have the form that is asked for.
  private func checkForm(of benchmark: TrainingBenchmark<Element>, _ workload: TrainingWorkload) throws {
    guard let form = arguments[TrainOptions.plan], form != benchmark.stepForm else { return }
    throw UsageError(
      name: TrainOptions.plan.spelling,
      found: "\(form.rawValue), which steps of \(workload) in batches of \(workload.batch) cannot have",
      expected: "another one, such as \(benchmark.stepForm.rawValue)")
  }

  private func megabytesText(_ byteCount: Int) -> String {
    NumberText.fixed(Double(byteCount) / 1e6, digits: 1)
  }
}
