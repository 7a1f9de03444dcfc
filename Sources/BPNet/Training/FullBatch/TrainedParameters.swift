/// The map between a network's parameters and the vector of doubles that a full-batch method optimises.
///
/// The vector has the trained parameters without gaps, layer by layer: weights `[in][out]`, biases, slope.
/// Frozen parameters are left out, and a bias that all neurons of a layer share is one number.
struct TrainedParameters: Sendable {
  /// Parameters that are consecutive in the vector and, but for weights in panels or with gaps, in the
  /// network's buffer.
  struct Segment: Sendable {
    let layer: Int
    let kind: Kind
    /// Their indices in the vector.
    let range: Range<Int>
    /// The index of the first in the network's buffer.
    let offset: Int
    /// The copies of each number in the buffer: 1, or for a shared bias one for each neuron of the layer.
    let copies: Int
    /// The layer if these are its weights and lie in several runs.
    let runs: ParameterLayout.Layer?
  }

  /// The kind of a segment's parameters.
  enum Kind {
    case weights
    case biases
    case slope
  }

  let segments: [Segment]
  /// The length of the vector.
  let count: Int

  /// All parameters except frozen biases and those of the layers `frozenLayers`, counted from 0.
  init(_ layout: ParameterLayout, frozenLayers: Set<Int> = []) {
    var segments: [Segment] = []
    var count = 0
    func append(_ kind: Kind, ofLayer layer: Int, _ length: Int, at offset: Int, copies: Int = 1) {
      guard length > 0 else { return }
      let hasRuns = kind == .weights && !layout.layers[layer].isContiguous
      segments.append(
        Segment(
          layer: layer, kind: kind, range: count..<count + length, offset: offset, copies: copies,
          runs: hasRuns ? layout.layers[layer] : nil))
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
    self.segments = segments
    self.count = count
  }

  /// Copies numbers that are laid out as a network's parameters to the vector; for a shared bias, its first
  /// copy.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func pack<Element: Scalar>(
    _ parameters: UnsafeMutablePointer<Element>, into vector: UnsafeMutablePointer<Double>
  ) {
    for segment in segments {
      var destination = vector + segment.range.lowerBound
      segment.forEachRun { offset, count in
        let source = parameters + offset
        for index in 0..<count { destination[index] = Double(source[index]) }
        destination += count
      }
    }
  }

  /// Copies the vector to a network's parameters, rounded to the network's type.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func unpack<Element: Scalar>(
    _ vector: UnsafePointer<Double>, into parameters: UnsafeMutablePointer<Element>
  ) {
    for segment in segments {
      var source = vector + segment.range.lowerBound
      if segment.copies > 1 {
        (parameters + segment.offset).update(repeating: Element(source[0]), count: segment.copies)
        continue
      }
      segment.forEachRun { offset, count in
        let destination = parameters + offset
        for index in 0..<count { destination[index] = Element(source[index]) }
        source += count
      }
    }
  }
}

extension TrainedParameters.Segment {
  /// Calls `body` with runs of parameters that are consecutive in the network's buffer too, in the order of
  /// the vector.
  @inline(__always)
  fileprivate func forEachRun(_ body: (_ offset: Int, _ count: Int) -> Void) {
    if let runs { runs.forEachWeightRun(body) } else { body(offset, range.count) }
  }
}

/// The penalty ½ λ Σ w² on the trained weights; biases and slopes are not penalised.
struct WeightPenalty {
  let parameters: TrainedParameters
  /// λ.
  let decay: Double

  /// ½ λ Σ w².
  func value(_ vector: UnsafePointer<Double>) -> Double {
    guard decay != 0 else { return 0 }
    let squares = parameters.segments.reduce(0.0) { sum, segment in
      guard segment.kind == .weights else { return sum }
      return sum
        + FixedOrderSum.sumOfSquares(
          UnsafeBufferPointer(start: vector + segment.range.lowerBound, count: segment.range.count))
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
    for segment in parameters.segments where segment.kind == .weights {
      for index in segment.range { body(index) }
    }
  }
}
