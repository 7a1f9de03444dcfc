/// A table's encoded samples: what follows from the data and from a recipe's choices about them.
///
/// Recipes with the same choices about the data share it, whatever their choices about network and training.
package struct PreparedData<Element: Scalar>: Sendable {
  /// The conversion of the table's columns to inputs and targets.
  package let preprocessing: Preprocessing
  /// The training samples.
  package let training: Dataset<Element>
  /// The part held back for validation; nil if there is none.
  let validationPart: EvaluationPart<Element>?
  /// The part on which the result is evaluated; nil if there is none.
  var test: EvaluationPart<Element>?
  /// The model that training continues from; nil for a new network.
  package var start: TypedModel<Element>?
  /// The remarks on the data.
  var remarks: [Table.Remark] = []
  /// The files that samples and their true targets are read from whenever they are needed.
  var sources: [InputBytes] = []
  /// The reason for the choice of the task; nil if the task was given or needs no explanation.
  var taskReason: String?

  /// The samples held back for validation whose loss is watched; nil if there are none.
  package var validation: Dataset<Element>? { validationPart?.samples }

  /// The facts that the open choices of a recipe depend on.
  var circumstances: RecipeCircumstances {
    RecipeCircumstances(
      preprocessing: preprocessing, rowCount: training.rowCount, validates: validation != nil,
      start: start.map { ($0.network.topology, $0.record.recipe) })
  }

  /// A file that samples are still read from and that was made shorter since; nil if all are whole.
  package var shortenedFile: String? { sources.first { !$0.isWhole }?.source }

  /// The names of the figures that are measured on these samples, with those of the program's own metrics
  /// that the outputs have.
  func figureNames(with own: [Metrics.RankingMetric]) -> [String] {
    let samples = validation ?? training
    // The names depend on the task alone, so any outputs serve.
    let outputs = [Double](repeating: 0, count: samples.rowCount * samples.outputCount)
    let metrics = preprocessing.definition.metrics(of: outputs, for: samples, by: preprocessing, topK: nil)
    return [Metrics.RankingMetric.loss.description] + metrics.figures.map(\.name)
      + preprocessing.names(of: own, for: samples)
  }
}

extension TrainingRecipe {
  /// The recipe's choices about the data, with all others open.
  ///
  /// Recipes with equal choices about the data share `PreparedData`.
  var dataChoices: TrainingRecipe {
    var choices = TrainingRecipe()
    for choice in RecipeChoice.all where choice.isAboutData { choice.copy(self, &choices) }
    // The loss matters to the data if it is for counts, which are never classes and keep their units.
    if loss?.function.isForCounts == true { choices.loss = loss }
    choices.splitSeed = splitSeed ?? seed ?? 0
    return choices
  }
}
