/// A rule for the first values of weights or biases.
///
/// To add one: a file with a static member and its `Entry`, and the entry's line in `Initializer.registry`.
public struct Initializer: Sendable, CustomStringConvertible {
  /// `NAME` or `NAME:ARGUMENTS`, as `init(parsing:)` reads it.
  public let description: String
  /// The next value for a layer of `fanIn` inputs and `fanOut` outputs.
  let value: @Sendable (_ fanIn: Int, _ fanOut: Int, _ generator: inout RandomGenerator) -> Double

  /// A rule that is called once for each value, in the order `[out][in]`.
  public init(
    _ description: String,
    value: @escaping @Sendable (_ fanIn: Int, _ fanOut: Int, _ generator: inout RandomGenerator) -> Double
  ) {
    self.description = description
    self.value = value
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
    xavierEntry, heEntry, leCunEntry, gaussianEntry, uniformEntry, constantEntry, zerosEntry,
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
  /// Draws new weights and biases.
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
      let fanIn = topology.inputCount(ofLayer: index)
      let rule = weights ?? layer.activation.recommendedInitializer
      var generator = RandomGenerator(seed: seed, stream: RandomStream.weights(layer: index))
      setWeights(
        (0..<fanIn * layer.outputCount).map { _ in Element(rule.value(fanIn, layer.outputCount, &generator))
        },
        ofLayer: index)
      generator = RandomGenerator(seed: seed, stream: RandomStream.biases(layer: index))
      let drawn = (0..<(layer.bias.isShared ? 1 : layer.outputCount)).map { _ in
        Element(biases.value(fanIn, layer.outputCount, &generator))
      }
      setBiases((0..<layer.outputCount).map { drawn[$0 % drawn.count] }, ofLayer: index)
    }
  }
}
