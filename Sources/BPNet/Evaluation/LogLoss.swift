/// The mean over samples of −log p, where p is the predicted probability of the sample's class.
///
/// The outputs of a sample are divided by their sum, so it is defined for sigmoid outputs too. p is at least
/// 2⁻⁵², as in scikit-learn with 64-bit numbers, so that a single wrong prediction with probability 1 does
/// not make the mean infinite.
enum LogLoss {
  /// The mean; NaN if an output is below 0, or all outputs of a sample are 0.
  static func value(outputs: ClassOutputs, actual: [Int]) -> Double {
    outputs.withRows { row in
      mean(ofTerms: actual.indices.map { term(row($0), classCount: outputs.classCount, truth: actual[$0]) })
    }
  }

  /// The mean of the samples' terms.
  static func mean(ofTerms terms: [Double]) -> Double {
    FixedOrderSum.sum(count: terms.count) { terms[$0] } / Double(terms.count)
  }

  /// −log p of one sample's outputs, p being 0 for a class without one; NaN if they are no probabilities.
  static func term(_ outputs: UnsafePointer<Double>, classCount: Int, truth: Int) -> Double {
    var total = 0.0
    var isProbability = true
    for index in 0..<classCount {
      total += outputs[index]
      if outputs[index] < 0 { isProbability = false }
    }
    guard isProbability, total > 0 else { return .nan }
    let probability = truth < classCount ? outputs[truth] / total : 0
    return -ReproducibleMath.log(min(max(probability, Double.ulpOfOne), 1))
  }
}
