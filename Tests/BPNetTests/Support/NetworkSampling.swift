@testable import BPNet

/// A network, with the data and the loss that go with it.
struct SampledProblem: CustomStringConvertible {
  let topology: Topology
  let loss: Loss
  let weightSeed: UInt64
  let inputs: [Double]
  let targets: Targets

  enum Targets {
    case values([Double])
    case classes([Int])
  }

  var rowCount: Int { inputs.count / topology.inputCount }

  var description: String {
    let layers = topology.layers.map { "\($0.outputCount) \($0.activation) \($0.bias.rawValue)" }
    return "\(topology.inputCount) → \(layers.joined(separator: " → ")), \(loss.name), \(rowCount) rows"
  }

  /// The network with its initial weights and biases.
  func network<Element: Scalar>(as _: Element.Type, kernels: KernelSet) -> Network<Element> {
    var network = Network<Element>(topology: topology, kernels: kernels)
    network.initialize(
      weights: .leCun, biases: .uniform(low: -0.5, high: 0.5), seed: weightSeed)
    return network
  }

  func network<Element: Scalar>(as type: Element.Type) throws -> Network<Element> {
    network(as: type, kernels: try KernelSet.selected())
  }

  func data<Element: Scalar>(as _: Element.Type) throws -> Dataset<Element> {
    let inputs = inputs.map { Element($0) }
    switch targets {
    case .values(let values):
      return try Dataset(
        inputs: inputs, inputCount: topology.inputCount, targets: values.map { Element($0) },
        outputCount: topology.outputCount)
    case .classes(let classes):
      return try Dataset(
        inputs: inputs, inputCount: topology.inputCount, classes: classes, classCount: topology.outputCount)
    }
  }

  /// The targets as rows of numbers.
  var targetRows: [[Double]] {
    switch targets {
    case .values(let values): values.chunks(of: topology.outputCount)
    case .classes(let classes):
      classes.map { number in (0..<topology.outputCount).map { $0 == number ? 1 : 0 } }
    }
  }

  var inputRows: [[Double]] { inputs.chunks(of: topology.inputCount) }
}

extension SampledProblem {
  /// What `init(seed:)` draws from.
  struct Choices {
    var hidden: [Activation] = [
      .sigmoid(), .sigmoid(steepness: 0.7), .tanh, .relu, .linear, .leakyReLU(), .elu(alpha: 0.6), .softplus,
      .gelu, .geluTanh, .silu,
    ]
    var hiddenLayers = 0...3
    var sizes = 1...20
    var rows = 1...70
    var biases = Topology.BiasMode.allCases
  }

  /// The output activations that each loss is defined for.
  static func outputActivations(for loss: Loss) -> [Activation] {
    let all: [Activation] = [
      .linear, .sigmoid(), .sigmoid(steepness: 1.8), .tanh, .relu, .leakyReLU(slope: 0.2), .elu(), .softplus,
      .gelu, .geluTanh, .silu, .softmax,
    ]
    return all.filter { (try? loss.check(output: $0)) != nil }
  }

  /// A random problem; the same seed gives the same one.
  init(seed: UInt64, loss: Loss? = nil, output: Activation? = nil, choices: Choices = Choices()) throws {
    var generator = RandomGenerator(seed: seed, stream: 0)
    let loss = loss ?? generator.element(of: Loss.registry.defaultValues)
    let last = output ?? generator.element(of: SampledProblem.outputActivations(for: loss))
    var layers = (0..<generator.element(of: Array(choices.hiddenLayers))).map { _ in
      Layer(
        outputCount: generator.element(of: Array(choices.sizes)),
        activation: generator.element(of: choices.hidden), bias: generator.element(of: choices.biases))
    }
    // One softmax output is always 1.
    let lastSizes = Array(choices.sizes).map { last == .softmax ? Swift.max($0, 2) : $0 }
    layers.append(
      Layer(
        outputCount: generator.element(of: lastSizes), activation: last,
        bias: generator.element(of: choices.biases)))
    let topology = try Topology(inputCount: generator.element(of: Array(choices.sizes)), layers: layers)
    let rows = generator.element(of: Array(choices.rows))
    self.topology = topology
    self.loss = loss
    self.weightSeed = seed
    self.inputs = (0..<rows * topology.inputCount).map { _ in generator.gaussian() }
    self.targets =
      generator.uniform(below: 3) == 0
      ? .classes((0..<rows).map { _ in generator.uniform(below: topology.outputCount) })
      : .values((0..<rows * topology.outputCount).map { _ in generator.uniform() })
  }
}

extension RandomGenerator {
  mutating func element<Value>(of values: [Value]) -> Value {
    values[uniform(below: values.count)]
  }
}

extension Array {
  /// Rows of `size` elements.
  func chunks(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<$0 + size]) }
  }
}
