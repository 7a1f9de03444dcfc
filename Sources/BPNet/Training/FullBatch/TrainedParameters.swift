/// The parameters of a network that training changes, as one vector of doubles: what a method for full
/// batches works on.
///
/// Layer by layer, weights `[in][out]` before biases, and these before the slope, without gaps. What is
/// frozen is left out, and one bias for all neurons of a layer is one number.
struct TrainedParameters: Sendable {
  /// Parameters that follow each other both in the network's buffer and in the vector.
  struct Run: Sendable {
    let layer: Int
    let kind: Kind
    /// Where they lie in the vector.
    let range: Range<Int>
    /// Where they begin in the network's buffer.
    let offset: Int
    /// The places in the buffer that each number stands for: 1, or for a shared bias the layer's neurons.
    let copies: Int
  }

  /// What the parameters of a run are to their layer.
  enum Kind {
    case weights
    case biases
    case slope
  }

  let runs: [Run]
  /// The length of the vector.
  let count: Int

  /// All parameters of a network but the frozen biases and the layers `frozenLayers`, counted from 0.
  init(_ layout: ParameterLayout, frozenLayers: Set<Int> = []) {
    var runs: [Run] = []
    var count = 0
    func append(_ kind: Kind, ofLayer layer: Int, _ length: Int, at offset: Int, copies: Int = 1) {
      guard length > 0 else { return }
      runs.append(
        Run(layer: layer, kind: kind, range: count..<count + length, offset: offset, copies: copies))
      count += length
    }
    for (index, layer) in layout.layers.enumerated() where !frozenLayers.contains(index) {
      append(.weights, ofLayer: index, layer.weightCount, at: layer.weightOffset)
      if layer.bias.isShared, !layer.bias.isFrozen {
        append(.biases, ofLayer: index, 1, at: layer.biasOffset, copies: layer.outputCount)
      } else if !layer.bias.isFrozen {
        append(.biases, ofLayer: index, layer.outputCount, at: layer.biasOffset)
      }
      append(.slope, ofLayer: index, layer.slopeCount, at: layer.slopeOffset)
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

/// The penalty ½ λ Σ w² on the trained weights; biases and slopes are free of it.
struct WeightPenalty {
  let parameters: TrainedParameters
  /// λ.
  let decay: Double

  /// ½ λ Σ w².
  func value(_ vector: UnsafePointer<Double>) -> Double {
    guard decay != 0 else { return 0 }
    let squares = parameters.runs.reduce(0.0) { sum, run in
      guard run.kind == .weights else { return sum }
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
    for run in parameters.runs where run.kind == .weights {
      for index in run.range { body(index) }
    }
  }
}
