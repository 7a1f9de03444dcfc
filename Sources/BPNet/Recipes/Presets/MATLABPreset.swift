/// The defaults of MATLAB's `fitnet` and, for classes, `patternnet`: 10 tansig neurons, inputs and numeric
/// targets within [−1, 1], Nguyen–Widrow, Levenberg–Marquardt for squared errors and scaled conjugate
/// gradients for cross-entropy, 15 % of the rows for validation.
///
/// Unlike this preset, MATLAB holds back another 15 % for a test and stops Levenberg–Marquardt at a damping
/// of 10¹⁰.
struct MATLABPreset: PresetDefinition {
  let normalization = Table.Normalization.minmax11
  let targetNormalization = Table.Normalization.minmax11
  let validationFraction: Double? = 0.15
  let stopsAtRises = true

  func complete(_ recipe: inout TrainingRecipe, for data: RecipeCircumstances) {
    if data.start == nil {
      recipe.hidden = recipe.hidden ?? .sizes([10])
      recipe.activations = recipe.activations ?? [.tanh]
    }
    recipe.epochs = recipe.epochs ?? 1000
    if recipe.optimizer == nil {
      let fits = data.preprocessing.definition.task != .classify && recipe.allowsLeastSquares(data)
      recipe.optimizer = .given(fits ? .levenbergMarquardt() : .scg)
    }
    guard let optimizer = recipe.optimizer?.optimizer, recipe.batchSize ?? .full == .full,
      optimizer.defaults.takesFullBatches, !optimizer.usesLearningRate
    else { return }
    let isLeastSquares = optimizer.name == Optimizer.levenbergMarquardt().name
    recipe.minimumGradient = recipe.minimumGradient ?? (isLeastSquares ? 1e-7 : 1e-6)
  }
}
