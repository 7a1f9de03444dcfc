extension Model {
  /// The loss and the metrics of a model on data with known targets.
  public struct Evaluation: Sendable, Equatable {
    /// The number of samples.
    public let rowCount: Int
    /// The loss over all samples.
    public let loss: Double
    /// The metrics, in the data's units.
    public let metrics: Metrics
    /// The names of the classes or, for other tasks, of the targets.
    public let names: [String]
    /// The number of rows with a label that the model does not know: the loss is without them, the metrics
    /// take each such label for a wrong answer.
    public var unknownRowCount = 0
    /// A remark on these rows; nil if there are none.
    public var unknownClassText: String?
    /// A remark on rows that are left out; nil if there are none.
    public var droppedText: String?
    /// The figures of metrics that the program has defined itself.
    var ownFigures: [OwnFigure] = []

    /// A figure with the name of its metric.
    struct OwnFigure: Sendable, Equatable {
      let name: String
      let value: Double
    }
  }
}

extension Model.Evaluation {
  /// The loss, every figure of the metrics, and those of metrics that the program has defined itself.
  public var figures: [(name: String, value: Double)] {
    [(Metrics.RankingMetric.loss.description, loss)] + metrics.figures
      + ownFigures.map { ($0.name, $0.value) }
  }
}

extension Model.Evaluation: CustomStringConvertible {
  /// One line: "150 rows, loss 0.0512, accuracy 0.973".
  public var description: String {
    let figures =
      [("loss", loss)] + metrics.mainFigures.map { ($0.name, $0.value) }
      + ownFigures.map { ($0.name, $0.value) }
    return
      ([counted(rowCount, "row")]
      + figures.map { "\($0) \($1.isNaN ? "-" : NumberText.significant($1, digits: 4))" })
      .joined(separator: ", ")
  }
}
