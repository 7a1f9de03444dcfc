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
  ///   - outcomes: the samples of the pictures.
  ///   - seconds: how long it took.
  func page(
    of selection: TrainingResult.Selection, outcomes: PartOutcomes, metric: Metrics.RankingMetric?,
    seconds: Double, modelPath: String?
  ) -> ReportPage {
    let (best, model) = (selection.best, selection.best.model)
    let held = best.test ?? best.validation ?? best.training
    let part = best.test != nil ? "test" : best.validation != nil ? "validation" : "training"
    let figures = held.metrics.mainFigures.prefix(3).map {
      (name: figureName($0.name), value: metricCell($0.value))
    }
    let inputs = counted(model.preprocessing.inputs.count, "input")
    let rows = NumberText.grouped(best.training.rowCount)
    let lead =
      "\(model.task.rawValue.capitalized) \(Self.targets(of: model))\(inputs) of \(fileName), "
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
        ReportPage.Section("Hyper-parameters", hyperParameterBlocks(model)),
        ReportPage.Section(
          "Repeating this run", repeatBlocks(model, seconds: seconds, modelPath: modelPath)),
      ])
  }

  /// "price from ", before the inputs; nothing where they are the targets.
  private static func targets(of model: Model) -> String {
    let names = model.preprocessing.targets.map(\.name)
    guard model.task != .autoencode else { return "" }
    let others = names.count > 3 ? " and \(names.count - 3) more" : ""
    return names.prefix(3).joined(separator: ", ") + others + " from "
  }

  var fileName: String {
    path == "-" ? "standard input" : String(path.split(separator: "/").last ?? "")
  }

  func dataBlocks(_ model: Model?) -> [ReportPage.Block] {
    let (columns, remark) = ReportPage.columns(of: table, for: model)
    let columnCount = NumberText.grouped(table.columns.count, "column")
    let count = "\(NumberText.grouped(table.rowCount, "row")) of \(columnCount)"
    return [.text(count + (remark.map { "; \($0) are shown" } ?? "") + "."), .columns(columns)]
  }

  func networkBlocks(_ model: Model) -> [ReportPage.Block] {
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
    let before = selection.best.model.record.previousEpochs.map {
      " It went on from a model of \(counted($0, "epoch"))."
    }
    var blocks: [ReportPage.Block] = [.text("\(summary.ending)\(kept)." + (before ?? ""))]
    if selection.best.history.entries.contains(where: \.trainingLoss.isFinite) {
      blocks.append(.pictures([.loss(selection.best.history, bestEpoch: summary.bestEpoch)]))
    }
    guard selection.runs.count > 1 else { return blocks }
    let figure = figureName(
      (metric ?? .loss).description, topK: selection.best.training.metrics.topK)
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
          caption: "Runs, of which the best by \(figure) is kept",
          headings: [
            ("run", false), ("seed", true), ("hidden", false), ("epochs", true), ("training loss", true),
            ("validation loss", true),
          ], rows: rows))
    ]
  }

  func resultBlocks(_ best: TrainingResult, _ outcomes: PartOutcomes) -> [ReportPage.Block] {
    let parts =
      [("training", best.training)]
      + [("validation", best.validation), ("test", best.test)].compactMap { name, part in
        part.map { (name, $0) }
      }
    let names = ["rows", "loss"] + best.training.metrics.figures.map(\.name)
    let rows = names.map { name in
      [figureName(name, topK: best.training.metrics.topK)]
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
          headings: [("figure", false)] + parts.map { ($0.0, true) }, rows: rows))
    ]
      + (pictures.isEmpty
        ? []
        : [
          .text("Pictures are of the \(outcomes.part) rows; those over inputs or time are of all."),
          .pictures(pictures),
        ])
  }

  /// How a model was trained.
  func hyperParameterBlocks(_ model: Model) -> [ReportPage.Block] {
    let facts = [("loss", "\(model.loss)")] + RecipeFacts(model).texts.map { ($0.name, $0.text) }
    return [.facts(facts.sorted { $0.0 < $1.0 })]
  }

  /// What repeats the run, and what shows that it has been repeated.
  ///
  /// - Parameter recipe: the recipe that was given, for the seed where there is no model.
  func repeatBlocks(
    _ model: Model?, recipe: TrainingRecipe? = nil, seconds: Double? = nil, modelPath: String? = nil
  ) -> [ReportPage.Block] {
    var facts = [(name: "seed", value: "\((model?.record.recipe ?? recipe)?.seed ?? 0)")]
    if let model {
      facts += [("weights SHA-256", model.weightsSHA256), ("precision", model.precision.rawValue)]
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

extension TrainingSummary {
  /// How the training ended, in words.
  fileprivate var ending: String {
    let count = counted(epochs, "epoch")
    return switch stopReason {
    case .epochs: epochs == 1 ? "Trained for its only epoch" : "Trained for all of its \(count)"
    case .diverged: "Diverged in epoch \(epochs), where the loss is not a number"
    case .goal: "Stopped after \(count), with the loss at its goal"
    case .maxFail: "Stopped after \(count), the last of which raised the loss in a row"
    case .patience: "Stopped by patience after \(count)"
    case .minimumGradient: "Stopped after \(count), with a gradient that is small enough"
    case .timeLimit: "Stopped by the time limit after \(count)"
    case .stalled: "Stopped after \(count), as no step lowers the loss"
    case .signal: "Stopped by a signal after \(count)"
    }
  }
}

extension Metrics {
  /// The k of the top-k accuracy; nil where there is none.
  var topK: Int? { if case .classification(let metrics) = self { metrics.topK?.k } else { nil } }
}

extension Metrics.Outcomes {
  /// The k of the top-k accuracy of these outcomes; nil where there is none.
  var topK: Int? {
    guard case .classes(_, _, let labels) = values else { return nil }
    return Metrics.TopKAccuracy.defaultK(classCount: labels.count)
  }
}

/// The name of a figure as people write it: "ROC AUC" for `roc_auc`.
///
/// - Parameter topK: the k of the top-k accuracy, where it is known.
func figureName(_ name: String, topK: Int? = nil) -> String {
  let words: [Substring: String] = [
    "roc": "ROC", "pr": "PR", "auc": "AUC", "mcc": "MCC", "r2": "R²", "rmse": "RMSE", "nrmse": "NRMSE",
    "mae": "MAE", "mse": "MSE", "f1": "F1",
  ]
  if name == "top_k_accuracy" { return "top-\(topK.map(String.init) ?? "k") accuracy" }
  return name.split(separator: "_").map { words[$0] ?? String($0) }.joined(separator: " ")
}
