/// The metrics of predicted classes.
public struct ClassificationMetrics: Sendable, Equatable {
  /// The number of samples by class and predicted class.
  public let confusion: ConfusionMatrix
  /// The metrics of each class; all NaN for one that neither occurs nor was predicted.
  public let classes: [ClassMetrics]
  /// The mean of −log p over the samples, with the predicted probability p of the true class; NaN if outputs
  /// are not probabilities.
  public let logLoss: Double
  /// The top-k accuracy; nil for fewer than three classes, unless asked for.
  public let topK: TopKAccuracy?
  /// For two classes the area under the receiver operating characteristic of the second one's output, NaN if
  /// either class is missing; nil for any other number of classes.
  public let areaUnderROC: Double?
  /// The curve of that area; nil if there is none.
  public let rocCurve: ROCCurve?

  /// The number of samples of classes that are none of the known ones: each a wrong answer, in the accuracy
  /// alone.
  public var unknownCount = 0

  /// The share of samples whose class is the predicted one.
  public var accuracy: Double {
    guard unknownCount > 0 else { return confusion.accuracy }
    let count = Double(classes.reduce(0) { $0 + $1.support })
    return confusion.accuracy * count / (count + Double(unknownCount))
  }

  /// The unweighted mean over the classes; those that neither occur nor were predicted are left out.
  public var macroAverage: ClassMetrics { ClassMetrics(averageOf: classes) { _ in 1 } }

  /// The mean over the classes, weighted by their numbers of samples.
  public var weightedAverage: ClassMetrics { ClassMetrics(averageOf: classes) { Double($0.support) } }

  /// Compares a network's outputs with true classes.
  ///
  /// - Parameters:
  ///   - outputs: `[samples][classes]`; the largest gives the predicted class, of equal ones the first.
  ///   - topK: the k of `topK`; nil means `TopKAccuracy.defaultK(classCount:)`.
  /// - Precondition: there is at least one sample, each class is in `0..<classCount`, and `topK`, if given,
  ///   in `1...classCount`.
  /// - Complexity: O(n log n + n · classes) for n samples.
  public init(outputs: [Double], actual: [Int], classCount: Int, topK: Int? = nil) {
    precondition(!actual.isEmpty && outputs.count == actual.count * classCount, "one row for each sample")
    precondition(topK.map { 1...classCount ~= $0 } ?? true, "topK is from 1 to the number of classes")
    let outputs = ClassOutputs(values: outputs, classCount: classCount)
    let confusion = ConfusionMatrix(
      predicted: outputs.predictedClasses, actual: actual, classCount: classCount)
    self.confusion = confusion
    classes = (0..<classCount).map { ClassMetrics(ofClass: $0, in: confusion) }
    logLoss = LogLoss.value(outputs: outputs, actual: actual)
    self.topK = (topK ?? TopKAccuracy.defaultK(classCount: classCount)).map {
      TopKAccuracy(k: $0, outputs: outputs, actual: actual)
    }
    if classCount == 2 {
      let (scores, isPositive) = (actual.indices.map { outputs[$0, 1] }, actual.map { $0 == 1 })
      areaUnderROC = AreaUnderROC.value(scores: scores, isPositive: isPositive)
      rocCurve = ROCCurve(scores: scores, isPositive: isPositive)
    } else {
      (areaUnderROC, rocCurve) = (nil, nil)
    }
  }

  /// The figures in `Metrics.figures` after the accuracy.
  var furtherFigures: [(name: String, value: Double)] {
    var result: [(name: String, value: Double)] = [("log_loss", logLoss)]
    if let areaUnderROC { result.append(("roc_auc", areaUnderROC)) }
    if let topK { result.append(("top_k_accuracy", topK.accuracy)) }
    for (prefix, average) in [("macro", macroAverage), ("weighted", weightedAverage)] {
      result += [
        ("\(prefix)_precision", average.precision), ("\(prefix)_recall", average.recall),
        ("\(prefix)_f1", average.f1Score),
      ]
    }
    return result
  }
}
