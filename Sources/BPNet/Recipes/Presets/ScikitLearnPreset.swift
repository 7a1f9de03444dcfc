/// The defaults of scikit-learn's `MLPClassifier` and `MLPRegressor`, after a `StandardScaler` of the inputs:
/// 100 ReLU neurons, Adam, batches of 200, an L2 penalty of 10⁻⁴ for each batch, Glorot's bounds for weights
/// and biases.
///
/// Unlike this preset, scikit-learn has one output for two classes and keeps the last weights, and an epoch
/// counts as progress only if the loss falls by 10⁻⁴; here any fall counts, and the best epoch's weights are
/// kept.
struct ScikitLearnPreset: PresetDefinition {
  let targetNormalization = Table.Normalization.identity

  private static let batchSize = 200
  private static let penalty = 1e-4
  private static let epochsWithoutProgress = 10

  func complete(_ recipe: inout TrainingRecipe, for data: RecipeCircumstances) {
    if data.start == nil {
      recipe.hidden = recipe.hidden ?? .sizes([100])
      recipe.activations = recipe.activations ?? [.relu]
      recipe.weightInitializer = recipe.weightInitializer ?? .xavier
      recipe.biasInitializer = recipe.biasInitializer ?? .xavier
    }
    recipe.optimizer = recipe.optimizer ?? .given(.adam())
    recipe.epochs = recipe.epochs ?? 200
    if recipe.maxFail == nil { recipe.patience = recipe.patience ?? Self.epochsWithoutProgress }
    if recipe.loss == nil, data.preprocessing.definition.targetScaling == .own { recipe.loss = .halfSquared }
    guard let optimizer = recipe.optimizer?.optimizer, !optimizer.defaults.takesFullBatches else { return }
    recipe.batchSize = recipe.batchSize ?? .samples(min(Self.batchSize, max(data.rowCount, 1)))
    let batch = recipe.batchSize?.count(rowCount: data.rowCount) ?? Self.batchSize
    recipe.weightDecay = recipe.weightDecay ?? Self.penalty / Double(max(batch, 1))
  }
}
