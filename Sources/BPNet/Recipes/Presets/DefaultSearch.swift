/// The search for the best choices of the default preset.
///
/// The loss on rows held back has one minimum over the weight decay, but for noise, so the search follows it
/// from one decay to the next. Where no choice learns what the nearest samples tell, a deeper network that is
/// trained for longer is tried.
struct DefaultSearch: CandidateSearch {
  let preset: DefaultPreset
  let recipe: TrainingRecipe
  let data: RecipeCircumstances
  let choices: DefaultChoices
  /// The choices proposed so far; nil for a candidate of another kind.
  private var proposed: [DefaultChoices.Choice?] = []
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
    guard let best = results.losses.indices.min(by: { results.losses[$0] < results.losses[$1] }) else {
      let other = preset.leastSquares(recipe, data)
      return propose(allowed(choices.first), and: other)
    }
    if let choice = proposed[best] {
      let next = allowed(choices.neighbours(of: choice)).filter { !proposed.contains($0) }
      if !next.isEmpty { return propose(next) }
    }
    guard !hasTriedFineStructure, results.missesStructure() else { return [] }
    hasTriedFineStructure = true
    return propose(choices.forFineStructure)
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
