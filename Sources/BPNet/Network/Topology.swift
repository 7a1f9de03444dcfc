extension Topology {
  /// Whether the neurons of a layer share a bias, and whether biases are trained.
  public enum BiasMode: String, CaseIterable, Codable, Sendable {
    /// A trained bias for each neuron.
    case each
    /// One trained bias for all neurons of the layer; its gradient is the sum of theirs.
    case shared
    /// A bias for each neuron that keeps its initial value.
    case frozen
    /// One bias for all neurons of the layer that keeps its initial value.
    case sharedFrozen = "shared-frozen"

    /// Whether the biases are not trained.
    public var isFrozen: Bool { self == .frozen || self == .sharedFrozen }
    /// Whether all neurons of a layer have the same bias.
    public var isShared: Bool { self == .shared || self == .sharedFrozen }
  }
}

/// One layer of neurons: f(W x + b).
public struct Layer: Hashable, Codable, Sendable {
  /// The number of neurons, each of which has one output.
  public var outputCount: Int
  /// The function of the net input.
  public var activation: Activation
  /// Whether biases are shared or frozen.
  public var bias: Topology.BiasMode

  /// A layer of `outputCount` neurons.
  public init(outputCount: Int, activation: Activation, bias: Topology.BiasMode = .each) {
    self.outputCount = outputCount
    self.activation = activation
    self.bias = bias
  }
}

/// The structure of a network: its number of inputs and its layers, from the first hidden one to the output.
public struct Topology: Hashable, Sendable {
  /// The maximum number of parameters, so that sizes in bytes cannot overflow.
  public static let maximumParameterCount = 1 << 40

  /// The number of inputs.
  public let inputCount: Int
  /// The layers; the last one is the output layer.
  ///
  /// Never empty.
  public let layers: [Layer]

  /// A network of `inputCount` inputs and the given layers.
  ///
  /// - Throws: `BPNetError.invalidArgument` if there is no layer, a size is below 1, softmax is not in the
  ///   output layer, or there are more than `maximumParameterCount` parameters.
  public init(inputCount: Int, layers: [Layer]) throws(BPNetError) {
    guard inputCount >= 1 else {
      throw .invalidArgument(name: "inputs", found: "\(inputCount)", expected: "at least 1")
    }
    guard !layers.isEmpty else {
      throw .invalidArgument(name: "layers", found: "none", expected: "at least one layer")
    }
    var parameterCount = 0
    var fanIn = inputCount
    for (index, layer) in layers.enumerated() {
      guard layer.outputCount >= 1 else {
        throw .invalidArgument(
          name: "layer \(index + 1)", found: "\(layer.outputCount) neurons", expected: "at least 1")
      }
      guard layer.activation != .softmax || index == layers.count - 1 else {
        throw .invalidArgument(
          name: "layer \(index + 1)", found: "softmax", expected: "softmax in the output layer only")
      }
      let (weights, overflow) = fanIn.multipliedReportingOverflow(by: layer.outputCount)
      guard !overflow, weights <= Topology.maximumParameterCount,
        layer.outputCount <= Topology.maximumParameterCount
      else {
        throw .invalidArgument(
          name: "layer \(index + 1)", found: "\(fanIn) × \(layer.outputCount) weights",
          expected: "at most \(Topology.maximumParameterCount) parameters in all")
      }
      parameterCount += weights + layer.outputCount + (layer.activation.initialSlope == nil ? 0 : 1)
      fanIn = layer.outputCount
    }
    guard parameterCount <= Topology.maximumParameterCount else {
      throw .invalidArgument(
        name: "layers", found: "\(parameterCount) parameters",
        expected: "at most \(Topology.maximumParameterCount)")
    }
    self.inputCount = inputCount
    self.layers = layers
  }

  /// The number of outputs.
  public var outputCount: Int { layers[layers.count - 1].outputCount }

  /// The activation of the output layer.
  public var outputActivation: Activation { layers[layers.count - 1].activation }

  /// The number of inputs of layer `index`, counted from 0.
  public func inputCount(ofLayer index: Int) -> Int {
    index == 0 ? inputCount : layers[index - 1].outputCount
  }

  /// The number of weights, biases and trained slopes.
  public var parameterCount: Int {
    layers.indices.reduce(slopeCount) { $0 + (inputCount(ofLayer: $1) + 1) * layers[$1].outputCount }
  }

  /// The number of layers that train a slope.
  var slopeCount: Int {
    layers.count { $0.activation.initialSlope != nil }
  }

  /// The floating-point operations of training on one sample: 2·Σ in·out·(2 for the first layer, which has
  /// no layer below it to propagate errors to, 3 for the others).
  public var trainingOperationsPerSample: Int {
    layers.indices.reduce(0) { $0 + 2 * inputCount(ofLayer: $1) * layers[$1].outputCount * ($1 == 0 ? 2 : 3) }
  }

  /// The floating-point operations of the forward pass of one sample.
  var forwardOperationsPerSample: Int {
    layers.indices.reduce(0) { $0 + 2 * inputCount(ofLayer: $1) * layers[$1].outputCount }
  }
}

extension Topology {
  /// Checks that errors can be propagated through every layer, and that the outputs depend on the weights.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `activation` or, for the output layer, `output`.
  func checkTrainable() throws(BPNetError) {
    for (index, layer) in layers.enumerated() where !layer.activation.isTrainable {
      throw .invalidArgument(
        name: index == layers.count - 1 ? "outputActivation" : "activations",
        found: "\(layer.activation) in training",
        expected: "a function with a derivative; \(layer.activation) is for prediction only")
    }
    if outputActivation == .softmax, outputCount == 1 {
      throw .invalidArgument(
        name: "outputActivation", found: "softmax with one output, which is 1 whatever the weights",
        expected: "another function, or two outputs or more")
    }
  }
}

extension Topology: CustomStringConvertible {
  /// The sizes from the inputs to the outputs, like `64-32-10`.
  public var description: String {
    ([inputCount] + layers.map(\.outputCount)).map(String.init).joined(separator: "-")
  }
}
