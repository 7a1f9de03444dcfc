extension Metrics {
  /// The metrics of predictions of several labels that do not exclude each other.
  ///
  /// A label is a column of two values; precision and recall are those of the second one.
  public struct MultiLabel: Sendable, Equatable {
    /// The fraction of samples for which all labels are predicted correctly.
    public let subsetAccuracy: Double
    /// The fraction of labels that are predicted correctly, over all samples.
    public let hammingAccuracy: Double
    /// The mean over samples and labels of −log p, with the predicted probability p of the true value; NaN if
    /// outputs are not probabilities.
    public let logLoss: Double
    /// The metrics of each label; all NaN for one that neither occurs nor was predicted.
    public let labels: [Metrics.PerClass]
    /// The fraction of samples for which each label is predicted correctly.
    public let accuracies: [Double]
    /// The micro average: the metrics of the labels' summed true positives, false positives and false
    /// negatives.
    public let microAverage: Metrics.PerClass

    /// The number of samples with a label that is none of the known ones: it is a wrong answer.
    public private(set) var unknownCount = 0

    /// The fraction of labels that are predicted wrongly, over all samples.
    public var hammingLoss: Double { 1 - hammingAccuracy }

    /// The macro average: the mean over the labels, without those that neither occur nor were predicted.
    public var macroAverage: Metrics.PerClass { Metrics.PerClass(averageOf: labels) { _ in 1 } }

    /// Compares predicted with true labels, 0 or 1, or 2 for one that is neither, all `[samples][labels]`.
    ///
    /// - Parameter probabilities: the predicted probabilities of label 1.
    /// - Precondition: there is at least one sample.
    public init(probabilities: [Double], predicted: [Int], actual: [Int], labelCount: Int) {
      precondition(
        !actual.isEmpty && actual.count.isMultiple(of: labelCount) && predicted.count == actual.count
          && probabilities.count == actual.count, "one prediction for each label")
      let sampleCount = actual.count / labelCount
      func column(_ values: [Int], _ label: Int) -> [Int] {
        (0..<sampleCount).map { values[$0 * labelCount + label] }
      }
      let matrices = (0..<labelCount).map {
        Metrics.ConfusionMatrix(
          predicted: column(predicted, $0), actual: column(actual, $0), classCount: 2, unknownCount: 1)
      }
      labels = matrices.map { Metrics.PerClass(ofClass: 1, in: $0) }
      accuracies = matrices.map(\.accuracy)
      let whole = Metrics.ConfusionMatrix(
        predicted: predicted, actual: actual, classCount: 2, unknownCount: 1)
      microAverage = Metrics.PerClass(ofClass: 1, in: whole)
      hammingAccuracy = whole.accuracy
      let exact = (0..<sampleCount).count { sample in
        (sample * labelCount..<(sample + 1) * labelCount).allSatisfy { predicted[$0] == actual[$0] }
      }
      subsetAccuracy = Double(exact) / Double(sampleCount)
      unknownCount = (0..<sampleCount).count { sample in
        actual[sample * labelCount..<(sample + 1) * labelCount].contains(2)
      }
      logLoss = LogLoss.value(
        outputs: ClassOutputs(values: probabilities.flatMap { [1 - $0, $0] }, classCount: 2), actual: actual)
    }
  }
}
