/// The search for the best choices of the default preset.
///
/// The score on rows held back has one minimum over the weight decay, but for noise, so the search follows it
/// from one decay to the next. Networks of different kinds have their minima at different decays, so with
/// enough rows it does so for every kind that is nearly as good as the best. Where many classes are predicted
/// wrongly, a second layer is tried, and where no choice learns what the nearest samples tell, one that is
/// trained for longer.
struct DefaultSearch: CandidateSearch {
  /// How far the score of another kind of network may be above the best one, as a part of it, for its other
  /// decays to be tried.
  private static let nearness = 0.1
  /// The share of wrong classes above which a second layer may find something.
  private static let unclearShare = 0.05

  let preset: DefaultPreset
  let recipe: TrainingRecipe
  let data: RecipeCircumstances
  let choices: DefaultChoices
  /// The choices proposed so far; nil for a candidate of another kind.
  private var proposed: [DefaultChoices.Choice?] = []
  private var hasTriedSecondLayer = false
  private var hasTriedFineStructure = false

  init(
    preset: DefaultPreset, recipe: TrainingRecipe, data: RecipeCircumstances, choices: DefaultChoices
  ) {
    self.preset = preset
    self.recipe = recipe
    self.data = data
    self.choices = choices
  }

  /// The candidates of the first round.
  var firstCandidates: [PresetCandidate] { allowed(choices.first).map(candidate) }

  mutating func next(_ results: ComparisonResults) -> [PresetCandidate] {
    guard let best = results.scores.indices.min(by: { results.scores[$0] < results.scores[$1] }) else {
      let other = preset.leastSquares(recipe, data)
      return propose(allowed(choices.first), and: other)
    }
    if let choice = proposed[best] {
      let near =
        choices.followsSeveralKinds ? bestOfKinds(results.scores, near: results.scores[best]) : [choice]
      let next = allowed(near.flatMap(choices.neighbours)).filter { !proposed.contains($0) }
      if !next.isEmpty { return propose(next) }
    }
    if !hasTriedSecondLayer, results.wrongShare > Self.unclearShare {
      hasTriedSecondLayer = true
      let next = allowed(choices.forUnclearClasses)
      if !next.isEmpty { return propose(next) }
    }
    guard !hasTriedFineStructure, results.missesStructure() else { return [] }
    hasTriedFineStructure = true
    return propose(choices.forFineStructure)
  }

  /// The best choice of each kind of network whose score is near the least one, the best first.
  private func bestOfKinds(_ scores: [Double], near least: Double) -> [DefaultChoices.Choice] {
    let limit = least + Self.nearness * abs(least)
    let near = scores.indices.filter { scores[$0] <= limit }.sorted { (scores[$0], $0) < (scores[$1], $1) }
    return near.compactMap { proposed[$0] }.reduce(into: []) { kinds, choice in
      if !kinds.contains(where: { $0.isOfKind(choice) }) { kinds.append(choice) }
    }
  }

  private mutating func propose(
    _ next: [DefaultChoices.Choice], and other: PresetCandidate? = nil
  ) -> [PresetCandidate] {
    proposed += next
    if other != nil { proposed.append(nil) }
    return next.map(candidate) + (other.map { [$0] } ?? [])
  }

  private func candidate(_ choice: DefaultChoices.Choice) -> PresetCandidate {
    preset.candidate(recipe, choice, data)
  }

  /// The choices that the given recipe leaves open.
  private func allowed(_ choices: [DefaultChoices.Choice]) -> [DefaultChoices.Choice] {
    choices.filter {
      ($0.activation == nil || recipe.activations == nil && recipe.hidden != .sizes([]))
        && ($0.hidden == nil || recipe.hidden == nil)
    }
  }
}
