import BPNet
import BPNetPictures
import CommandSupport

/// The page of `--report`: what a command came to, with pictures.
struct RunPage {
  /// The command, with the options that repeat it.
  let command: String
  let table: Table
  let path: String

  /// - Parameters:
  ///   - command: `train`, `cv` or `search`.
  ///   - path: the data.
  ///   - sections: the command's options.
  init(
    command: String, path: String, table: Table, sections: [OptionSection], _ arguments: ParsedArguments
  ) {
    var words = ["bpnet", command, path]
    // What is shown and how does not belong to what is repeated.
    let others: Set<String> = [TrainOptions.progress.names[0], CommonOptions.quiet.names[0]]
    for option in sections.flatMap(\.options) where !others.contains(option.names[0]) {
      for text in arguments.texts(of: option) {
        words += [option.spelling] + (option.placeholder == nil ? [] : [text])
      }
    }
    self.command = words.map(Printable.shellWord).joined(separator: " ")
    (self.table, self.path) = (table, path)
  }

  /// Writes a page, whole or not at all.
  static func write(_ page: ReportPage, to path: String) throws {
    try TextOutput.withDestination(path) { try $0.write(page.html) }
  }

  /// The page of a training.
  ///
  /// - Parameters:
  ///   - outcomes: the samples of the pictures, and the name of their part.
  ///   - seconds: how long it took.
  func page(
    of selection: TrainingResult.Selection, outcomes: (part: String, values: Model.Outcomes?),
    metric: Metrics.RankingMetric?, seconds: Double, modelPath: String?
  ) -> ReportPage {
    let (best, model) = (selection.best, selection.best.model)
    let held = best.test ?? best.validation ?? best.training
    let part = best.test != nil ? "test" : best.validation != nil ? "validation" : "training"
    let figures = held.metrics.named.prefix(2).map {
      (name: figureName($0.name), value: metricCell($0.value))
    }
    let targets = model.preprocessing.targets.prefix(3).map(\.name).joined(separator: ", ")
    let inputs = counted(model.preprocessing.inputs.count, "input")
    let rows = NumberText.grouped(best.training.rowCount)
    let lead =
      "\(model.task.rawValue.capitalized) \(targets) from \(inputs) of \(fileName), "
      + "by \(rows) training rows. The figures are of the \(part) rows."
    return ReportPage(
      title: "Training on \(fileName)", lead: lead,
      highlights: figures + [
        ("loss", metricCell(held.loss)), ("epochs", NumberText.grouped(best.summary.epochs)),
        ("parameters", NumberText.grouped(model.topology.parameterCount)),
      ],
      sections: [
        ReportPage.Section("Data", dataBlocks(model)),
        ReportPage.Section("Network", networkBlocks(model)),
        ReportPage.Section("Training", trainingBlocks(selection, metric: metric)),
        ReportPage.Section("Results", resultBlocks(best, outcomes)),
        ReportPage.Section("Hyper-parameters", [.facts(RecipeFacts(model).texts.map { ($0.name, $0.text) })]),
        ReportPage.Section(
          "Repeating this run", repeatBlocks(model, seconds: seconds, modelPath: modelPath)),
      ])
  }

  private var fileName: String {
    path == "-" ? "standard input" : String(path.split(separator: "/").last ?? "")
  }

  private func dataBlocks(_ model: Model?) -> [ReportPage.Block] {
    let (columns, remark) = ReportPage.columns(of: table, for: model)
    let count = "\(NumberText.grouped(table.rowCount)) rows of \(counted(table.columns.count, "column"))"
    return [.text(count + (remark.map { "; \($0) are shown" } ?? "") + "."), .columns(columns)]
  }

  private func networkBlocks(_ model: Model) -> [ReportPage.Block] {
    let rows = model.topology.layers.enumerated().map { index, layer in
      let inputs = model.topology.inputCount(ofLayer: index)
      return [
        "\(index + 1)", NumberText.grouped(inputs), NumberText.grouped(layer.outputCount),
        layer.activation.description, NumberText.grouped((inputs + 1) * layer.outputCount),
      ]
    }
    return [
      .table(
        .init(
          caption: "Layers of \(model.topology)",
          headings: [
            ("layer", false), ("inputs", true), ("neurons", true), ("activation", false),
            ("weights and biases", true),
          ], rows: rows)),
      .pictures(ReportPage.networkPictures(of: model)),
    ]
  }

  private func trainingBlocks(
    _ selection: TrainingResult.Selection, metric: Metrics.RankingMetric?
  ) -> [ReportPage.Block] {
    let summary = selection.best.summary
    let kept =
      summary.bestEpoch < summary.epochs ? ", and the weights of epoch \(summary.bestEpoch) kept" : ""
    var blocks: [ReportPage.Block] = [
      .text("Stopped by \(summary.stopReason.rawValue) after \(counted(summary.epochs, "epoch"))\(kept).")
    ]
    if !selection.best.history.entries.isEmpty {
      blocks.append(.pictures([.loss(selection.best.history, bestEpoch: summary.bestEpoch)]))
    }
    guard selection.runs.count > 1 else { return blocks }
    let rows = selection.runs.enumerated().map { index, run in
      [
        "\(index + 1)" + (index == selection.bestIndex ? " (best)" : ""),
        "\(run.run.recipe.seed ?? 0)", run.hiddenSizes.map { "\($0)" }.joined(separator: ","),
        NumberText.grouped(run.summary.epochs), metricCell(run.training.loss),
        metricCell(run.validation?.loss ?? .nan),
      ]
    }
    return blocks + [
      .table(
        .init(
          caption: "Runs, of which the best by \((metric ?? .loss).description) is kept",
          headings: [
            ("run", false), ("seed", true), ("hidden", false), ("epochs", true), ("training loss", true),
            ("validation loss", true),
          ], rows: rows))
    ]
  }

  private func resultBlocks(
    _ best: TrainingResult, _ outcomes: (part: String, values: Model.Outcomes?)
  ) -> [ReportPage.Block] {
    let parts =
      [("training", best.training)]
      + [("validation", best.validation), ("test", best.test)].compactMap { name, part in
        part.map { (name, $0) }
      }
    let names = [("rows", "")] + [("loss", "")] + best.training.metrics.figures.map { ($0.name, $0.name) }
    let rows = names.map { name, _ in
      [figureName(name)]
        + parts.map { _, part in
          switch name {
          case "rows": NumberText.grouped(part.rowCount)
          case "loss": metricCell(part.loss)
          default: metricCell(part.metrics.figures.first { $0.name == name }?.value ?? .nan)
          }
        }
    }
    let pictures = ReportPage.pictures(of: best.model, outcomes: outcomes.values, table: table)
    return [
      .table(
        .init(
          caption: "Figures of the parts of the data",
          headings: [("figure", false)] + parts.map { ($0.0, true) }, rows: rows)),
      .text("Pictures are of the \(outcomes.part) rows; those over inputs or time are of all."),
      .pictures(pictures),
    ]
  }

  private func repeatBlocks(_ model: Model?, seconds: Double?, modelPath: String?) -> [ReportPage.Block] {
    var facts: [(name: String, value: String)] = []
    if let model {
      facts = [
        ("seed", "\(model.record.recipe.seed ?? 0)"), ("weights SHA-256", model.weightsSHA256),
        ("precision", model.precision.rawValue),
      ]
    }
    facts += [
      ("kernel set", model?.kernels.name ?? (try? KernelSet.selected().name) ?? ""),
      ("version", libraryVersion),
    ]
    if let seconds { facts.append(("time", NumberText.duration(seconds: seconds))) }
    if let modelPath { facts.append(("model", modelPath)) }
    return [
      .text(
        "The same data and options give the same weights, for every number of threads and every kernel set:"),
      .command(command), .facts(facts),
    ]
  }
}

extension RunPage {
  /// The page of a cross-validation.
  ///
  /// - Parameter model: the model of all rows, if there is one.
  func page(of folds: [CrossValidation.Fold], of foldCount: Int, model: Model?) -> ReportPage {
    let statistics = folds.isEmpty ? nil : FigureStatistics(folds.map(\.figures))
    let names = statistics?.names ?? []
    func text(_ value: Double?) -> String { metricCell(value ?? .nan) }
    let rows = names.indices.map { index in
      [figureName(names[index])]
        + folds.map { text($0.figures[index].value) }
        + [text(statistics?.means[index]), text(statistics?.standardDeviations[index])]
    }
    let main = names.firstIndex { ["accuracy", "r2"].contains($0) } ?? 0
    var pictures: [Picture] = []
    if names.indices.contains(main) {
      pictures.append(
        .ranking(
          folds.map { ("fold \($0.index + 1)", $0.figures[main].value, nil) }, metric: names[main],
          title: "Folds by \(figureName(names[main]))", noun: "fold", isRanked: false))
    }
    let highlights = [main, 0].filter { names.indices.contains($0) }.map { index in
      (
        name: "mean \(figureName(names[index]))",
        value: "\(text(statistics?.means[index])) ± \(text(statistics?.standardDeviations[index]))"
      )
    }
    return ReportPage(
      title: "Cross-validation on \(fileName)",
      lead:
        "\(folds.count) of \(counted(foldCount, "fold")) of \(NumberText.grouped(table.rowCount)) rows; "
        + "each is predicted by a network that was trained on the others.",
      highlights: highlights,
      sections: [
        ReportPage.Section("Data", dataBlocks(model)),
        ReportPage.Section(
          "Folds",
          [
            .pictures(pictures),
            .table(
              .init(
                caption: "Figures of the folds, their mean and their standard deviation",
                headings: [("figure", false)] + folds.map { ("fold \($0.index + 1)", true) }
                  + [("mean", true), ("sd", true)], rows: rows)),
          ]),
        ReportPage.Section("Network", model.map(networkBlocks) ?? []),
        ReportPage.Section("Repeating this run", repeatBlocks(model, seconds: nil, modelPath: nil)),
      ])
  }

  /// The page of a search.
  ///
  /// - Parameter best: the best trial's training, if its model was made.
  func page(of report: SearchReport, best: TrainingResult?) -> ReportPage {
    let metric = report.metricName
    let trials = report.ranked.map { trial in
      (
        name: trial.trial.options.map { "\($0.name) \($0.value)" }.joined(separator: ", "),
        value: trial.result?.figures.first { $0.name == metric }?.value ?? .nan,
        deviation: trial.result?.standardDeviations?.first { $0.name == metric }?.value
      )
    }
    let rows = zip(report.ranked, trials).enumerated().map { rank, pair in
      ["\(rank + 1)", "\(pair.0.trial.number)"] + pair.0.trial.options.map(\.value)
        + [metricCell(pair.1.value), metricCell(pair.1.deviation ?? .nan)]
    }
    let options = report.ranked.first?.trial.options.map { (name: $0.name, isNumber: false) } ?? []
    return ReportPage(
      title: "Search on \(fileName)",
      lead: "\(counted(report.ranked.count, "trial")) ranked by \(figureName(metric))"
        + (report.refused.isEmpty ? "." : ", \(report.refused.count) refused."),
      highlights: trials.first.map {
        [("best \(figureName(metric))", metricCell($0.value)), ("options", $0.name)]
      } ?? [],
      sections: [
        ReportPage.Section("Data", dataBlocks(best?.model)),
        ReportPage.Section(
          "Trials",
          [
            .pictures([.ranking(trials, metric: metric)]),
            .table(
              .init(
                caption: "Trials by rank",
                headings: [("rank", false), ("trial", true)] + options + [
                  (figureName(metric), true), ("sd", true),
                ],
                rows: rows)),
          ]
            + (report.ranked.first.map { [.text("The best trial alone:"), .command($0.trial.command)] } ?? [])
        ),
        ReportPage.Section("Network", best.map { networkBlocks($0.model) } ?? []),
        ReportPage.Section(
          "Repeating this search", repeatBlocks(best?.model, seconds: nil, modelPath: nil)),
      ])
  }
}

/// The name of a figure as people write it: "ROC AUC" for `roc_auc`.
private func figureName(_ name: String) -> String {
  let words: [Substring: String] = [
    "roc": "ROC", "pr": "PR", "auc": "AUC", "mcc": "MCC", "r2": "R²", "rmse": "RMSE", "nrmse": "NRMSE",
    "mae": "MAE", "mse": "MSE", "f1": "F1",
  ]
  return name.split(separator: "_").map { words[$0] ?? String($0) }.joined(separator: " ")
}
