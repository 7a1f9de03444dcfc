/// The Brier score of class probabilities: the mean over samples of Σ (p − y)², where y is 1 for the sample's
/// class and 0 for the others.
///
/// It is at most 2 for a sample, so no sample decides alone. Source: G. W. Brier, Verification of forecasts
/// expressed in terms of probability, Monthly Weather Review 78 (1950).
enum BrierScore {
  /// The mean, weighted if there are `weights`; 0 if these are all 0.
  ///
  /// - Parameters:
  ///   - outputs: the probabilities, whose sum is 1 for each sample.
  ///   - actual: the class of each sample.
  static func value(outputs: ClassOutputs, actual: [Int], weights: SampleWeights? = nil) -> Double {
    let sum = FixedOrderSum.sum(count: actual.count) { sample in
      let squares = (0..<outputs.classCount).reduce(0.0) { sum, index in
        let error = outputs[sample, index] - (index == actual[sample] ? 1 : 0)
        return sum + error * error
      }
      return (weights?[Int32(sample)] ?? 1) * squares
    }
    let total = weights?.sum ?? Double(actual.count)
    return total > 0 ? sum / total : 0
  }
}
