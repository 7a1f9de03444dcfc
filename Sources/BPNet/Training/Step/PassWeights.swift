/// The weights of the samples of a pass.
struct PassWeights {
  let weights: SampleWeights
  /// The samples, in the order of the pass.
  let rows: UnsafeBufferPointer<Int32>
  /// A power of 2 that scales the weights to about 1, so that none underflows or overflows in the network's
  /// element type.
  let unit: Double

  /// The power of 2 that scales a sum of weights to at least 1 and below 2.
  static func unit(forSum sum: Double) -> Double {
    sum > 0 ? Double(sign: .plus, exponent: -max(sum.exponent, -1000), significand: 1) : 1
  }

  /// The weights of some of the samples.
  @inline(__always)
  subscript(part: Range<Int>) -> PassWeights {
    PassWeights(weights: weights, rows: UnsafeBufferPointer(rebasing: rows[part]), unit: unit)
  }

  /// Multiplies each sample's error terms by its weight.
  ///
  /// The error terms of a sample with weight 0 are set to 0, even where they are infinite or NaN.
  @inline(__always)
  func scale<Element: Scalar>(_ errors: Matrix<Element>) {
    for row in 0..<errors.rows {
      let (weight, errors, count) = (weights[rows[row]], errors.row(row), errors.columns)
      if weight == 0 {
        errors.update(repeating: 0, count: count)
      } else {
        let factor = Element(weight * unit)
        for column in 0..<count { errors[column] *= factor }
      }
    }
  }
}

extension LossRoutines {
  /// The sum of the loss over all rows, each multiplied by the weight of its sample if there are weights.
  ///
  /// - Parameter rows: the sample of each row of the batch.
  @inline(__always)
  func sum(
    _ batch: OutputBatch<Element>, weights: SampleWeights?, rows: UnsafeBufferPointer<Int32>,
    kernels: KernelSet
  ) -> Double {
    guard let weights else { return sum(batch, kernels) }
    return FixedOrderSum.sumOneByOne(count: rows.count) { row in
      let weight = weights[rows[row]]
      return weight == 0 ? 0 : weight * sum(batch[row..<row + 1], kernels)
    }
  }
}
