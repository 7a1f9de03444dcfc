/// The parameters of a network that training changes, as one vector of doubles: what a method for full batches works
/// on.
///
/// Layer by layer, weights `[in][out]` before biases, without gaps. What is frozen is left out, and one bias for all
/// neurons of a layer is one number.
struct TrainedParameters: Sendable {
  /// Parameters that follow each other both in the network's buffer and in the vector.
  struct Run: Sendable {
    let layer: Int
    let areWeights: Bool
    /// Where they lie in the vector.
    let range: Range<Int>
    /// Where they begin in the network's buffer.
    let offset: Int
    /// The places in the buffer that each number stands for: 1, or for a shared bias the layer's neurons.
    let copies: Int
  }

  let runs: [Run]
  /// The length of the vector.
  let count: Int

  /// All parameters of a network but the frozen biases and the layers `frozenLayers`, counted from 0.
  init(_ layout: ParameterLayout, frozenLayers: Set<Int> = []) {
    var runs: [Run] = []
    var count = 0
    for (index, layer) in layout.layers.enumerated() where !frozenLayers.contains(index) {
      runs.append(
        Run(
          layer: index, areWeights: true, range: count..<count + layer.weightCount,
          offset: layer.weightOffset, copies: 1))
      count += layer.weightCount
      guard !layer.bias.isFrozen else { continue }
      let biasCount = layer.bias.isShared ? 1 : layer.outputCount
      runs.append(
        Run(
          layer: index, areWeights: false, range: count..<count + biasCount, offset: layer.biasOffset,
          copies: layer.bias.isShared ? layer.outputCount : 1))
      count += biasCount
    }
    self.runs = runs
    self.count = count
  }

  /// Copies numbers laid out as a network's parameters to the vector; of a shared bias's, the first.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func pack<Element: Scalar>(
    _ parameters: UnsafeMutablePointer<Element>, into vector: UnsafeMutablePointer<Double>
  ) {
    for run in runs {
      let (source, destination) = (parameters + run.offset, vector + run.range.lowerBound)
      for index in 0..<run.range.count { destination[index] = Double(source[index]) }
    }
  }

  /// Copies the vector to where the parameters of a network lie, rounded to the network's type.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func unpack<Element: Scalar>(
    _ vector: UnsafePointer<Double>, into parameters: UnsafeMutablePointer<Element>
  ) {
    for run in runs {
      let (source, destination) = (vector + run.range.lowerBound, parameters + run.offset)
      if run.copies > 1 {
        destination.update(repeating: Element(source[0]), count: run.copies)
      } else {
        for index in 0..<run.range.count { destination[index] = Element(source[index]) }
      }
    }
  }
}

/// The penalty ½ λ Σ w² on the trained weights; biases are free of it.
struct WeightPenalty {
  let parameters: TrainedParameters
  /// λ.
  let decay: Double

  /// ½ λ Σ w².
  func value(_ vector: UnsafePointer<Double>) -> Double {
    guard decay != 0 else { return 0 }
    let squares = parameters.runs.reduce(0.0) { sum, run in
      guard run.areWeights else { return sum }
      return sum
        + FixedOrderSum.sumOfSquares(
          UnsafeBufferPointer(start: vector + run.range.lowerBound, count: run.range.count))
    }
    return 0.5 * decay * squares
  }

  /// Adds λ w to the gradient.
  func addGradient(_ vector: UnsafePointer<Double>, to gradient: UnsafeMutablePointer<Double>) {
    forEachWeight { gradient[$0] += decay * vector[$0] }
  }

  /// Adds λ to the diagonal of a Hessian of `parameters.count` rows.
  func addHessian(to hessian: UnsafeMutablePointer<Double>) {
    forEachWeight { hessian[$0 * (parameters.count + 1)] += decay }
  }

  private func forEachWeight(_ body: (Int) -> Void) {
    guard decay != 0 else { return }
    for run in parameters.runs where run.areWeights {
      for index in run.range { body(index) }
    }
  }
}
