import BPNet
import BPNetPictures
import CommandSupport

extension RunPage {
  /// The page of a cross-validation.
  ///
  /// - Parameters:
  ///   - recipe: the recipe that was given.
  ///   - outcomes: what the folds' networks predict for the rows of their folds.
  ///   - model: the model of all rows, if there is one.
  func page(
    of folds: [CrossValidation.Fold], of foldCount: Int, recipe: TrainingRecipe,
    outcomes: [Metrics.Outcomes], model: Model?
  ) -> ReportPage {
    let statistics = folds.isEmpty ? nil : FigureStatistics(folds.map(\.figures))
    let names = statistics?.names ?? []
    let titles = names.map { figureName($0, topK: outcomes.first?.topK) }
    func text(_ value: Double?) -> String { metricCell(value ?? .nan) }
    let rows = names.indices.map { index in
      [titles[index]]
        + folds.map { text($0.figures[index].value) }
        + [text(statistics?.means[index]), text(statistics?.standardDeviations[index])]
    }
    let main = names.firstIndex { ["accuracy", "r2"].contains($0) } ?? 0
    var pictures: [Picture] = []
    if names.indices.contains(main) {
      pictures.append(
        .ranking(
          folds.map { (["fold \($0.index + 1)"], $0.figures[main].value, nil) }, options: [""],
          metric: titles[main], title: "Folds by \(titles[main])", noun: "fold", isRanked: false))
    }
    let highlights = [main, 0].filter { names.indices.contains($0) }.map { index in
      (
        name: "mean \(titles[index])",
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
        ReportPage.Section("Predictions", predictionBlocks(outcomes, of: folds.count)),
        ReportPage.Section("Network", model.map(networkBlocks) ?? []),
        ReportPage.Section("Hyper-parameters", model.map(hyperParameterBlocks) ?? recipeBlocks(recipe)),
        ReportPage.Section("Repeating this run", repeatBlocks(model, recipe: recipe)),
      ])
  }

  /// The predictions for rows that the networks have not seen.
  private func predictionBlocks(_ outcomes: [Metrics.Outcomes], of foldCount: Int) -> [ReportPage.Block] {
    guard let joined = Metrics.Outcomes.joined(outcomes) else { return [] }
    let pictures = ReportPage.pictures(of: joined)
    guard !pictures.isEmpty else { return [] }
    let missing = foldCount - outcomes.count
    let remark =
      missing > 0
      ? " \(counted(missing, "fold")) whose results were in the checkpoints are not among them." : ""
    return [
      .text("Each row is predicted by the network that was trained without its fold." + remark),
      .pictures(pictures),
    ]
  }

  /// The choices of a recipe, where each fold makes the others.
  private func recipeBlocks(_ recipe: TrainingRecipe) -> [ReportPage.Block] {
    let preset = recipe.preset?.rawValue ?? TrainingRecipe.Preset.default.rawValue
    let facts = RecipeFacts(recipe).texts.map { (name: $0.name, value: $0.text) }
    let chosen = facts.isEmpty ? "Everything" : "What is not listed"
    return [.text("\(chosen) is chosen by the preset \(preset), for each fold by its training rows.")]
      + (facts.isEmpty ? [] : [.facts(facts)])
  }

  /// The page of a search.
  ///
  /// - Parameters:
  ///   - best: the best trial's training, if its model was made.
  ///   - outcomes: the samples of the pictures.
  func page(of report: SearchReport, best: TrainingResult?, outcomes: PartOutcomes?) -> ReportPage {
    let metric = report.metricName
    let title = figureName(metric, topK: best?.training.metrics.topK)
    let trials = report.ranked.map { trial in
      (
        choices: trial.trial.options.map(\.value),
        value: trial.result?.figures.first { $0.name == metric }?.value ?? .nan,
        deviation: trial.result?.standardDeviations?.first { $0.name == metric }?.value
      )
    }
    let options = report.ranked.first?.trial.options.map(\.name) ?? []
    let bestRecipe = report.ranked.first.flatMap { try? $0.trial.trial.get().recipe }
    let hasDeviations = trials.contains { $0.deviation != nil }
    let rows = zip(report.ranked, trials).enumerated().map { rank, pair in
      ["\(rank + 1)", "\(pair.0.trial.number)"] + pair.1.choices + [metricCell(pair.1.value)]
        + (hasDeviations ? [metricCell(pair.1.deviation ?? .nan)] : [])
    }
    let headings =
      [("rank", false), ("trial", true)] + options.map { ($0, false) } + [(title, true)]
      + (hasDeviations ? [("sd", true)] : [])
    let bestChoices = trials.first.map { zip(options, $0.choices).map { "\($0) \($1)" } } ?? []
    return ReportPage(
      title: "Search on \(fileName)",
      lead: "\(counted(report.ranked.count, "trial")) ranked by \(title)"
        + (report.refused.isEmpty ? "." : ", \(report.refused.count) refused."),
      highlights: trials.first.map {
        [
          ("best \(title)", metricCell($0.value)),
          ("options", bestChoices.joined(separator: ", ")),
        ]
      } ?? [],
      sections: [
        ReportPage.Section("Data", dataBlocks(best?.model)),
        ReportPage.Section(
          "Trials",
          [
            .pictures([.ranking(trials, options: options, metric: title)]),
            .table(.init(caption: "Trials by rank", headings: headings, rows: rows)),
          ]
            + (report.ranked.first.map { [.text("The best trial alone:"), .command($0.trial.command)] } ?? [])
        ),
        ReportPage.Section("Network", best.map { networkBlocks($0.model) } ?? []),
        ReportPage.Section(
          "Results of the best", outcomes.flatMap { o in best.map { resultBlocks($0, o) } } ?? []),
        ReportPage.Section(
          "Hyper-parameters of the best",
          best.map { hyperParameterBlocks($0.model) } ?? bestRecipe.map(recipeBlocks) ?? []),
        ReportPage.Section(
          "Repeating this search", repeatBlocks(best?.model)),
      ])
  }
}
