/// What a preset says about the choices that a recipe leaves open.
///
/// To add one: a case of `Preset`, a file with its definition, and the definition's line in `Preset`.
protocol PresetDefinition: Sendable {
  /// How inputs are brought to one scale.
  var normalization: Normalization { get }
  /// How numeric targets are, unless they are counts.
  var targetNormalization: Normalization { get }
  /// The part of the rows that is held back for validation.
  var validationFraction: Double? { get }
  /// Whether training that is watched stops at rises of the loss in a row, whatever its batches are.
  var stopsAtRises: Bool { get }

  /// Makes open choices of network, loss and steps; what stays open has the value that `TrainingRecipe`
  /// documents.
  func complete(_ recipe: inout TrainingRecipe, for data: RecipeCircumstances)

  /// The recipes among which rows held back decide, each as `recipe` with some choices made; fewer than two
  /// where there is nothing to decide.
  ///
  /// - Parameter recipe: the recipe as it was asked for.
  func candidates(for recipe: TrainingRecipe, _ data: RecipeCircumstances) -> [PresetCandidate]
}

/// A recipe that a preset proposes.
struct PresetCandidate {
  let recipe: TrainingRecipe
  /// What is trained to judge it, which may take fewer steps.
  let trial: TrainingRecipe
  /// The options of the command line that say what is special about it.
  let options: String
}

extension PresetDefinition {
  var normalization: Normalization { .zscore }
  var targetNormalization: Normalization { .zscore }
  var validationFraction: Double? { nil }
  var stopsAtRises: Bool { false }

  func candidates(for recipe: TrainingRecipe, _ data: RecipeCircumstances) -> [PresetCandidate] { [] }
}

extension Preset {
  /// What it says.
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
  /// The preset where the recipe names one, else that of the model that training goes on from.
  ///
  /// Models of versions without presets were trained by `classic`.
  func usedPreset(continuing start: TrainingRecipe? = nil) -> Preset {
    preset ?? start.map { $0.preset ?? .classic } ?? .default
  }

  /// The part of the rows that is held back for validation, if any.
  var usedValidationFraction: Double? { validationFraction ?? usedPreset().definition.validationFraction }

  /// How inputs are brought to one scale.
  var usedNormalization: Normalization { normalization ?? usedPreset().definition.normalization }

  /// How numeric targets are brought to one scale.
  var usedTargetNormalization: Normalization {
    targetNormalization
      ?? (loss?.function.isForCounts == true ? .identity : usedPreset().definition.targetNormalization)
  }
}
