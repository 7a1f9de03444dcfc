extension Initializer {
  /// Distributes the active regions of a layer's neurons evenly over inputs in [−1, 1].
  ///
  /// The weights of a neuron have a random direction and the length 0.7 · a · fanOut^(1/fanIn). As the rule
  /// for biases, it spaces them evenly from minus that length to plus it, each with the sign of its neuron's
  /// first weight. The active region of tanh is [−2, 2], hence a = 1; that of the sigmoid with steepness t is
  /// [−4/t, 4/t], hence a = 2/t. A layer with another activation gets the weights of its recommended
  /// initialiser and biases of zero.
  ///
  /// Nguyen and Widrow, "Improving the Learning Speed of 2-Layer Neural Networks by Choosing Initial Values
  /// of the Adaptive Weights", 1990.
  public static let nguyenWidrow = Initializer(
    "nguyen-widrow",
    weights: { layer, generator in
      guard let length = neuronLength(layer) else {
        return layer.activation.recommendedInitializer.weights(layer, &generator)
      }
      var weights: [Double] = []
      weights.reserveCapacity(layer.fanIn * layer.fanOut)
      for _ in 0..<layer.fanOut {
        let direction = (0..<layer.fanIn).map { _ in 2 * generator.uniform() - 1 }
        let norm = FixedOrderSum.sum(count: direction.count) { direction[$0] * direction[$0] }.squareRoot()
        weights += direction.map { norm == 0 ? length : length * $0 / norm }
      }
      return weights
    },
    biases: { layer, count, weights, _ in
      guard let length = neuronLength(layer), count > 1 else {
        return [Double](repeating: 0, count: count)
      }
      return (0..<count).map { neuron in
        let bias = length * (2 * Double(neuron) / Double(count - 1) - 1)
        return weights[neuron * layer.fanIn] < 0 ? -bias : bias
      }
    })

  /// The length of a neuron's weights; nil for a layer whose activation has no active region.
  private static func neuronLength(_ layer: LayerShape) -> Double? {
    let spread = 0.7 * ReproducibleMath.pow(Double(layer.fanOut), 1 / Double(layer.fanIn))
    switch layer.activation.function {
    case .tanh: return spread
    case .sigmoid: return 2 * spread / layer.activation.parameter
    default: return nil
    }
  }
}
