/// The expected calibration error: how far the probabilities of predicted classes are from how often these
/// are right, Σ nₖ/n · |accuracyₖ − confidenceₖ| over bins.
///
/// A sample's confidence is the largest of its outputs, divided by their sum. There are 15 bins of equal
/// width, ((k − 1)/15, k/15]. Source: Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural
/// Networks", ICML 2017.
struct CalibrationError {
  static let binCount = 15

  private var hits = [Int](repeating: 0, count: binCount)
  private var confidences = [Double](repeating: 0, count: binCount)
  private var sampleCount = 0
  private var isDefined = true

  /// Takes in the outputs for one sample.
  mutating func add(_ outputs: UnsafePointer<Double>, classCount: Int, predicted: Int, truth: Int) {
    sampleCount += 1
    var (total, isProbability) = (0.0, true)
    for index in 0..<classCount {
      total += outputs[index]
      if !(outputs[index] >= 0) { isProbability = false }
    }
    guard isProbability, total > 0, total.isFinite else {
      isDefined = false
      return
    }
    let confidence = outputs[predicted] / total
    let bin = min(
      max(Int((confidence * Double(Self.binCount)).rounded(.up)) - 1, 0), Self.binCount - 1)
    confidences[bin] += confidence
    if predicted == truth { hits[bin] += 1 }
  }

  /// The error over the samples; NaN if an output is below 0, or all outputs of a sample are 0.
  var value: Double {
    guard isDefined else { return .nan }
    // nₖ · |accuracyₖ − confidenceₖ| is |hits − Σ confidences|.
    return (0..<Self.binCount).reduce(0) { $0 + (Double(hits[$1]) - confidences[$1]).magnitude }
      / Double(sampleCount)
  }
}
