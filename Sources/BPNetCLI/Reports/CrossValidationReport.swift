import BPNet
import CommandSupport

/// What `bpnet cv` says, fold by fold.
struct CrossValidationReport {
  /// The figures in the text besides the loss; `--json` has all.
  private static var shownNames: Set<String> {
    ["loss", "accuracy", "hamming_accuracy", "macro_f1", "rmse", "mae", "r2"]
  }

  let output: TextOutput
  let isJSON: Bool
  let foldCount: Int
  let reporter: RunsReporter

  /// Reports a fold as soon as it is done, and prints its JSON object if asked for.
  func add(_ fold: CrossValidation.Fold) throws {
    let figures = fold.figures.filter { Self.shownNames.contains($0.name) }
      .map { "\($0.name) \(metricCell($0.value))" }
    reporter.note("fold \(fold.index + 1)/\(foldCount)  \(figures.joined(separator: "  "))")
    guard isJSON else { return }
    let best = fold.best
    let head: [(key: String, value: JSONValue)] = [
      ("fold", .int(fold.index + 1)), ("rows", .int(fold.rowCount)),
      ("training_rows", .int(best.training.rowCount)),
      ("epochs", .int(best.summary.epochs)), ("best_epoch", .int(best.summary.bestEpoch)),
      ("stop_reason", .string(best.summary.stopReason.rawValue)), ("train_loss", .double(best.training.loss)),
      ("validation_loss", best.validation.map { .double($0.loss) } ?? .null),
    ]
    try output.writeLine(JSONValue.object(head + fold.figures.members).description)
    try output.flush()
  }

  /// Prints the means and standard deviations, with a table of the folds for people.
  ///
  /// - Parameter test: the figures of the model of all other rows on the test part, if there is one.
  func finish(_ folds: [CrossValidation.Fold], test: Model.Evaluation? = nil) throws {
    let statistics = folds.isEmpty ? nil : FigureStatistics(folds.map(\.figures))
    if isJSON {
      let summary: [(key: String, value: JSONValue)] = [
        ("folds", .int(folds.count)), ("mean", .object(statistics?.named(\.means).members ?? [])),
        ("sd", .object(statistics?.named(\.standardDeviations).members ?? [])),
      ]
      let tested = test.map { [(key: "test", value: EvaluationReport($0).json)] } ?? []
      try output.writeLine(JSONValue.object(summary + partial(statistics, folds.count) + tested).description)
    } else if let statistics {
      try output.writeReport(table(folds, statistics).shownText)
      if let test { try output.writeReport("\nthe model of all other rows\n\(PartTable(test: test).text)") }
    }
    try output.flush()
  }

  /// The numbers of folds that the figures are means of that some folds do not have.
  private func partial(
    _ statistics: FigureStatistics?, _ foldCount: Int
  ) -> [(key: String, value: JSONValue)] {
    guard let statistics else { return [] }
    let counts = zip(statistics.names, statistics.counts).filter { $0.1 < foldCount }
    return counts.isEmpty ? [] : [("folds_of", .object(counts.map { ($0.0, .int($0.1)) }))]
  }

  private func table(_ folds: [CrossValidation.Fold], _ statistics: FigureStatistics) -> TextTable {
    let shown = statistics.names.indices.filter { Self.shownNames.contains(statistics.names[$0]) }
    var table = TextTable(
      [("fold", .left), ("rows", .right), ("epochs", .right), ("stopped by", .left)]
        + shown.map { (statistics.names[$0], .right) })
    func cells(_ values: [Double]) -> [String] { shown.map { metricCell(values[$0]) } }
    for fold in folds {
      let summary = fold.best.summary
      table.add(
        ["\(fold.index + 1)", NumberText.grouped(fold.rowCount), NumberText.grouped(summary.epochs)]
          + [summary.stopReason.rawValue] + cells(fold.figures.map(\.value)))
    }
    table.add(["mean", "", "", ""] + cells(statistics.means))
    table.add(["sd", "", "", ""] + cells(statistics.standardDeviations))
    return table
  }
}

extension [(name: String, value: Double)] {
  /// Members of an object.
  var members: [(key: String, value: JSONValue)] { map { ($0.name, .double($0.value)) } }
}
