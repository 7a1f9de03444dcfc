extension Model {
  /// Computes a step of gradient descent over one sample, with all intermediate numbers.
  ///
  /// The step is one of the model's training with plain gradient descent: frozen layers, penalties, clipping,
  /// label smoothing, class weights and reduction are those of the model's recipe, the learning rates those
  /// of its first epoch.
  ///
  /// - Parameters:
  ///   - input: the sample in the data's own units, one number for each input of the network.
  ///   - target: the targets, separated by commas: a label, or one number for each target.
  ///   - learningRate: the learning rate η of weights and biases, without schedule; nil means the rates of
  ///     the training.
  ///   - weightDecay: the weight decay λ; nil means that of the training.
  /// - Throws: `BPNetError.invalidArgument` if there are not as many numbers as the model needs, or a value
  ///   is not valid.
  public func explain(
    input: [Double], target: String, learningRate: Double? = nil, weightDecay: Double? = nil
  ) throws(BPNetError) -> Explanation {
    try implementation.explain(
      input: input, target: target, learningRate: learningRate, weightDecay: weightDecay)
  }

  /// Compares the gradient of the loss with finite differences, in double precision and without dropout.
  ///
  /// - Parameter sampleCount: the maximum number of samples, evenly spread over the table.
  /// - Throws: `BPNetError.invalidData` if the model cannot be evaluated on the table; what `GradientCheck`
  ///   throws.
  public func checkGradient(on table: Table, sampleCount: Int = 100) throws(BPNetError) -> GradientCheck {
    guard sampleCount >= 1 else {
      throw .invalidArgument(name: "sampleCount", found: "\(sampleCount)", expected: "at least 1")
    }
    return try implementation.checkGradient(on: table, sampleCount: sampleCount)
  }
}

extension TypedModel {
  package func explain(
    input: [Double], target: String, learningRate: Double?, weightDecay: Double?
  ) throws(BPNetError) -> Explanation {
    var configuration = TrainingConfiguration(record.recipe)
    configuration.loss = loss
    configuration.classWeights = record.classWeights
    configuration.learningRate =
      record.recipe.learningRate ?? TrainingRecipe.defaultLearningRate(task: task, topology: topology)
    if let learningRate {
      (configuration.learningRate, configuration.biasLearningRate) = (learningRate, nil)
      (configuration.schedule, configuration.warmUpEpochs) = (.constant, 0)
    }
    if let weightDecay { configuration.weightDecay = weightDecay }
    let explanation = try Explanation(
      network: network, input: try preprocessing.encode(input: input),
      target: try preprocessing.encode(target: target), configuration: configuration)
    if let name = explanation.firstNotFinite { throw .outputNotFinite(name: name, row: 1) }
    return explanation
  }

  package func checkGradient(on table: Table, sampleCount: Int) throws(BPNetError) -> GradientCheck {
    let samples = try preprocessing.samples(of: table)
    let count = min(sampleCount, samples.count)
    let rows = (0..<count).map { samples[$0 * samples.count / count] }
    // Data on which the model cannot be used are an error, not a failed check.
    _ = try preprocessing.encode(table, rows: rows, as: Element.self)
    try checkTargets(of: table, rows: rows)
    return try GradientCheck(
      network: network.converted(to: Double.self),
      data: try preprocessing.encode(table, rows: rows, as: Double.self), loss: loss)
  }
}

extension Explanation {
  /// The first output, loss or error term that is not finite; nil if all are.
  fileprivate var firstNotFinite: String? {
    let outputs = layers.last?.outputs ?? []
    if let index = outputs.firstIndex(where: { !$0.isFinite }) { return "output \(index + 1)" }
    if !loss.isFinite { return "the loss" }
    for (index, layer) in layers.enumerated() where !layer.delta.allSatisfy(\.isFinite) {
      return "an error term of layer \(index + 1)"
    }
    return nil
  }
}
