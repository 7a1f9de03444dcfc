/// The values of a preset for the choices that a recipe leaves open.
///
/// A new preset needs a case of `TrainingRecipe.Preset`, a file with its definition, and a line in
/// `TrainingRecipe.Preset.definition`.
protocol PresetDefinition: Sendable {
  /// The scaling of inputs.
  var normalization: Table.Normalization { get }
  /// Whether the inputs of categories are scaled as numbers are; else they stay 0 and 1.
  var scalesCategories: Bool { get }
  /// The scaling of numeric targets, unless they are counts.
  var targetNormalization: Table.Normalization { get }
  /// The part of the rows that is held back for validation; nil means none.
  var validationFraction: Double? { get }
  /// Whether training with validation data stops after consecutive rises of the loss for any batch size.
  var stopsAtRises: Bool { get }

  /// Makes open choices about the network, the loss and the steps; a choice that stays open has the value
  /// that `TrainingRecipe` documents.
  func complete(_ recipe: inout TrainingRecipe, for data: RecipeCircumstances)

  /// The search for the best of the choices that are made by comparing recipes on rows held back; nil if
  /// there is nothing to compare.
  ///
  /// - Parameters:
  ///   - recipe: the recipe as it was given.
  ///   - data: the facts that open choices depend on.
  func search(for recipe: TrainingRecipe, _ data: RecipeCircumstances) -> (any CandidateSearch)?
}

/// A recipe that a preset proposes.
struct PresetCandidate {
  let recipe: TrainingRecipe
  /// The recipe that is trained for the comparison, which may take fewer steps.
  let trial: TrainingRecipe
  /// The choices that distinguish the candidate: arguments of a recipe as `name: value` between backquotes.
  let text: String
}

/// A search among recipes, in rounds: each proposes some, whose scores the next one knows.
protocol CandidateSearch {
  /// The recipes to compare next, each of which is the given one with some choices made; none ends the
  /// search.
  mutating func next(_ results: ComparisonResults) -> [PresetCandidate]
}

/// The results of the rounds so far of a comparison.
struct ComparisonResults {
  /// The scores of all recipes so far, in the order in which they were proposed: the lower the better.
  let scores: [Double]
  /// The share of rows held back whose class the best recipe's network predicts wrongly; 0 without classes.
  let wrongShare: Double
  /// Whether the nearest training samples predict rows held back much better than the best recipe's network.
  let missesStructure: () -> Bool
}

extension PresetDefinition {
  var normalization: Table.Normalization { .zscore }
  var scalesCategories: Bool { true }
  var targetNormalization: Table.Normalization { .zscore }
  var validationFraction: Double? { nil }
  var stopsAtRises: Bool { false }

  func search(for recipe: TrainingRecipe, _ data: RecipeCircumstances) -> (any CandidateSearch)? { nil }
}

extension TrainingRecipe.Preset {
  /// The preset's values.
  var definition: any PresetDefinition {
    switch self {
    case .default: DefaultPreset()
    case .classic: ClassicPreset()
    case .matlab: MATLABPreset()
    case .sklearn: ScikitLearnPreset()
    }
  }
}

extension TrainingRecipe {
  /// The recipe's preset, or if it names none that of the model that training continues from.
  ///
  /// Models from versions without presets were trained with `classic`.
  func usedPreset(continuing start: TrainingRecipe? = nil) -> TrainingRecipe.Preset {
    preset ?? start.map { $0.preset ?? .classic } ?? .default
  }

  /// The part of the rows that is held back for validation; nil means none.
  var usedValidationFraction: Double? { validationFraction ?? usedPreset().definition.validationFraction }

  /// The scaling of inputs.
  var usedNormalization: Table.Normalization { normalization ?? usedPreset().definition.normalization }

  /// The scaling of numeric targets.
  var usedTargetNormalization: Table.Normalization {
    targetNormalization
      ?? (loss?.function.isForCounts == true ? .identity : usedPreset().definition.targetNormalization)
  }
}
