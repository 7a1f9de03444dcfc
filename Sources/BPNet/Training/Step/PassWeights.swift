/// The weights of the samples that go through a network together.
struct PassWeights {
  let weights: SampleWeights
  /// The samples, in the order of the pass.
  let rows: UnsafeBufferPointer<Int32>
  /// A power of 2 that brings the weights near 1, so that none is lost in the elements' range.
  let unit: Double

  /// The power of 2 that brings a sum of weights to at least 1 and below 2.
  static func unit(forSum sum: Double) -> Double {
    sum > 0 ? Double(sign: .plus, exponent: -max(sum.exponent, -1000), significand: 1) : 1
  }

  /// Some of the samples.
  @inline(__always)
  subscript(part: Range<Int>) -> PassWeights {
    PassWeights(weights: weights, rows: UnsafeBufferPointer(rebasing: rows[part]), unit: unit)
  }

  /// Multiplies each sample's error terms by its weight.
  ///
  /// A sample that does not count leaves none, whatever its loss.
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
  /// The sum of the loss over all rows, each times its weight where there are weights: that of the sample
  /// that `rows` names for it.
  @inline(__always)
  func sum(
    _ batch: OutputBatch<Element>, weights: SampleWeights?, rows: UnsafeBufferPointer<Int32>
  ) -> Double {
    guard let weights else { return sum(batch) }
    return FixedOrderSum.sumOneByOne(count: rows.count) { row in
      let weight = weights[rows[row]]
      return weight == 0 ? 0 : weight * sum(batch[row..<row + 1])
    }
  }
}
