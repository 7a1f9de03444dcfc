extension TrainingConfiguration {
  /// How the gradients of a batch's samples are combined.
  public enum Reduction: String, CaseIterable, Codable, Sendable {
    /// The mean over the batch.
    case mean
    /// The sum over the batch.
    case sum
  }
}

extension TrainingConfiguration {
  /// The number of samples of a step.
  public enum BatchSize: Hashable, Sendable {
    /// All samples: batch gradient descent.
    case full
    /// This many, at least 1; 1 is online learning. The last batch of an epoch has what remains.
    case samples(Int)

    /// The number of samples of a step over a data set of `rowCount`.
    ///
    /// It is one that steps can be planned with, whether or not the number has been checked.
    func count(rowCount: Int) -> Int {
      switch self {
      case .full: rowCount
      case .samples(let count): min(max(count, 1), rowCount)
      }
    }
  }
}

extension TrainingConfiguration.BatchSize: Codable {
  /// The text of `full`.
  private static let fullText = "full"

  /// Decodes a number, or `full`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let count = try? container.decode(Int.self) {
      self = .samples(count)
    } else {
      guard try container.decode(String.self) == TrainingConfiguration.BatchSize.fullText else {
        throw DecodingError.dataCorruptedError(
          in: container,
          debugDescription: "a batch size is a number or \(TrainingConfiguration.BatchSize.fullText)")
      }
      self = .full
    }
  }

  /// Encodes the number, or `full`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .full: try container.encode(TrainingConfiguration.BatchSize.fullText)
    case .samples(let count): try container.encode(count)
    }
  }
}

extension TrainingConfiguration {
  /// The rules that end training.
  public struct StoppingRules: Codable, Equatable, Sendable {
    /// The maximum number of epochs.
    public var epochs = 100
    /// Stop once the training loss of an epoch is at most this.
    public var goal: Double?
    /// Stop once the watched loss has risen this many times in a row.
    public var maxFail: Int?
    /// Stop once this many epochs have passed since the lowest watched loss.
    public var patience: Int?
    /// Stop once the norm of the gradient over all samples, penalties included, is at most this.
    ///
    /// Only for steps over all samples (`TrainingConfiguration.BatchSize.full`).
    public var minimumGradient: Double?
    /// Stop after this many seconds.
    ///
    /// The only rule that makes the result depend on the machine.
    public var timeLimit: Double?

    /// Whether the initial weights count as those of an epoch 0, which may be the best.
    ///
    /// For a network that is trained further.
    public var countsFirstWeights = false

    /// 100 epochs and no other rule.
    public init() {}

    /// Whether a rule needs a watched loss even where there are no validation data.
    var watchesForBest: Bool { maxFail != nil || patience != nil }
  }
}

/// How a network is trained.
public struct TrainingConfiguration: Sendable {
  /// The function that training minimises.
  public var loss = Loss.meanSquared
  /// The label smoothing ε of cross-entropy, 0 ≤ ε < 1: in training a target y becomes y(1 − ε) + ε/K.
  ///
  /// K is the number of classes with softmax outputs, and 2 with a sigmoid output. Losses on other data use
  /// the targets unchanged.
  public var labelSmoothing = 0.0
  /// The weight of each class's samples in training, a factor of their own weights; nil means 1 for all.
  ///
  /// One number a class, finite and at least 0. Losses on other data are without them.
  public var classWeights: [Double]?
  /// The optimiser, which turns gradients into changes of the parameters.
  public var optimizer = Optimizer.sgd()
  /// The learning rate η of the weights, above 0.
  public var learningRate = 0.1
  /// The learning rate η of the biases; nil means that of the weights.
  public var biasLearningRate: Double?
  /// The weight decay λ ≥ 0; biases are not decayed.
  public var weightDecay = 0.0
  /// The factor of the L1 penalty Σ|w| that is added to the loss, at least 0; biases are not penalised.
  ///
  /// Its derivative, this factor times sign(w), is a part of the gradient.
  public var l1Penalty = 0.0
  /// The probability p with which each output of a hidden layer is dropped in a step, 0 ≤ p < 1.
  ///
  /// The outputs that are kept are multiplied by 1 / (1 − p). p is rounded to a multiple of 2⁻¹⁶, and is at
  /// most 1 − 2⁻¹⁶. Evaluation and prediction drop nothing.
  public var dropout = 0.0
  /// Limits for gradients.
  public var clipping = TrainingConfiguration.GradientClipping()
  /// The schedule of the learning rate over the epochs.
  public var schedule = Schedule.constant
  /// The number of epochs over which the learning rate rises linearly to the schedule's, at least 0.
  public var warmUpEpochs = 0
  /// The layers, counted from 0, whose weights and biases are not trained.
  public var frozenLayers: Set<Int> = []
  /// The number of samples of a step.
  public var batchSize = TrainingConfiguration.BatchSize.samples(32)
  /// How the gradients of a batch's samples are combined.
  public var reduction = TrainingConfiguration.Reduction.mean
  /// Whether each epoch takes the samples in a new random order.
  public var shuffles = true
  /// The seed of the samples' order and of dropout.
  public var seed: UInt64 = 0
  /// The maximum number of threads, at least 1; nil means one for each available processor.
  ///
  /// The result does not depend on it. Fewer are used where a step is too short to be shared.
  public var threads: Int?
  /// The form of the steps, which exactly `threads` threads then share, to measure one that would not be
  /// chosen; nil, or one that the steps cannot have, for the choice of `StepPlan`.
  ///
  /// The result does not depend on it.
  package var stepForm: StepForm?
  /// When to stop.
  public var stopping = TrainingConfiguration.StoppingRules()

  /// The defaults: mean squared error, gradient descent with momentum 0.9, learning rate 0.1, batches of 32
  /// and 100 epochs.
  public init() {}

  /// The most epochs that a run may have done; the numbers of random streams have one bit more.
  static let largestEpochCount = 1 << 47

  /// The most epochs of a warm-up.
  private static let largestWarmUp = 1 << 40

  /// The most steps that a run may have taken.
  static let largestStepCount = 1 << 60

  /// Checks each value by itself.
  ///
  /// - Throws: `BPNetError.invalidArgument` with the name of the first value that is out of its range.
  func checkRanges() throws(BPNetError) {
    func check(_ name: String, _ value: Double?, _ expected: String, _ isAllowed: (Double) -> Bool)
      throws(BPNetError)
    {
      if let value, !(value.isFinite && isAllowed(value)) {
        throw .invalidArgument(name: name, found: "\(value)", expected: expected)
      }
    }
    func check(_ name: String, _ value: Int?, atLeast least: Int) throws(BPNetError) {
      if let value, value < least {
        throw .invalidArgument(name: name, found: "\(value)", expected: "at least \(least)")
      }
    }
    try check("labelSmoothing", labelSmoothing, "a number of at least 0 and below 1") { 0..<1 ~= $0 }
    for weight in classWeights ?? [] {
      try check("classWeights", weight, "numbers of at least 0, within the range of f32") {
        SampleWeights.isAllowed($0)
      }
    }
    try check("learningRate", learningRate, "a number above 0") { $0 > 0 }
    try check("biasLearningRate", biasLearningRate, "a number above 0") { $0 > 0 }
    try check("weightDecay", weightDecay, "a number of at least 0") { $0 >= 0 }
    try check("l1Penalty", l1Penalty, "a number of at least 0") { $0 >= 0 }
    try check("dropout", dropout, "a probability from 0 to below 1") { $0 >= 0 && $0 < 1 }
    try check("clippingNorm", clipping.norm, "a number above 0") { $0 > 0 }
    try check("clippingValue", clipping.value, "a number above 0") { $0 > 0 }
    try check("warmUpEpochs", warmUpEpochs, atLeast: 0)
    if warmUpEpochs > TrainingConfiguration.largestWarmUp {
      throw .invalidArgument(
        name: "warmUpEpochs", found: "\(warmUpEpochs)",
        expected: "at most \(TrainingConfiguration.largestWarmUp)")
    }
    try check("goal", stopping.goal, "a number") { _ in true }
    try check("epochs", stopping.epochs, atLeast: 0)
    try check("maxFail", stopping.maxFail, atLeast: 1)
    try check("patience", stopping.patience, atLeast: 1)
    try check("minimumGradient", stopping.minimumGradient, "a number of at least 0") { $0 >= 0 }
    try check("timeLimit", stopping.timeLimit, "a number above 0") { $0 > 0 }
    try check("threads", threads, atLeast: 1)
    if case .samples(let count) = batchSize, count < 1 {
      throw .invalidArgument(name: "batchSize", found: "\(count)", expected: "at least 1, or full")
    }
    if let layer = frozenLayers.first(where: { !(0..<Int.max ~= $0) }) {
      throw .invalidArgument(
        name: "frozenLayers", found: "index \(layer)", expected: "indices from 0 below the number of layers")
    }
  }

  /// Checks every value, and that those fit which cannot be combined freely.
  ///
  /// - Throws: `BPNetError.invalidArgument` with the name of the first value that is not valid.
  func validate() throws(BPNetError) {
    try checkRanges()
    if stopping.minimumGradient != nil, batchSize != .full {
      throw .invalidArgument(
        name: "minimumGradient", found: "mini-batches, whose gradients never vanish",
        expected: "full batches")
    }
    switch optimizer.algorithm {
    case .fullBatch(let method):
      try checkLoss(of: method)
      try refuse(conflicts(with: method), beside: method.name)
    case .rule(let rule) where rule.hasOwnStepSizes: try refuse(stepSizeConflicts, beside: rule.name)
    case .rule: break
    }
  }

  /// A choice that cannot be combined with the optimiser, if it is set.
  private typealias Conflict = (argument: String, isSet: Bool, found: String, expected: String)

  private func refuse(_ conflicts: [Conflict], beside optimizer: String) throws(BPNetError) {
    for conflict in conflicts where conflict.isSet {
      throw .invalidArgument(
        name: conflict.argument, found: "\(conflict.found) with the optimizer \(optimizer)",
        expected: conflict.expected)
    }
  }

  /// The choices that would change the size of a step, for optimisers that choose it themselves.
  private var stepSizeConflicts: [Conflict] {
    [
      ("schedule", schedule.name != Schedule.constant.name, schedule.name, "none"),
      ("warmUpEpochs", warmUpEpochs != 0, "\(warmUpEpochs)", "none"),
      ("clippingNorm", clipping.norm != nil, clipping.norm.map { "\($0)" } ?? "", "none"),
      ("clippingValue", clipping.value != nil, clipping.value.map { "\($0)" } ?? "", "none"),
    ]
  }

  /// The choices that a method for full batches cannot use.
  private func conflicts(with method: any FullBatchMethod) -> [Conflict] {
    [("batchSize", batchSize != .full, "mini-batches", "full")] + stepSizeConflicts + [
      ("l1Penalty", l1Penalty != 0, "\(l1Penalty), which has no derivative at 0,", "none, or a weight decay"),
      ("biasLearningRate", biasLearningRate != nil, "a learning rate", "none"),
      (
        "weightDecay", method.choosesPenalty && weightDecay != 0, "\(weightDecay)",
        "none: it chooses its penalty itself"
      ),
      ("dropout", dropout != 0, "\(dropout), by which the loss differs from step to step,", "none"),
    ]
  }

  private func checkLoss(of method: any FullBatchMethod) throws(BPNetError) {
    guard method.needsLeastSquares, loss.function.squaredErrorFactor == nil else { return }
    let squares = Loss.registry.defaultValues.filter { $0.function.squaredErrorFactor != nil }.map(\.name)
    throw .invalidArgument(
      name: "loss", found: "\(loss.name) with the optimizer \(method.name)",
      expected: "a sum of squares: \(squares.joined(separator: ", "))")
  }

  /// Checks that the optimiser supports samples' weights, if there are any.
  func checkWeights<Element: Scalar>(of data: Dataset<Element>) throws(BPNetError) {
    guard case .fullBatch(let method) = optimizer.algorithm, method.needsLeastSquares, data.weights != nil
    else { return }
    throw .invalidArgument(
      name: "optimizer", found: "\(method.name) and samples that have weights",
      expected: "another optimizer, or no weights")
  }

  /// Checks that the frozen layers exist, and that a layer is left to train if there are epochs to train for.
  func checkFrozenLayers(of topology: Topology) throws(BPNetError) {
    if let layer = frozenLayers.sorted().first(where: { !topology.layers.indices.contains($0) }) {
      throw .invalidArgument(
        name: "frozenLayers", found: "layer \(layer + 1)",
        expected: "layers from 1 to \(topology.layers.count)")
    }
    if frozenLayers.count == topology.layers.count, stopping.epochs > 0 {
      throw .invalidArgument(
        name: "frozenLayers", found: "all layers", expected: "at least one layer to train")
    }
  }

  /// Checks that there is a hidden layer if there is dropout.
  func checkDropout(of topology: Topology) throws(BPNetError) {
    if dropout != 0, topology.layers.count == 1 {
      throw .invalidArgument(
        name: "dropout", found: "\(dropout) without a hidden layer", expected: "0, or a hidden layer")
    }
  }

  /// The dropout of the training steps of networks of this topology; nil for none.
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
  /// The configuration with label smoothing as a part of its loss.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the loss has no smoothed form.
  func resolvingObjective() throws(BPNetError) -> TrainingConfiguration {
    guard labelSmoothing != 0 else { return self }
    guard let smoothed = loss.function.smoothed(by: labelSmoothing) else {
      throw .invalidArgument(
        name: "labelSmoothing", found: "\(labelSmoothing) with loss \(loss)",
        expected: "the loss cross-entropy")
    }
    var result = self
    result.loss = Loss(smoothed)
    return result
  }
}
