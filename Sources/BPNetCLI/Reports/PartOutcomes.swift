import BPNet

/// A model's outputs beside the true targets, for the rows that pictures of its results are of.
struct PartOutcomes {
  /// The name of the rows' part.
  let part: String
  /// Nil if the model has no outputs that could be compared.
  let values: Metrics.Outcomes?

  /// The outcomes for the test rows of a training, else for the validation rows, else for the training rows.
  init<Element: Scalar>(of model: Model, on prepared: PreparedTraining<Element>, threads: Int?) {
    let held = [("test", prepared.test), ("validation", prepared.validation)].first { $0.1 != nil }
    part = held?.0 ?? "training"
    values = try? model.outcomes(of: held?.1 ?? prepared.training, threads: threads)
  }

  /// The same for a model whose recipe prepares its rows once more; nil if these have become others.
  init?(of model: Model, on source: TrainingSource, threads: Int?) {
    func outcomes<Element: Scalar>(as type: Element.Type) -> PartOutcomes? {
      // Every choice is in the record, so nothing is compared again.
      let prepared = try? model.record.recipe.prepare(
        source.table, validationTable: source.validationTable, testTable: source.testTable, as: type)
      guard let prepared, prepared.preprocessing == model.preprocessing else { return nil }
      return PartOutcomes(of: model, on: prepared, threads: threads)
    }
    let made =
      switch model.precision {
      case .f32: outcomes(as: Float.self)
      case .f64: outcomes(as: Double.self)
      }
    guard let made else { return nil }
    self = made
  }
}
