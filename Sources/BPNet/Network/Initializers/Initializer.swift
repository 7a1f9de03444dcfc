/// A rule for the first values of weights or biases.
///
/// To add one: a file with a static member and its `Entry`, and the entry's line in `Initializer.registry`.
public struct Initializer: Sendable, CustomStringConvertible {
  /// `NAME` or `NAME:ARGUMENTS`, as `init(parsing:)` reads it.
  public let description: String
  /// The weights of a layer, `[out][in]`.
  let weights: @Sendable (_ layer: LayerShape, _ generator: inout RandomGenerator) -> [Double]
  /// The biases of a layer whose weights are drawn: one, or one a neuron.
  let biases:
    @Sendable (
      _ layer: LayerShape, _ count: Int, _ weights: [Double], _ generator: inout RandomGenerator
    ) -> [Double]

  /// What a rule may go by.
  struct LayerShape {
    let fanIn: Int
    let fanOut: Int
    let activation: Activation
  }

  /// A rule that is called once for each value, in the order `[out][in]`.
  public init(
    _ description: String,
    value: @escaping @Sendable (_ fanIn: Int, _ fanOut: Int, _ generator: inout RandomGenerator) -> Double
  ) {
    self.init(
      description,
      weights: { layer, generator in
        (0..<layer.fanIn * layer.fanOut).map { _ in value(layer.fanIn, layer.fanOut, &generator) }
      },
      biases: { layer, count, _, generator in
        (0..<count).map { _ in value(layer.fanIn, layer.fanOut, &generator) }
      })
  }

  /// A rule that draws the values of a layer together.
  init(
    _ description: String,
    weights: @escaping @Sendable (_ layer: LayerShape, _ generator: inout RandomGenerator) -> [Double],
    biases:
      @escaping @Sendable (
        _ layer: LayerShape, _ count: Int, _ weights: [Double], _ generator: inout RandomGenerator
      ) -> [Double]
  ) {
    self.description = description
    self.weights = weights
    self.biases = biases
  }

  /// What the registry says of one rule.
  struct Entry: Sendable {
    let name: String
    /// The numbers that may follow the name, for messages; empty if there are none.
    var usage = ""
    /// Builds the rule, or nil if the arguments are not what `usage` says.
    let make: @Sendable ([Double]) -> Initializer?
  }

  static let registry: [Entry] = [
    xavierEntry, heEntry, leCunEntry, nguyenWidrowEntry, gaussianEntry, uniformEntry, constantEntry,
    zerosEntry,
  ]

  /// The names that `init(parsing:)` knows.
  public static var names: [String] { registry.map(\.name) }

  /// Reads `NAME` or `NAME:ARGUMENTS`.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `label`.
  public init(parsing text: String, label: String = "init") throws(BPNetError) {
    let specification = try NamedSpecification(parsing: text, names: Initializer.names, label: label)
    let entry = Initializer.registry.first { $0.name == specification.name }
    guard let made = entry?.make(specification.arguments) else {
      let usage = entry.map { $0.usage.isEmpty ? $0.name : "\($0.name):\($0.usage)" } ?? ""
      throw .invalidArgument(name: label, found: "\"\(text)\"", expected: usage)
    }
    self = made
  }
}

extension Activation {
  /// The initialiser that keeps the variance of signals through a layer of this activation: He for ReLU and its
  /// kin, Xavier for the others.
  public var recommendedInitializer: Initializer {
    isRectifier ? .he : .xavier
  }
}

extension Network {
  /// Draws new weights and biases, and gives slopes their first values.
  ///
  /// Values are drawn layer by layer in the order `[out][in]`, from a stream of random numbers of each
  /// layer's own, so they do not depend on the precision (but for rounding) nor on the other layers. A
  /// shared bias is drawn once for its layer.
  ///
  /// - Parameters:
  ///   - weights: the rule for weights; nil means each layer's `Activation.recommendedInitializer`.
  ///   - biases: the rule for biases.
  ///   - seed: what the values depend on.
  public mutating func initialize(
    weights: Initializer? = nil, biases: Initializer = .zeros, seed: UInt64
  ) {
    for index in topology.layers.indices {
      let layer = topology.layers[index]
      let shape = Initializer.LayerShape(
        fanIn: topology.inputCount(ofLayer: index), fanOut: layer.outputCount, activation: layer.activation)
      let rule = weights ?? layer.activation.recommendedInitializer
      var generator = RandomGenerator(seed: seed, stream: RandomStream.weights(layer: index))
      let drawnWeights = rule.weights(shape, &generator)
      setWeights(drawnWeights.map { Element($0) }, ofLayer: index)
      generator = RandomGenerator(seed: seed, stream: RandomStream.biases(layer: index))
      let drawn = biases.biases(shape, layer.bias.isShared ? 1 : layer.outputCount, drawnWeights, &generator)
      setBiases((0..<layer.outputCount).map { Element(drawn[$0 % drawn.count]) }, ofLayer: index)
    }
    resetSlopes()
  }
}
