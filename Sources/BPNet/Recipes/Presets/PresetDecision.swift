/// The choices of a recipe that were made by comparing candidates on rows held back.
package struct PresetDecision: Codable, Sendable {
  /// The recipe with these choices.
  var recipe: TrainingRecipe
  /// The arguments of a recipe that make the same choices without a comparison, as `name: value` between
  /// backquotes.
  package let text: String
  /// The number of recipes that were compared.
  package let candidateCount: Int
}

/// The outcome of a preset's comparison.
enum PresetOutcome: Sendable {
  /// The preset leaves nothing to a comparison.
  case nothingToDecide
  case decided(PresetDecision)
  /// The caller stopped the comparison.
  case stopped
}

extension TrainingRecipe {
  /// Makes the choices that the recipe's preset leaves to a comparison.
  ///
  /// - Parameters:
  ///   - training: the training samples.
  ///   - classWeights: the weights of the classes in training; nil means equal weights.
  ///   - data: the facts that open choices depend on.
  ///   - onProgress: a closure that is called about ten times a second.
  ///   - shouldStop: a closure that is called repeatedly; true ends the comparison.
  func decide<Element: Scalar>(
    on training: Dataset<Element>, classWeights: [Double]?, for data: RecipeCircumstances,
    onProgress: (Run.Progress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws(BPNetError) -> PresetOutcome {
    let preset = usedPreset(continuing: data.start?.recipe).definition
    guard var search = preset.search(for: self, data) else { return .nothingToDecide }
    var comparison = try CandidateComparison(
      on: training, classWeights: classWeights, data, threads: threads)
    while true {
      let candidates = search.next(comparison.results)
      guard !candidates.isEmpty else { break }
      guard try comparison.add(candidates, onProgress: onProgress, shouldStop: shouldStop) else {
        return .stopped
      }
    }
    guard let best = comparison.best.map({ comparison.candidates[$0] }) else { return .nothingToDecide }
    return .decided(
      PresetDecision(
        recipe: best.recipe, text: best.text, candidateCount: comparison.candidates.count))
  }
}
