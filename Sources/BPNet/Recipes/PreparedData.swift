/// A table's samples as a network sees them: what follows from the data and from what a recipe says of them.
///
/// Recipes that say the same of the data share it, whatever they say of network and training.
package struct PreparedData<Element: Scalar>: Sendable {
  /// How the table's columns become inputs and targets.
  package let preprocessing: Preprocessing
  /// The samples to train on.
  package let training: Dataset<Element>
  /// The samples held back, if any.
  package let validation: Dataset<Element>?
  /// The samples to measure the result on, if any.
  var test: TestPart<Element>?
  /// The model that training goes on from; nil where it starts anew.
  package var start: TypedModel<Element>?
  /// What is worth saying of the data.
  var remarks: [DataRemark] = []
  /// Why this task was chosen, if it was not given and there is something to say.
  var taskReason: String?

  /// What the open choices of a recipe depend on.
  var circumstances: RecipeCircumstances {
    RecipeCircumstances(
      preprocessing: preprocessing, rowCount: training.rowCount, validates: validation != nil,
      start: start.map { ($0.network.topology, $0.record.recipe) })
  }

  /// The names of the figures that outputs for these samples have.
  var figureNames: [String] {
    let samples = validation ?? training
    // Any outputs will do: the names depend on the task alone.
    let outputs = [Double](repeating: 0, count: samples.rowCount * samples.outputCount)
    let metrics = preprocessing.definition.metrics(of: outputs, for: samples, by: preprocessing, topK: nil)
    return [RankingMetric.loss.description] + metrics.figures.map(\.name)
  }
}

extension TrainingRecipe {
  /// What the recipe says of the data, and nothing else.
  ///
  /// Recipes in which it is the same share `PreparedData`.
  var dataChoices: TrainingRecipe {
    var choices = TrainingRecipe()
    for choice in RecipeChoice.all where choice.isAboutData { choice.copy(self, &choices) }
    // Counts are never classes, and keep their units.
    if loss?.function.isForCounts == true { choices.loss = loss }
    choices.splitSeed = splitSeed ?? seed ?? 0
    return choices
  }
}
