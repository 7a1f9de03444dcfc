/// All numbers of one step of back-propagation over one sample.
///
/// Dropout is left out. Fields are doubles, but the numbers are computed in the network's precision.
public struct Explanation: Sendable {
  /// The numbers of one layer.
  public struct Layer: Sendable {
    /// The activation f.
    public let activation: Activation
    /// The inputs n: the outputs of the layer below.
    public let inputs: [Double]
    /// z = W n + b, one for each neuron.
    public let z: [Double]
    /// f(z), one for each neuron.
    public let outputs: [Double]
    /// The first factor of δ by the chain rule: ∂L/∂f(z).
    ///
    /// For the output layer it is the loss's derivative, for the others the sum Σ w δ over the layer above.
    /// Nil if the loss computes δ directly.
    public let upstream: [Double]?
    /// The second factor: f′(z).
    ///
    /// Nil if the loss computes δ directly, and for softmax, which has a Jacobian instead.
    public let derivative: [Double]?
    /// δ = ∂L/∂z, one for each neuron.
    public let delta: [Double]
    /// ∂L/∂W, `[out][in]`.
    public let weightGradient: [[Double]]
    /// ∂L/∂b, one for each neuron; if the neurons share a trained bias, each is the gradient of this bias.
    public let biasGradient: [Double]
    /// W before the step, `[out][in]`.
    public let weights: [[Double]]
    /// b before the step.
    public let biases: [Double]
    /// W after the step, `[out][in]`.
    public let weightsAfter: [[Double]]
    /// b after the step.
    public let biasesAfter: [Double]
    /// The numbers of the layer's trained slope; nil if it has none.
    public let slope: Slope?
  }

  /// The numbers of a layer's slope a, which is trained with the biases' learning rate.
  public struct Slope: Sendable {
    /// a before the step.
    public let value: Double
    /// ∂L/∂a = Σ ∂L/∂f(z) · min(z, 0) over the neurons.
    public let gradient: Double
    /// a after the step.
    public let after: Double
  }

  /// The inputs of the network, scaled.
  public let input: [Double]
  /// The targets of the network, scaled.
  public let target: [Double]
  /// The layers, from the first hidden one to the output.
  public let layers: [Layer]
  /// The loss of each output.
  public let perOutputLoss: [Double]
  /// The sum of the loss over the outputs.
  public let loss: Double

  /// Computes a step of plain gradient descent over one sample.
  ///
  /// - Parameters:
  ///   - input: one value for each input.
  ///   - target: one value for each output.
  ///   - loss: the loss function; a mean over outputs is taken as in training.
  ///   - learningRate: the learning rate η > 0.
  ///   - biasLearningRate: the learning rate of the biases; nil means that of the weights.
  ///   - weightDecay: the weight decay λ ≥ 0.
  /// - Throws: `BPNetError.invalidArgument` if counts do not agree, a value is not finite or not valid,
  ///   the loss is not defined for the network's outputs, or the learning rate makes a weight infinite.
  public init<Element: Scalar>(
    network: Network<Element>, input: [Double], target: [Double], loss: Loss, learningRate: Double,
    biasLearningRate: Double? = nil, weightDecay: Double = 0
  ) throws(BPNetError) {
    var configuration = TrainingConfiguration()
    configuration.loss = loss
    configuration.learningRate = learningRate
    configuration.biasLearningRate = biasLearningRate
    configuration.weightDecay = weightDecay
    try self.init(network: network, input: input, target: target, configuration: configuration)
  }

  /// Computes the step over one sample that training with this configuration takes, bit for bit, except that
  /// the optimiser is plain gradient descent and there is no dropout.
  ///
  /// Frozen layers, penalties, clipping, label smoothing, class weights and reduction are those of the
  /// configuration; the learning rates are those of the first epoch.
  ///
  /// - Parameters:
  ///   - input: one value for each input.
  ///   - target: one value for each output.
  /// - Throws: `BPNetError.invalidArgument` if counts do not agree, a value is not finite or not valid,
  ///   the loss is not defined for the network's outputs, or the learning rate makes a weight infinite.
  public init<Element: Scalar>(
    network: Network<Element>, input: [Double], target: [Double], configuration: TrainingConfiguration
  ) throws(BPNetError) {
    for (name, values, count) in [
      ("input", input, network.topology.inputCount), ("target", target, network.topology.outputCount),
    ] where values.count != count {
      throw .invalidArgument(name: name, found: counted(values.count, "number"), expected: "\(count)")
    }
    let configuration = configuration.ofOneStep()
    let data = try Explanation.sample(
      input: input.map { Element($0) }, target: target.map { Element($0) }, configuration: configuration)
    let trainer = try Trainer(network: network, data: data, configuration: configuration)
    trainer.runEpoch()

    let pass = SamplePass(network: network, data: data, configuration: trainer.configuration)
    self.input = input
    self.target = target
    let layers = network.topology.layers.indices.map {
      pass.explain(layer: $0, before: network, after: trainer.network)
    }
    let isDefined = network.isFinite && layers.allSatisfy { $0.delta.allSatisfy(\.isFinite) }
    guard trainer.network.isFinite || !isDefined else {
      throw .invalidArgument(
        name: "learningRate", found: "\(configuration.learningRate), which makes a weight infinite",
        expected: "a smaller one")
    }
    self.layers = layers
    self.perOutputLoss = pass.perOutputLoss(layers[layers.count - 1], target: target)
    self.loss = perOutputLoss.reduce(0, +)
  }

  /// The sample as a data set; the target is a class if classes have weights and the target is one-hot.
  private static func sample<Element: Scalar>(
    input: [Element], target: [Element], configuration: TrainingConfiguration
  ) throws(BPNetError) -> Dataset<Element> {
    let isClass = target.count { $0 == 1 } == 1 && target.count { $0 == 0 } == target.count - 1
    let hasClassWeights = configuration.classWeights?.count == target.count
    if hasClassWeights, isClass, let number = target.firstIndex(of: 1) {
      return try Dataset(
        inputs: input, inputCount: input.count, classes: [number], classCount: target.count)
    }
    return try Dataset(
      inputs: input, inputCount: input.count, targets: target, outputCount: target.count)
  }
}

extension TrainingConfiguration {
  /// The configuration of one step of plain gradient descent, at the learning rates of the first epoch.
  fileprivate func ofOneStep() -> TrainingConfiguration {
    let factor = ScheduledEpochs(schedule, warmUpEpochs: warmUpEpochs).factor(epoch: 1)
    var result = self
    result.optimizer = .sgd(momentum: 0)
    result.learningRate *= factor
    result.biasLearningRate = biasLearningRate.map { $0 * factor }
    (result.schedule, result.warmUpEpochs) = (.constant, 0)
    result.batchSize = .full
    result.dropout = 0
    result.stopping = TrainingConfiguration.StoppingRules()
    return result
  }
}

/// A training step over one sample, with all intermediate numbers.
private struct SamplePass<Element: Scalar> {
  private let step: TrainingStep<Element>
  private let loss: any LossFunction
  private let input: Matrix<Element>
  private let netInputs: [[Double]]
  private let upstream: [[Double]?]
  /// The factor and the divisor of the sample's loss.
  private let weight: Double
  private let divisor: Double

  private var workspace: Network<Element>.Workspace { step.engine.workspace }

  init(network: Network<Element>, data: Dataset<Element>, configuration: TrainingConfiguration) {
    let loss = configuration.loss.function
    let step = TrainingStep(
      gradientOf: network, over: data, loss: configuration.loss, reduction: configuration.reduction)
    let weights = configuration.classWeights.flatMap { try? data.weighted(byClass: $0) }
    let data = weights ?? data
    let workspace = step.engine.workspace
    var (copy, scaling) = (network, (scale: Element(1), weightUnit: 1.0))
    [Int32(0)].withUnsafeBufferPointer { rows in
      _ = step.take(network: &copy, data: data, rows: rows, areConsecutive: false)
      scaling = step.engine.scaling(of: rows, in: data)
    }
    let last = network.layout.layers.count - 1
    var upstream = [[Double]?](repeating: nil, count: last + 1)
    if step.engine.loss.errorsAreOfOutputs {
      let derivative = AlignedBuffer<Element>(count: workspace.errors[last].stride)
      let matrix = Matrix(
        base: derivative.base, rows: 1, columns: data.outputCount, stride: workspace.errors[last].stride)
      step.engine.loss.errors(workspace.batch[0..<1], scaling.scale, matrix)
      if let weights = data.weights {
        [Int32(0)].withUnsafeBufferPointer { rows in
          PassWeights(weights: weights, rows: rows, unit: scaling.weightUnit).scale(matrix)
        }
      }
      upstream[last] = numbers(matrix)
    }
    for index in (0...last).reversed() where index > 0 {
      upstream[index - 1] = SamplePass.weightedErrors(network, index, numbers(workspace.errors[index]))
    }
    self.step = step
    self.loss = loss
    self.input = workspace.input
    self.upstream = upstream
    self.netInputs = network.netInputs(input: workspace.input.prefix(1), workspace: workspace)
    let isMean = configuration.reduction == .mean
    self.weight = isMean ? 1 : data.weightSum
    self.divisor = isMean ? loss.meanDivisor(outputCount: data.outputCount) : 1
  }

  /// The loss of each output, reduced as in training.
  func perOutputLoss(_ layer: Explanation.Layer, target: [Double]) -> [Double] {
    loss.perOutput(
      outputs: layer.outputs, logits: layer.z, targets: target, activation: layer.activation
    ).map { $0 * weight / divisor }
  }

  /// Σ w δ for each input of layer `index`.
  private static func weightedErrors(_ network: Network<Element>, _ index: Int, _ errors: [Double])
    -> [Double]
  {
    let layer = network.layout.layers[index]
    let weights = network.weights(ofLayer: index)
    return (0..<layer.inputCount).map { input in
      (0..<layer.outputCount).reduce(0) {
        $0 + Double(weights[$1 * layer.inputCount + input]) * errors[$1]
      }
    }
  }

  /// f′ of each net input of layer `index`; nil for softmax.
  private func derivative(ofLayer index: Int, _ network: Network<Element>) -> [Double]? {
    let layer = network.layout.layers[index]
    guard layer.activation.isElementwise else { return nil }
    if let function = layer.activation.custom { return netInputs[index].map(function.custom.derivative) }
    let kernel = network.kernelFunction(ofLayer: index)
    let factors = AlignedBuffer<Element>(count: layer.outputCount)
    factors.base.update(repeating: 1, count: layer.outputCount)
    network.kernels.multiplyByDerivative(
      kernel.function, parameter: kernel.parameter, outputs: workspace.slopeSources[index].base,
      errors: factors.base, count: layer.outputCount)
    return (0..<layer.outputCount).map { Double(factors.base[$0]) }
  }

  func explain(layer index: Int, before: Network<Element>, after: Network<Element>) -> Explanation.Layer {
    let layer = before.layout.layers[index]
    let weightGradient: [Element] = layer.weights(step.engine.gradient)
    let biasGradient = layer.biases(step.engine.gradient)
    return Explanation.Layer(
      activation: layer.activation,
      inputs: numbers(index == 0 ? input : workspace.outputs[index - 1]), z: netInputs[index],
      outputs: numbers(workspace.outputs[index]), upstream: upstream[index],
      derivative: upstream[index] == nil ? nil : derivative(ofLayer: index, before),
      delta: numbers(workspace.errors[index]),
      weightGradient: (0..<layer.outputCount).map { output in
        (0..<layer.inputCount).map { Double(weightGradient[output * layer.inputCount + $0]) }
      },
      biasGradient: (0..<layer.outputCount).map { Double(biasGradient[$0]) },
      weights: before.weightRows(ofLayer: index), biases: before.biases(ofLayer: index).map { Double($0) },
      weightsAfter: after.weightRows(ofLayer: index),
      biasesAfter: after.biases(ofLayer: index).map { Double($0) },
      slope: before.slope(ofLayer: index).flatMap { value in
        after.slope(ofLayer: index).map {
          Explanation.Slope(
            value: Double(value), gradient: Double(biasGradient[layer.outputCount]), after: Double($0))
        }
      })
  }
}

/// The first row of a matrix.
private func numbers<Element: Scalar>(_ matrix: Matrix<Element>) -> [Double] {
  (0..<matrix.columns).map { Double(matrix.base[$0]) }
}

extension Network {
  /// The weights of layer `index` (from 0), `[out][in]`, in double precision.
  public func weightRows(ofLayer index: Int) -> [[Double]] {
    let inputCount = topology.inputCount(ofLayer: index)
    let flat = weights(ofLayer: index)
    return stride(from: 0, to: flat.count, by: inputCount).map { start in
      flat[start..<start + inputCount].map { Double($0) }
    }
  }

  /// The net inputs z of each layer for one sample, computed from the outputs in `workspace`.
  func netInputs(input: Matrix<Element>, workspace: Network<Element>.Workspace) -> [[Double]] {
    layout.layers.indices.map { index in
      let layer = layout.layers[index]
      let result = AlignedBuffer<Element>(count: layer.outputCount)
      for panel in layer.panels {
        kernels.forward(
          input: index == 0 ? input : workspace.outputs[index - 1].prefix(1),
          weights: layer.weights(parameters, ofPanel: panel),
          bias: layer.biases(parameters) + panel.lowerBound, function: .linear, parameter: 0,
          output: Matrix(base: result.base + panel.lowerBound, rows: 1, columns: panel.count),
          scratch: workspace.scratch)
      }
      return (0..<layer.outputCount).map { Double(result.base[$0]) }
    }
  }
}
