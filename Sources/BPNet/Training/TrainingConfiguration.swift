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

/// When training stops, beside at the caller's wish.
public struct StoppingRules: Sendable {
  /// The most epochs.
  public var epochs = 100
  /// Stop once the training loss of an epoch is at most this.
  public var goal: Double?
  /// Stop once the watched loss has risen this many times in a row.
  public var maxFail: Int?
  /// Stop once this many epochs have passed since the least watched loss.
  public var patience: Int?

  /// 100 epochs and no other rule.
  public init() {}

  /// Whether a rule watches for a best epoch, even where there is no validation data.
  var watchesForBest: Bool { maxFail != nil || patience != nil }
}

/// How a network is trained.
public struct TrainingConfiguration: Sendable {
  /// What is made small.
  public var loss = Loss.meanSquared
  /// ε, at least 0 and below 1, by which targets of cross-entropy are smoothed in training: y(1 − ε) + ε/K with
  /// the K classes of softmax outputs, and with K = 2 for a sigmoid output.
  ///
  /// The losses on other data are from the targets as they are.
  public var labelSmoothing = 0.0
  /// How much samples of each class count in training, beside their own weights: one a class, finite and at least
  /// 0; nil means all alike.
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
    try check("goal", stopping.goal, "a number") { _ in true }
    try check("epochs", Double(stopping.epochs), "at least 0") { $0 >= 0 }
    try check("max-fail", stopping.maxFail.map(Double.init), "at least 1") { $0 >= 1 }
    try check("patience", stopping.patience.map(Double.init), "at least 1") { $0 >= 1 }
    try check("threads", threads.map(Double.init), "at least 1") { $0 >= 1 }
    if case .samples(let count) = batchSize, count < 1 {
      throw .invalidArgument(name: "batch-size", found: "\(count)", expected: "at least 1, or full")
    }
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

extension TrainingConfiguration {
  /// The operations of a step for which a second thread begins to pay for the two meetings of a step.
  private static var sharedOperationCount: Int { 2_000_000 }

  /// The threads that steps of `batchSize` samples through networks of this topology are shared among.
  func threadCount(topology: Topology, batchSize: Int) -> Int {
    let available = availableProcessorCount
    let (operations, overflow) = topology.trainingOperationsPerSample.multipliedReportingOverflow(
      by: batchSize)
    let useful = overflow ? available : max(1, operations / TrainingConfiguration.sharedOperationCount)
    return min(threads ?? available, available, useful, batchSize)
  }
}
