/// The score by which models of a task are ranked; the lower is the better.
///
/// Classifiers are ranked by accuracy, and equal ones by log loss; models that predict numbers are ranked by
/// RMSE. None of these depends on the loss or the scaling that a model was trained with.
public struct ModelScore: Comparable, Sendable {
  private let first: Double
  private let second: Double

  /// The score of a model with these figures, named as in `Metrics.figures`; NaN is the worst.
  public init(figures: [(name: String, value: Double)]) {
    func value(_ name: String) -> Double? { figures.first { $0.name == name }?.value }
    func ranked(_ value: Double?) -> Double { value.map { $0.isNaN ? .infinity : $0 } ?? .infinity }
    if let accuracy = value("accuracy") {
      (first, second) = (ranked(-accuracy), ranked(value("log_loss")))
    } else {
      (first, second) = (ranked(value("rmse")), 0)
    }
  }

  /// Whether the first score is the better one.
  public static func < (first: ModelScore, second: ModelScore) -> Bool {
    (first.first, first.second) < (second.first, second.second)
  }
}
