/// How good predicted labels are, where a sample has several of them that do not exclude each other.
///
/// A label is a column of two values; precision and recall are those of the second one.
public struct MultiLabelMetrics: Sendable, Equatable {
  /// The share of samples all of whose labels are right.
  public let subsetAccuracy: Double
  /// The share of labels that are right, over all samples.
  public let hammingAccuracy: Double
  /// The mean over samples and labels of −log p, p being the probability given to the true value; NaN where
  /// outputs are no probabilities.
  public let logLoss: Double
  /// The metrics of each label; all NaN for one that neither occurs nor was predicted.
  public let labels: [ClassMetrics]
  /// The share of samples for which each label is right.
  public let accuracies: [Double]
  /// The metrics over all labels together: their hits, errors and omissions added up.
  public let microAverage: ClassMetrics

  /// The share of labels that are wrong, over all samples.
  public var hammingLoss: Double { 1 - hammingAccuracy }

  /// The mean over the labels; those that neither occur nor were predicted are left out.
  public var macroAverage: ClassMetrics { ClassMetrics(averageOf: labels) { _ in 1 } }

  /// Compares predicted with true labels, 0 or 1, all `[samples][labels]`.
  ///
  /// - Parameter probabilities: those of 1.
  /// - Precondition: there is at least one sample.
  public init(probabilities: [Double], predicted: [Int], actual: [Int], labelCount: Int) {
    precondition(
      !actual.isEmpty && actual.count.isMultiple(of: labelCount) && predicted.count == actual.count
        && probabilities.count == actual.count, "one prediction a label")
    let sampleCount = actual.count / labelCount
    func column(_ values: [Int], _ label: Int) -> [Int] {
      (0..<sampleCount).map { values[$0 * labelCount + label] }
    }
    let matrices = (0..<labelCount).map {
      ConfusionMatrix(predicted: column(predicted, $0), actual: column(actual, $0), classCount: 2)
    }
    labels = matrices.map { ClassMetrics(ofClass: 1, in: $0) }
    accuracies = matrices.map(\.accuracy)
    let whole = ConfusionMatrix(predicted: predicted, actual: actual, classCount: 2)
    microAverage = ClassMetrics(ofClass: 1, in: whole)
    hammingAccuracy = whole.accuracy
    let exact = (0..<sampleCount).count { sample in
      (sample * labelCount..<(sample + 1) * labelCount).allSatisfy { predicted[$0] == actual[$0] }
    }
    subsetAccuracy = Double(exact) / Double(sampleCount)
    logLoss = LogLoss.value(
      outputs: ClassOutputs(values: probabilities.flatMap { [1 - $0, $0] }, classCount: 2), actual: actual)
  }

  /// The accuracy by whole samples and by single labels.
  var summary: [(name: String, value: Double)] {
    [("accuracy", subsetAccuracy), ("hamming_accuracy", hammingAccuracy)]
  }

  /// What `Metrics.figures` says beside the accuracies.
  var furtherFigures: [(name: String, value: Double)] {
    var result: [(name: String, value: Double)] = [("hamming_loss", hammingLoss), ("log_loss", logLoss)]
    for (prefix, average) in [("macro", macroAverage), ("micro", microAverage)] {
      result += [
        ("\(prefix)_precision", average.precision), ("\(prefix)_recall", average.recall),
        ("\(prefix)_f1", average.f1Score),
      ]
    }
    return result
  }
}
