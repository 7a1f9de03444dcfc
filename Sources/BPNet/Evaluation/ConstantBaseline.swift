/// A comparison of predictions with those that are the same for all samples: the mean of the targets, or the
/// most frequent class.
package struct ConstantBaseline: Sendable, Equatable {
  /// R² below which numbers are predicted no better than by their mean.
  static let leastRSquared = 0.05
  /// The area under the curve from which on classes are told apart although the most frequent one is always
  /// predicted.
  static let leastAreaUnderROC = 0.7

  /// What is said of predictions that are no better.
  package let text: String
  /// Whether they are classes.
  package let isOfClasses: Bool

  /// Nil for predictions that are better, and where there is nothing to compare with.
  ///
  /// An accuracy is no better that is above the share of the most frequent class by no more than chance,
  /// twice the standard error of that share, and by no more than a quarter of what is left above it.
  package init?(_ metrics: Metrics) {
    switch metrics {
    case .classification(let metrics):
      let counts = metrics.classes.map { Double($0.support) }
      let total = counts.reduce(0, +)
      guard let most = counts.max(), total > 0, most < total else { return nil }
      let share = most / total
      let margin = min(2 * (share * (1 - share) / total).squareRoot(), (1 - share) / 4)
      let isRanked = metrics.areaUnderROC >= ConstantBaseline.leastAreaUnderROC
      guard metrics.accuracy <= share + margin, !isRanked else { return nil }
      text =
        "hardly anything was learnt: accuracy \(NumberText.significant(metrics.accuracy, digits: 3)), where "
        + "the most frequent class alone has \(NumberText.significant(share, digits: 3))"
      isOfClasses = true
    case .regression(let metrics), .reconstruction(let metrics):
      guard let text = ConstantBaseline.text(of: metrics) else { return nil }
      (self.text, isOfClasses) = (text, false)
    case .forecast(let metrics):
      guard let text = ConstantBaseline.text(of: metrics.overall) else { return nil }
      (self.text, isOfClasses) = (text, false)
    case .multilabel: return nil
    }
  }

  private static func text(of metrics: Metrics.Regression) -> String? {
    let rSquared = metrics.coefficientOfDetermination
    // A target that does not vary is predicted by a constant, and rightly.
    let varies = metrics.targets.contains { $0.standardDeviation > 0 }
    guard varies, rSquared < leastRSquared else { return nil }
    return
      "hardly anything was learnt: R² \(NumberText.significant(rSquared, digits: 2)), where the mean of the "
      + "targets alone has 0"
  }
}
