import BPNet
import CommandSupport

/// The options of `bpnet-bench train`.
enum TrainOptions {
  static let layers = Option<[Int]?>(
    "layers", placeholder: "SIZES", help: "sizes from the inputs to the outputs, such as 784,128,10",
    defaultText: "the standard table", parse: ValueParser<Int>.integer(in: 1...1_000_000).list())
  static let batch = Option<Int>(
    "batch", placeholder: "N", help: "samples a step, with --layers", default: 64,
    parse: .integer(in: 1...maximumSampleCount))
  static let samples = Option<Int?>(
    "samples", placeholder: "N", help: "samples an epoch, at least two batches, with --layers",
    defaultText: "about 20,000, fewer for large networks", parse: .integer(in: 2...maximumSampleCount))
  static let wide = Option(
    flag: "wide", help: "the standard table with 1024-4096-4096-1024, which takes long")
  static let activation = Option<[Activation]>(
    "activation", placeholder: "NAMES",
    help: "one for all layers or one each: \(Activation.names.joined(separator: ", "))",
    default: [.sigmoid()], parse: activationParser.list())
  static let loss = Option<Loss>(
    "loss", placeholder: "NAME", help: Loss.names.joined(separator: ", "), default: .meanSquared,
    parse: lossParser)
  static let optimizer = Option<String>(
    "optimizer", placeholder: "NAME",
    help: "\(Optimizer.namesForBatches.joined(separator: ", ")), with momentum 0.9",
    default: "sgd", parse: .oneOf(Optimizer.namesForBatches))
  static let learningRate = Option<Double>(
    "learning-rate", placeholder: "X", help: "step size, above 0", default: 0.01, parse: .real(above: 0))
  static let seconds = Option<Double>(
    "seconds", placeholder: "X", help: "time for each network's repetitions", default: 2,
    parse: .real(above: 0))

  static let plan = Option<StepForm?>(
    "plan", placeholder: "NAME", help: "single-samples, whole-gradient or panels, on all of --threads",
    defaultText: "the one that training chooses", parse: .caseName)

  private static let maximumSampleCount = 1 << 30
  /// The maximum number of parameters, and of elements of the data.
  private static let maximumElementCount = 1 << 30

  private static let activationParser = ValueParser<Activation>.library(
    expected: "an activation: \(Activation.names.joined(separator: ", "))", names: Activation.names
  ) { text throws(BPNetError) in try Activation(parsing: text) }

  private static let lossParser = ValueParser<Loss>.library(
    expected: "a loss: \(Loss.names.joined(separator: ", "))", names: Loss.names, render: \.description
  ) { text throws(BPNetError) in try Loss(parsing: text) }
}

extension TrainOptions {
  /// The workloads that the options ask for.
  static func workloads(_ arguments: ParsedArguments) throws(UsageError) -> [TrainingWorkload] {
    guard let sizes = arguments[layers] else {
      for option in [batch, samples] as [any CommandOption] where arguments.isGiven(option) {
        throw UsageError(name: option.spelling, found: "no --layers beside it", expected: "--layers as well")
      }
      return TrainingWorkload.standard + (arguments[wide] ? [TrainingWorkload.wide] : [])
    }
    if arguments[wide] {
      throw UsageError(name: "--wide", found: "--layers beside it", expected: "one of the two")
    }
    let workload = TrainingWorkload(sizes: sizes, batch: arguments[batch], samples: arguments[samples])
    try check(workload)
    return [workload]
  }

  private static func check(_ workload: TrainingWorkload) throws(UsageError) {
    let (sizes, batch) = (workload.sizes, workload.batch)
    guard sizes.count >= 2 else {
      throw UsageError(name: "--layers", found: "one size", expected: "at least the inputs and the outputs")
    }
    let parameterCount = zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    guard parameterCount <= maximumElementCount else {
      throw UsageError(
        name: "--layers", found: "\(parameterCount) parameters", expected: "at most \(maximumElementCount)")
    }
    let samples = workload.samples ?? 2 * batch
    guard samples >= 2 * batch else {
      throw UsageError(
        name: "--samples", found: "\(samples)", expected: "at least two batches, \(2 * batch)")
    }
    let rowElementCount = sizes.reduce(0, +)
    guard samples <= maximumElementCount / rowElementCount else {
      throw UsageError(
        name: workload.samples == nil ? "--batch" : "--samples",
        found: "\(samples) samples of \(rowElementCount) elements",
        expected: "at most \(maximumElementCount) elements")
    }
  }

  /// One activation for each layer of the workload.
  static func activations(
    _ arguments: ParsedArguments, for workload: TrainingWorkload
  ) throws(UsageError) -> [Activation] {
    let given = arguments[activation]
    let layerCount = workload.sizes.count - 1
    if given.count == 1 { return Array(repeating: given[0], count: layerCount) }
    guard given.count == layerCount else {
      throw UsageError(
        name: "--activation", found: "\(given.count) names",
        expected: "one, or one for each of the \(layerCount) layers of \(workload)")
    }
    return given
  }

  /// The configuration of the training; everything else is as in `bpnet train`.
  static func configuration(_ arguments: ParsedArguments) throws(BPNetError) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.loss = arguments[loss]
    configuration.optimizer = try Optimizer(parsing: arguments[optimizer])
    configuration.learningRate = arguments[learningRate]
    configuration.threads = arguments[BenchOptions.threads]
    configuration.stepForm = arguments[plan]
    return configuration
  }
}
