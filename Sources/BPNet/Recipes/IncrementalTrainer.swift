/// A trainer for rows that arrive in portions, such as those of a stream that never exists as a whole.
///
/// Each call trains on its rows once, in order, in batches of the configured size; the last batch of a call
/// may be smaller. The optimiser's states persist between calls, so the weights are those of one `Trainer`
/// that gets the same batches in the same order.
///
/// ```swift
/// let trainer = try IncrementalTrainer<Float>(model)
/// for path in paths { try trainer.partialFit(on: TableReader().read(path: path)) }
/// try trainer.makeModel().write(to: "model.safetensors")
/// ```
///
/// An incremental trainer belongs to one thread at a time.
public final class IncrementalTrainer<Element: Scalar> {
  /// The conversion of rows to inputs and targets.
  package let preprocessing: Preprocessing
  /// The number of rows trained on so far.
  public private(set) var rowCount = 0
  /// The network in its present state.
  public private(set) var network: Network<Element>

  private let configuration: TrainingConfiguration
  private let engine: GradientDescentEngine<Element>
  private var control: RunControl
  private let batchSize: Int
  /// The record of the training before.
  private let earlier: TrainingRecord

  /// A trainer that continues from a model, and from the state of its optimiser if the configuration has the
  /// same optimiser.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - configuration: the configuration; nil means `TrainingConfiguration(continuing: model)`. Its stopping
  ///     rules and its order of the samples are ignored.
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not allowed, does not fit the network, or
  ///   needs something that a stream does not have: epochs for a schedule, or all samples for a step; under
  ///   the name `model` if the element type is not the model's.
  public convenience init(
    _ model: Model, configuration: TrainingConfiguration? = nil
  ) throws(BPNetError) {
    try self.init(try model.typed(as: Element.self), configuration: configuration)
  }

  package convenience init(
    _ model: TypedModel<Element>, configuration: TrainingConfiguration? = nil
  ) throws(BPNetError) {
    let configuration = configuration ?? TrainingConfiguration(continuing: Model(model))
    try self.init(
      network: model.network, preprocessing: model.preprocessing, configuration: configuration,
      optimizerState: model.optimizerState.flatMap { $0.fits(configuration.optimizer) ? $0 : nil },
      earlier: model.record)
  }

  /// A trainer that starts from the initial weights of `prepared`, whose own samples are ignored.
  ///
  /// - Throws: `BPNetError.invalidArgument` as for a model, and for a test part: rows of a stream are taken
  ///   as they come.
  public convenience init(_ prepared: PreparedTraining<Element>) throws(BPNetError) {
    guard prepared.test == nil else {
      throw .invalidArgument(
        name: "testFraction", found: "a test part for a stream",
        expected: "none: the model's evaluate measures it on rows of their own")
    }
    var earlier = prepared.start?.record ?? TrainingRecord()
    earlier.recipe = prepared.recipe
    try self.init(
      network: prepared.makeNetwork(), preprocessing: prepared.preprocessing,
      configuration: prepared.configuration, optimizerState: prepared.optimizerState, earlier: earlier)
  }

  private init(
    network: Network<Element>, preprocessing: Preprocessing, configuration: TrainingConfiguration,
    optimizerState: OptimizerState<Element>?, earlier: TrainingRecord
  ) throws(BPNetError) {
    batchSize = try IncrementalTrainer.batchSize(of: configuration)
    let topology = network.topology
    try configuration.check(topology)
    let objective = try configuration.resolvingObjective()
    // The workspace of a step holds the inputs, the targets and the outputs of a batch.
    let rowByteCount = (topology.inputCount + 2 * topology.outputCount) * MemoryLayout<Element>.stride
    let (byteCount, overflow) = batchSize.multipliedReportingOverflow(by: rowByteCount)
    try MemoryBudget.checkAvailable(
      overflow ? .max : byteCount, name: "batchSize", subject: "batches that need")
    engine = GradientDescentEngine(
      steps: [
        TrainingStep(
          network: network, data: nil, configuration: objective, batchSize: batchSize,
          threadCount: configuration.threadCount(topology: topology, batchSize: batchSize))
      ],
      data: Dataset(emptyWithInputCount: topology.inputCount, outputCount: topology.outputCount),
      configuration: objective)
    control = RunControl(configuration, epochCount: optimizerState?.epochCount ?? 0)
    try optimizerState?.resume(control: &control, engine, configuration, topology: topology)
    self.network = network
    self.preprocessing = preprocessing
    self.configuration = configuration
    self.earlier = earlier
  }

  private static func batchSize(of configuration: TrainingConfiguration) throws(BPNetError) -> Int {
    if case .fullBatch(let method) = configuration.optimizer.algorithm {
      throw .invalidArgument(
        name: "optimizer", found: "\(method.name) for a stream", expected: "one that takes batches")
    }
    guard configuration.schedule.name == Schedule.constant.name, configuration.warmUpEpochs == 0 else {
      throw .invalidArgument(
        name: "schedule", found: "\(configuration.schedule) for a stream, which has no epochs",
        expected: Schedule.constant.name)
    }
    guard case .samples(let count) = configuration.batchSize else {
      throw .invalidArgument(
        name: "batchSize", found: "full for a stream, which has no end", expected: "a number of samples")
    }
    guard configuration.classWeights == nil else {
      throw .invalidArgument(
        name: "classWeights", found: "weights of classes for a stream", expected: "none")
    }
    guard 1...Table.maximumRowCount ~= count else {
      throw .invalidArgument(
        name: "batchSize", found: "\(count)", expected: "from 1 to \(Table.maximumRowCount)")
    }
    return count
  }
}

extension IncrementalTrainer {
  /// Trains on all rows of a table in the data's own units; for a forecast, on all windows within it.
  ///
  /// Columns are found as for a prediction.
  ///
  /// - Returns: the loss over the rows, each batch's measured before its step: the mean, or the sum if
  ///   gradients are summed.
  /// - Throws: `BPNetError.invalidData` if a column or a cell is missing, or a class is not one of the
  ///   model's; no step is taken then.
  @discardableResult
  public func partialFit(on table: Table) throws(BPNetError) -> Double {
    try partialFit(
      on: preprocessing.encode(table, rows: try preprocessing.samples(of: table), as: Element.self))
  }

  /// Trains on rows of numbers in the data's own units.
  ///
  /// - Parameters:
  ///   - inputs: a row for each sample, in the order of the network's inputs.
  ///   - targets: each sample's label, or its targets as numbers or labels separated by commas.
  /// - Returns: the loss, as for a table.
  /// - Throws: `BPNetError.invalidArgument` if the numbers of rows or values are wrong, or the model does not
  ///   know a value; no step is taken then.
  @discardableResult
  public func partialFit(inputs: [[Double]], targets: [String]) throws(BPNetError) -> Double {
    guard inputs.count == targets.count, !inputs.isEmpty else {
      throw .invalidArgument(
        name: "targets", found: "\(targets.count) for \(counted(inputs.count, "row")) of inputs",
        expected: "one for each of at least one row")
    }
    var (encodedInputs, encodedTargets): ([Element], [Element]) = ([], [])
    for (input, target) in zip(inputs, targets) {
      encodedInputs += try preprocessing.encode(input: input).map { Element($0) }
      encodedTargets += try preprocessing.encode(target: target).map { Element($0) }
    }
    return try partialFit(
      on: Dataset(
        inputs: encodedInputs, inputCount: network.topology.inputCount, targets: encodedTargets,
        outputCount: network.topology.outputCount))
  }

  /// Trains on encoded samples, made by `preprocessing` or in the same way.
  ///
  /// - Returns: the loss, as for a table.
  /// - Throws: `BPNetError.invalidArgument` if the samples do not have as many inputs and outputs as the
  ///   network, or have weights.
  @discardableResult
  public func partialFit(on samples: Dataset<Element>) throws(BPNetError) -> Double {
    let (inputCount, outputCount) = (network.topology.inputCount, network.topology.outputCount)
    guard samples.inputCount == inputCount, samples.outputCount == outputCount else {
      throw .invalidArgument(
        name: "data",
        found:
          "\(counted(samples.inputCount, "input")) and \(counted(samples.outputCount, "output"))",
        expected: "\(counted(inputCount, "input")) and \(counted(outputCount, "output"))")
    }
    guard samples.weights == nil else {
      throw .invalidArgument(
        name: "data", found: "samples with weights in a stream", expected: "samples that count alike")
    }
    var sum = 0.0
    let order = (0..<samples.rowCount).map { Int32($0) }
    order.withUnsafeBufferPointer { order in
      for start in stride(from: 0, to: samples.rowCount, by: batchSize) {
        let rows = UnsafeBufferPointer(rebasing: order[start..<min(start + batchSize, samples.rowCount)])
        sum += engine.step(&network, on: samples, rows: rows, &control)
      }
    }
    rowCount += samples.rowCount
    // The divisor of a loss does not depend on label smoothing.
    return reducedLoss(
      sum, loss: configuration.loss.function, reduction: configuration.reduction, data: samples)
  }

  /// The trained model, with the optimiser's state.
  ///
  /// - Throws: `BPNetError.diverged` if a weight is no longer finite.
  public func makeModel() throws(BPNetError) -> Model { Model(try makeTypedModel()) }

  package func makeTypedModel() throws(BPNetError) -> TypedModel<Element> {
    guard network.isFinite else { throw .diverged(epoch: 1, loss: .nan) }
    var record = earlier
    record.recipe.optimizer = .given(configuration.optimizer)
    record.recipe.batchSize = .samples(batchSize)
    record.recipe.loss = configuration.loss
    record.recipe.reduction = configuration.reduction
    record.recipe.learningRate = configuration.learningRate
    record.recipe.biasLearningRate = configuration.biasLearningRate
    record.recipe.weightDecay = configuration.weightDecay
    record.previousEpochs = earlier.epochsOfWeights
    // Each row was trained on once.
    record.epochs = rowCount > 0 ? 1 : 0
    record.bestEpoch = record.epochs
    record.stopReason = nil
    record.trainingRowCount = rowCount
    record.validationRowCount = 0
    return try TypedModel(
      network: network, preprocessing: preprocessing, record: record,
      optimizerState: OptimizerState(configuration.optimizer, control, engine, of: network))
  }
}
