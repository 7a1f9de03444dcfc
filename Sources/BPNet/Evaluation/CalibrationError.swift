/// The expected calibration error: how far the probabilities of predicted classes are from how often these
/// are right, Σ nₖ/n · |accuracyₖ − confidenceₖ| over bins.
///
/// A sample's confidence is the largest of its outputs, divided by their sum. There are 15 bins of equal
/// width, ((k − 1)/15, k/15]. Source: Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural
/// Networks", ICML 2017.
enum CalibrationError {
  static let binCount = 15

  /// The error; NaN if an output is below 0, or all outputs of a sample are 0.
  static func value(outputs: ClassOutputs, actual: [Int]) -> Double {
    var hits = [Int](repeating: 0, count: binCount)
    var confidences = [Double](repeating: 0, count: binCount)
    for (sample, truth) in actual.enumerated() {
      let predicted = outputs.predictedClass(sample: sample)
      var (total, isProbability) = (0.0, true)
      for index in 0..<outputs.classCount {
        total += outputs[sample, index]
        if !(outputs[sample, index] >= 0) { isProbability = false }
      }
      guard isProbability, total > 0, total.isFinite else { return .nan }
      let confidence = outputs[sample, predicted] / total
      let bin = min(max(Int((confidence * Double(binCount)).rounded(.up)) - 1, 0), binCount - 1)
      confidences[bin] += confidence
      if predicted == truth { hits[bin] += 1 }
    }
    // nₖ · |accuracyₖ − confidenceₖ| is |hits − Σ confidences|.
    return (0..<binCount).reduce(0) { $0 + (Double(hits[$1]) - confidences[$1]).magnitude }
      / Double(actual.count)
  }
}
