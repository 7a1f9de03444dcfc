/// A rule for the initial values of weights or biases.
///
/// To add one: a file with a static member and its `Entry`, and a line in `registry`. A program defines its
/// own with `init(_:value:)`.
public struct Initializer: NamedChoice {
  /// The rules that the library knows.
  public static let registry = Registry<Initializer>([
    Entry(.xavier),
    Entry(.he),
    Entry(.leCun),
    Entry(.nguyenWidrow),
    gaussianEntry,
    uniformEntry,
    constantEntry,
    Entry(.zeros),
  ])

  /// `init`.
  public static let argumentName = "init"

  /// `NAME` or `NAME:NUMBERS`, as `init(parsing:label:extensions:)` reads it.
  public let description: String
  /// The weights of a layer, `[out][in]`.
  let weights: @Sendable (_ layer: LayerShape, _ generator: inout RandomGenerator) -> [Double]
  /// The biases of a layer, given its weights: `count` of them, 1 for a shared bias.
  let biases:
    @Sendable (
      _ layer: LayerShape, _ count: Int, _ weights: [Double], _ generator: inout RandomGenerator
    ) -> [Double]

  /// The layer that values are drawn for.
  struct LayerShape {
    let fanIn: Int
    let fanOut: Int
    let activation: Activation
  }

  /// A rule of the caller's own, which is called once for each value, in the order `[out][in]`.
  ///
  /// - Parameters:
  ///   - description: the rule's text: a name, and all numbers that distinguish it from others of the name. A
  ///     model's file has nothing but this text.
  ///   - value: draws one value.
  /// - Precondition: the library has no rule of this name.
  public init(
    _ description: String,
    value: @escaping @Sendable (_ fanIn: Int, _ fanOut: Int, _ generator: inout RandomGenerator) -> Double
  ) {
    Initializer.checkIsNew(description)
    self.init(known: description, value: value)
  }

  /// A rule of the library, which is called once for each value, in the order `[out][in]`.
  init(
    known description: String,
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

  /// Whether both have the same text.
  public static func == (first: Initializer, second: Initializer) -> Bool {
    first.description == second.description
  }

  /// Hashes the text.
  public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

extension Activation {
  /// The initialiser that preserves the variance of signals through a layer of this activation: He for ReLU
  /// and its variants, Xavier for the others.
  public var recommendedInitializer: Initializer {
    isRectifier ? .he : .xavier
  }
}

extension Network {
  /// Draws new weights and biases, and resets slopes to their initial values.
  ///
  /// Values are drawn layer by layer in the order `[out][in]`. Each layer has its own stream of random
  /// numbers, so values depend neither on the precision (except for rounding) nor on other layers. A shared
  /// bias is drawn once for its layer.
  ///
  /// - Parameters:
  ///   - weights: the rule for weights; nil means each layer's `Activation.recommendedInitializer`.
  ///   - biases: the rule for biases.
  ///   - seed: the seed of the random numbers.
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
