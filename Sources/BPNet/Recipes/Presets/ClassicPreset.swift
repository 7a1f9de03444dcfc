/// The defaults that `TrainingRecipe` and `TrainingConfiguration` document: gradient descent with momentum.
struct ClassicPreset: PresetDefinition {
  let stopsAtRises = true

  func complete(_ recipe: inout TrainingRecipe, for data: RecipeCircumstances) {}
}
