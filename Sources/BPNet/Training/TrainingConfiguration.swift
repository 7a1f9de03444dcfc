/// How a batch's gradients become one.
public enum Reduction: String, CaseIterable, Codable, Sendable {
  /// The mean over the batch.
  case mean
  /// The sum over the batch.
  case sum
}

/// How many samples one step takes.
public enum BatchSize: Hashable, Sendable {
  /// All of them: batch gradient descent.
  case full
  /// This many, at least 1; 1 is online learning. The last batch of an epoch takes what is left.
  case samples(Int)

  /// The number of samples of a step over a data set of `rowCount`.
  func count(rowCount: Int) -> Int {
    switch self {
    case .full: rowCount
    case .samples(let count): min(count, rowCount)
    }
  }
}

extension BatchSize: Codable {
  /// The text of `full`.
  private static let fullText = "full"

  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let count = try? container.decode(Int.self) {
      self = .samples(count)
    } else {
      guard try container.decode(String.self) == BatchSize.fullText else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "a batch size is a number or \(BatchSize.fullText)")
      }
      self = .full
    }
  }

  /// Writes the number, or `full`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .full: try container.encode(BatchSize.fullText)
    case .samples(let count): try container.encode(count)
    }
  }
}

/// When training stops, apart from when the caller asks for it.
public struct StoppingRules: Codable, Equatable, Sendable {
  /// The most epochs.
  public var epochs = 100
  /// Stop once the training loss of an epoch is at most this.
  public var goal: Double?
  /// Stop once the watched loss has risen this many times in a row.
  public var maxFail: Int?
  /// Stop once this many epochs have passed since the least watched loss.
  public var patience: Int?
  /// Stop once the norm of the gradient over all samples, penalties included, is at most this; for steps
  /// that take all samples.
  public var minimumGradient: Double?
  /// Stop after so many seconds.
  ///
  /// The one rule by which the result depends on the machine.
  public var timeLimit: Double?

  /// Whether the weights that training starts from count as those of an epoch 0, which may be the best: for a
  /// network that is trained already.
  public var countsFirstWeights = false

  /// 100 epochs and no other rule.
  public init() {}

  /// Whether a rule watches for a best epoch, even where there is no validation data.
  var watchesForBest: Bool { maxFail != nil || patience != nil }
}

/// How a network is trained.
public struct TrainingConfiguration: Sendable {
  /// What is made small.
  public var loss = Loss.meanSquared
  /// ε, at least 0 and below 1, by which targets of cross-entropy are smoothed in training: y(1 − ε) + ε/K
  /// with the K classes of softmax outputs, and with K = 2 for a sigmoid output.
  ///
  /// The losses on other data are from the targets as they are.
  public var labelSmoothing = 0.0
  /// How much samples of each class count in training, beside their own weights: one a class, finite and at
  /// least 0; nil means all alike.
  ///
  /// The losses on other data are without them.
  public var classWeights: [Double]?
  /// How gradients change parameters.
  public var optimizer = Optimizer.sgd()
  /// η of the weights, above 0.
  public var learningRate = 0.1
  /// η of the biases; nil means that of the weights.
  public var biasLearningRate: Double?
  /// λ ≥ 0, for the weights; biases are not decayed.
  public var weightDecay = 0.0
  /// The weight of the sum of the weights' magnitudes beside the loss, at least 0; biases are free of it.
  ///
  /// Its derivative, sign(w) times this, is part of the gradient.
  public var l1Penalty = 0.0
  /// The probability with which each output of a hidden layer is dropped in a step, 0 ≤ p < 1; the others are
  /// multiplied by 1 / (1 − p).
  ///
  /// It is rounded to a multiple of 2⁻¹⁶, and is at most 1 − 2⁻¹⁶. Nothing is dropped in evaluation and
  /// prediction.
  public var dropout = 0.0
  /// Limits for gradients.
  public var clipping = GradientClipping()
  /// How the learning rate changes from epoch to epoch.
  public var schedule = Schedule.constant
  /// The epochs in which the learning rate rises evenly to what the schedule says, at least 0.
  public var warmUpEpochs = 0
  /// The layers, counted from 0, whose weights and biases stay as they are.
  public var frozenLayers: Set<Int> = []
  /// How many samples one step takes.
  public var batchSize = BatchSize.samples(32)
  /// How a batch's gradients become one.
  public var reduction = Reduction.mean
  /// Whether each epoch takes the samples in a new random order.
  public var shuffles = true
  /// What the order depends on.
  public var seed: UInt64 = 0
  /// The most threads that work together, at least 1; nil means one for each available processor.
  ///
  /// No weight depends on it. Fewer are used where a step is too short to be shared.
  public var threads: Int?
  /// When to stop.
  public var stopping = StoppingRules()

  /// Mean squared error, gradient descent with momentum 0.9 and learning rate 0.1, batches of 32, 100 epochs.
  public init() {}

  /// Checks every value.
  ///
  /// - Throws: `BPNetError.invalidArgument` with the name of the first that is not allowed.
  func validate() throws(BPNetError) {
    func check(_ name: String, _ value: Double?, _ expected: String, _ isAllowed: (Double) -> Bool)
      throws(BPNetError)
    {
      if let value, !(value.isFinite && isAllowed(value)) {
        throw .invalidArgument(name: name, found: "\(value)", expected: expected)
      }
    }
    try check("label-smoothing", labelSmoothing, "a number of at least 0 and below 1") { 0..<1 ~= $0 }
    for weight in classWeights ?? [] {
      try check("class-weights", weight, "numbers of at least 0, within the range of f32") {
        SampleWeights.isAllowed($0)
      }
    }
    try check("learning-rate", learningRate, "a number above 0") { $0 > 0 }
    try check("bias-learning-rate", biasLearningRate, "a number above 0") { $0 > 0 }
    try check("weight-decay", weightDecay, "a number of at least 0") { $0 >= 0 }
    try check("l1", l1Penalty, "a number of at least 0") { $0 >= 0 }
    try check("dropout", dropout, "a probability from 0 to below 1") { $0 >= 0 && $0 < 1 }
    try check("clip-norm", clipping.norm, "a number above 0") { $0 > 0 }
    try check("clip-value", clipping.value, "a number above 0") { $0 > 0 }
    try check("warm-up", Double(warmUpEpochs), "at least 0") { $0 >= 0 }
    try check("goal", stopping.goal, "a number") { _ in true }
    try check("epochs", Double(stopping.epochs), "at least 0") { $0 >= 0 }
    try check("max-fail", stopping.maxFail.map(Double.init), "at least 1") { $0 >= 1 }
    try check("patience", stopping.patience.map(Double.init), "at least 1") { $0 >= 1 }
    try check("min-gradient", stopping.minimumGradient, "a number of at least 0") { $0 >= 0 }
    try check("time-limit", stopping.timeLimit, "a number above 0") { $0 > 0 }
    try check("threads", threads.map(Double.init), "at least 1") { $0 >= 1 }
    if case .samples(let count) = batchSize, count < 1 {
      throw .invalidArgument(name: "batch-size", found: "\(count)", expected: "at least 1, or full")
    }
    if stopping.minimumGradient != nil, batchSize != .full {
      throw .invalidArgument(
        name: "min-gradient", found: "mini-batches, whose gradients never vanish", expected: "batch-size full"
      )
    }
    switch optimizer.algorithm {
    case .fullBatch(let method):
      try checkLoss(of: method)
      try refuse(conflicts(with: method), beside: method.name)
    case .rule(let rule) where rule.hasOwnStepSizes: try refuse(stepSizeConflicts, beside: rule.name)
    case .rule: break
    }
  }

  /// An option that does not fit another, if it is set.
  private typealias Conflict = (option: String, isSet: Bool, found: String, expected: String)

  private func refuse(_ conflicts: [Conflict], beside optimizer: String) throws(BPNetError) {
    for conflict in conflicts where conflict.isSet {
      throw .invalidArgument(
        name: conflict.option, found: "\(conflict.found) with the optimizer \(optimizer)",
        expected: conflict.expected)
    }
  }

  /// The options that change the size of a step from outside, where the optimiser finds it itself.
  private var stepSizeConflicts: [Conflict] {
    [
      ("schedule", schedule.name != Schedule.constant.name, schedule.name, "none"),
      ("warm-up", warmUpEpochs != 0, "\(warmUpEpochs)", "none"),
      ("clip-norm", clipping.norm != nil, clipping.norm.map { "\($0)" } ?? "", "none"),
      ("clip-value", clipping.value != nil, clipping.value.map { "\($0)" } ?? "", "none"),
    ]
  }

  /// The options that a method for full batches has no use for.
  private func conflicts(with method: any FullBatchMethod) -> [Conflict] {
    [("batch-size", batchSize != .full, "mini-batches", "full")] + stepSizeConflicts + [
      ("l1", l1Penalty != 0, "\(l1Penalty), which has no derivative at 0,", "none, or weight-decay"),
      ("bias-learning-rate", biasLearningRate != nil, "a learning rate", "none"),
      (
        "weight-decay", method.choosesPenalty && weightDecay != 0, "\(weightDecay)",
        "none: it chooses its penalty itself"
      ),
      ("dropout", dropout != 0, "\(dropout), by which the loss differs from step to step,", "none"),
    ]
  }

  private func checkLoss(of method: any FullBatchMethod) throws(BPNetError) {
    guard method.needsLeastSquares, loss.function.squaredErrorFactor == nil else { return }
    let squares = Loss.registry.usualValues.filter { $0.function.squaredErrorFactor != nil }.map(\.name)
    throw .invalidArgument(
      name: "loss", found: "\(loss.name) with the optimizer \(method.name)",
      expected: "a sum of squares: \(squares.joined(separator: ", "))")
  }

  /// Checks that the optimiser can take the samples' weights, if they have any.
  func checkWeights<Element: Scalar>(of data: Dataset<Element>) throws(BPNetError) {
    guard case .fullBatch(let method) = optimizer.algorithm, method.needsLeastSquares, data.weights != nil
    else { return }
    throw .invalidArgument(
      name: "optimizer", found: "\(method.name) and samples that have weights",
      expected: "another optimizer, or no weights")
  }

  /// Checks that the frozen layers are layers of the network, and not all of them where there is to be
  /// training.
  func checkFrozenLayers(of topology: Topology) throws(BPNetError) {
    if let layer = frozenLayers.sorted().first(where: { !topology.layers.indices.contains($0) }) {
      throw .invalidArgument(
        name: "freeze", found: "layer \(layer + 1)", expected: "layers from 1 to \(topology.layers.count)")
    }
    if frozenLayers.count == topology.layers.count, stopping.epochs > 0 {
      throw .invalidArgument(name: "freeze", found: "all layers", expected: "at least one layer to train")
    }
  }

  /// Checks that there are outputs to drop.
  func checkDropout(of topology: Topology) throws(BPNetError) {
    if dropout != 0, topology.layers.count == 1 {
      throw .invalidArgument(
        name: "dropout", found: "\(dropout) without a hidden layer", expected: "0, or a hidden layer")
    }
  }

  /// What the steps of training networks of this topology drop; nil for nothing.
  func makeDropout(topology: Topology) -> Dropout? {
    guard dropout > 0 else { return nil }
    return Dropout(probability: dropout, hiddenLayerCount: topology.layers.count - 1, seed: seed)
  }

  /// Whether the gradient of a batch is needed as a whole before the first parameter changes.
  var needsWholeGradient: Bool {
    if case .fullBatch = optimizer.algorithm { return true }
    return clipping.norm != nil || stopping.minimumGradient != nil
  }
}

extension TrainingConfiguration {
  /// The configuration whose loss is all that training makes small, label smoothing included.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the loss has no smoothed form.
  func resolvingObjective() throws(BPNetError) -> TrainingConfiguration {
    guard labelSmoothing != 0 else { return self }
    guard let smoothed = loss.function.smoothed(by: labelSmoothing) else {
      throw .invalidArgument(
        name: "label-smoothing", found: "\(labelSmoothing) with loss \(loss)", expected: "loss cross-entropy")
    }
    var result = self
    result.loss = Loss(smoothed)
    return result
  }
}
