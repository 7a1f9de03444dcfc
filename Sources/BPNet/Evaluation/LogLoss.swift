/// The mean over samples of −log p, where p is the predicted probability of the sample's class.
///
/// The outputs of a sample are divided by their sum, so it is defined for sigmoid outputs too. p is at least
/// 2⁻⁵², as in scikit-learn with 64-bit numbers, so that a single wrong prediction with probability 1 does
/// not make the mean infinite.
enum LogLoss {
  /// The mean; NaN if an output is below 0, or all outputs of a sample are 0.
  static func value(outputs: ClassOutputs, actual: [Int]) -> Double {
    let sum = FixedOrderSum.sum(count: actual.count) { sample in
      var total = 0.0
      var isProbability = true
      for index in 0..<outputs.classCount {
        total += outputs[sample, index]
        if outputs[sample, index] < 0 { isProbability = false }
      }
      guard isProbability, total > 0 else { return .nan }
      let probability = outputs[sample, actual[sample]] / total
      return -ReproducibleMath.log(min(max(probability, Double.ulpOfOne), 1))
    }
    return sum / Double(actual.count)
  }
}
