/// A trained network with everything that its use needs: preprocessing, task, loss and the record of its
/// training.
///
/// It computes in the precision of the trained network, or of the file that it was read from; inputs and
/// outputs are doubles in either case.
///
/// ```swift
/// let model = try Model(contentsOf: "iris.safetensors")
/// print(try model.predict([5.1, 3.5, 1.4, 0.2]))  // setosa (probability 0.998)
/// ```
///
/// A model may be used from any number of threads.
public struct Model: Sendable {
  /// The model with its element type.
  package let implementation: any ModelImplementation

  /// A model of the given parts.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the network does not have as many inputs and outputs as the
  ///   preprocessing, the loss is not defined for the outputs, or the optimiser's state belongs to another
  ///   network.
  package init<Element: Scalar>(
    network: Network<Element>, preprocessing: Preprocessing, loss: Loss,
    reduction: TrainingConfiguration.Reduction = .mean,
    record: TrainingRecord, optimizerState: OptimizerState<Element>? = nil
  ) throws(BPNetError) {
    implementation = try TypedModel(
      network: network, preprocessing: preprocessing, loss: loss, reduction: reduction, record: record,
      optimizerState: optimizerState)
  }

  package init<Element: Scalar>(_ model: TypedModel<Element>) { implementation = model }

  private init(implementation: any ModelImplementation) { self.implementation = implementation }

  /// The model with its element type.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `model` if it has another element type.
  package func typed<Element: Scalar>(as _: Element.Type) throws(BPNetError) -> TypedModel<Element> {
    guard let model = implementation as? TypedModel<Element> else {
      throw .invalidArgument(
        name: "model", found: "a model in \(precision.rawValue)",
        expected: "one in \(Element.precision.rawValue)")
    }
    return model
  }
}

extension Model: CustomStringConvertible {
  /// One line: "classify species by 4-8-3 in f32", "autoencode by 64-16-64 in f64".
  public var description: String {
    let names = preprocessing.targets.map(\.name)
    let others = names.count > 3 ? " and \(names.count - 3) more" : ""
    let targets = task == .autoencode ? "" : names.prefix(3).joined(separator: ", ") + others + " "
    return "\(task.rawValue) \(targets)by \(topology) in \(precision.rawValue)"
  }
}

extension Model {
  /// The task of the network.
  public var task: LearningTask { preprocessing.task }
  /// The network's structure.
  public var topology: Topology { implementation.topology }
  /// The precision in which the network is computed.
  public var precision: Precision { implementation.precision }
  /// The kernels that compute the network.
  package var kernels: KernelSet { implementation.kernels }
  /// The conversion of rows of a table to inputs, and of outputs to predictions.
  package var preprocessing: Preprocessing { implementation.preprocessing }
  /// The loss function that was minimised.
  public var loss: Loss { implementation.loss }
  /// The reduction of the loss over the samples of a batch.
  public var reduction: TrainingConfiguration.Reduction { implementation.reduction }
  /// The record of the training.
  public var record: TrainingRecord { implementation.record }
  /// The SHA-256 of all weights, biases and slopes, as `Network.weightsSHA256` describes it.
  public var weightsSHA256: String { implementation.weightsSHA256 }

  /// The network in double or single precision: exactly the trained one in the model's own `precision`.
  public func network<Element: Scalar>(as type: Element.Type) -> Network<Element> {
    implementation.network(as: type)
  }

  /// The weights of layer `index` (from 0), a row of input weights for each neuron, `[out][in]`.
  public func weights(ofLayer index: Int) -> [[Double]] { implementation.weightRows(ofLayer: index) }

  /// The biases of layer `index` (from 0), one for each neuron.
  public func biases(ofLayer index: Int) -> [Double] { implementation.biasValues(ofLayer: index) }

  /// The trained slope of layer `index` (from 0); nil if its activation has none.
  public func slope(ofLayer index: Int) -> Double? { implementation.slopeValue(ofLayer: index) }

  /// The optimiser whose state the model has for further training, with its numbers of steps and epochs; nil
  /// if it has none.
  public var optimizerProgress: (optimizer: Optimizer, stepCount: Int, epochCount: Int)? {
    implementation.optimizerProgress
  }
}

extension Model {
  /// The predictions for all rows of a table; for a forecast, those for all windows of rows, the last of
  /// which ends with the table.
  ///
  /// Columns are found by name if both the training data and the table have names, else by position.
  ///
  /// - Parameter threads: the maximum number of threads, at least 1; nil means one for each available
  ///   processor. Fewer are used if more would not be faster.
  /// - Throws: `BPNetError.invalidData` if an input column or cell is missing or is text; `outputNotFinite`.
  public func predict(_ table: Table, threads: Int? = nil) throws(BPNetError) -> Predictions {
    try implementation.predict(table, threads: threads)
  }

  /// The predictions for the rows of a table, as far as they can be made.
  ///
  /// - Parameters:
  ///   - use: the treatment of missing cells and unknown words, by default that of training. If missing cells
  ///     are dropped, their rows have no prediction.
  ///   - threads: as for `predict(_:threads:)`.
  /// - Throws: `BPNetError.invalidData` if an input column or cell is missing or is text; `outputNotFinite`.
  public func predictions(
    for table: Table, use: Model.TableUse = Model.TableUse(), threads: Int? = nil
  ) throws(BPNetError) -> Model.TablePredictions {
    try implementation.predictions(for: table, use: use, threads: threads)
  }

  /// The loss and the metrics on a table that also has the targets.
  ///
  /// The loss is weighted by the table's column of sample weights, if it has one; the metrics count each
  /// sample once. A label that the model does not know counts in the metrics as a wrong answer, and its row
  /// not in the loss.
  ///
  /// - Parameters:
  ///   - topK: the number of classes that count for the top-k accuracy; nil means
  ///     `Metrics.TopKAccuracy.defaultK(classCount:)`.
  ///   - metrics: metrics that the program has defined itself, whose figures are added.
  ///   - use: the treatment of missing cells and unknown words, by default that of training.
  ///   - threads: as for `predict(_:threads:)`.
  /// - Throws: `BPNetError.invalidData` if a column or a cell is missing, no row has labels that the model
  ///   knows, or the loss is not defined for a target; `invalidArgument` under the name `topK` if it
  ///   is less than 1 or more than there are classes, under the name `metrics` if the outputs have no such
  ///   figure, and for an error of a metric's function.
  public func evaluate(
    _ table: Table, topK: Int? = nil, metrics: [Metrics.RankingMetric] = [],
    use: Model.TableUse = Model.TableUse(), threads: Int? = nil
  ) throws(BPNetError) -> Model.Evaluation {
    if let topK, !(1...max(preprocessing.labels?.count ?? 0, 1) ~= topK) || preprocessing.labels == nil {
      throw .invalidArgument(
        name: "topK", found: "\(topK)",
        expected: preprocessing.labels.map { "from 1 to the model's \($0.count) classes" }
          ?? "a model of classes")
    }
    return try implementation.evaluate(table, topK: topK, metrics: metrics, use: use, threads: threads)
  }

  /// The model with another period of its series, for comparisons of its forecasts.
  ///
  /// - Parameter table: the data that it will be evaluated on.
  /// - Throws: `BPNetError.invalidArgument` under the name `period` if the task is no forecast, or the table
  ///   has no more rows.
  package func comparing(withPeriod period: Int, of table: Table) throws(BPNetError) -> Model {
    Model(implementation: try implementation.comparing(withPeriod: period, of: table))
  }

  /// The narrowest hidden layer, counted from 1; of equal ones the first; nil without hidden layers.
  public var codeLayer: Int? { topology.codeLayer }

  /// The outputs of a hidden layer for all samples of a table.
  ///
  /// - Parameters:
  ///   - layer: the hidden layer, counted from 1; nil means `codeLayer`.
  ///   - use: the treatment of missing cells and unknown words, by default that of training.
  ///   - threads: as for `predict(_:threads:)`.
  /// - Throws: `BPNetError.invalidArgument` under the name `layer` if there is no such hidden layer;
  ///   `invalidData` if an input column or a cell is missing or is text.
  public func hiddenCode(
    of table: Table, layer: Int? = nil, use: Model.TableUse = Model.TableUse(), threads: Int? = nil
  ) throws(BPNetError) -> Model.HiddenCode {
    try implementation.hiddenCode(of: table, layer: layer, use: use, threads: threads)
  }

  /// Continues the series of a table: predicts the rows after the last window, then those after them, and so
  /// on.
  ///
  /// Predicted rows are fed back in the network's scale, without rounding by the scaling.
  ///
  /// - Parameter steps: the number of rows to predict, at least 1.
  /// - Returns: `[steps][series]` in the data's units.
  /// - Throws: `BPNetError.invalidArgument` if the model's task is not a forecast or `steps` is below 1;
  ///   `invalidData` if the table has fewer rows than a window, or a column or cell is missing or is text;
  ///   `forecastDiverged` with the first step that is not finite.
  /// - Complexity: O(steps / horizon) passes of one sample.
  public func forecast(_ table: Table, steps: Int) throws(BPNetError) -> Predictions {
    try implementation.forecast(table, steps: steps)
  }

  /// Writes the model as a safetensors file.
  ///
  /// The tensors are `0.weight` `[out, in]`, `0.bias` `[out]`, for a layer with a trained slope `0.slope`
  /// `[1]`, then `1.weight` and so on, numbered by layer, in the network's precision. An optimiser's states
  /// follow, state s as `optimizer.s.0.weight` and so on. Everything else is JSON text in the metadata. An
  /// existing file is replaced atomically.
  ///
  /// - Throws: `BPNetError.cannotCreate` or `writeFailed`.
  public func write(to path: String) throws(BPNetError) { try implementation.write(to: path) }

  /// The bytes of the model's file.
  package func encoded() throws(BPNetError) -> [UInt8] { try implementation.encoded(path: "model") }

  /// Checks that `write(to:)` could create a file at a path, without changing anything.
  ///
  /// - Throws: `BPNetError.cannotCreate`.
  public static func checkWritable(_ path: String) throws(BPNetError) {
    try AtomicFile.checkCanCreate(path)
  }
}
