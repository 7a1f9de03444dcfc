import BPNet
import CommandSupport

/// A model that training goes on from: what `--from` says.
struct WarmStart {
  let model: Model
  let path: String

  /// The model's recipe with what is given in its place.
  ///
  /// - Throws: `UsageError` for an option that does not agree with the model.
  func recipe(overriding given: TrainingRecipe, _ arguments: ParsedArguments) throws -> TrainingRecipe {
    let precision = TrainOptions.precision
    if arguments.isGiven(precision), arguments[precision] != model.precision {
      throw UsageError(
        name: precision.spelling, found: arguments[precision].rawValue,
        expected: "\(model.precision.rawValue), as in \(path)")
    }
    try refuse(given.disagreement(with: model), arguments)
    return try TrainingRecipe(continuing: model, overriding: given)
  }

  /// Checks that the columns that are named are those of the model.
  ///
  /// - Throws: `UsageError` where they are others, `BPNetError.invalidArgument` where a column is not there.
  func checkColumns(_ recipe: TrainingRecipe, in table: Table, _ arguments: ParsedArguments) throws {
    try refuse(recipe.disagreement(with: model.preprocessing, in: table), arguments)
  }

  /// The error for a disagreement, in terms of options.
  private func refuse(_ disagreement: Disagreement?, _ arguments: ParsedArguments) throws(UsageError) {
    guard let disagreement else { return }
    let option = TrainOptions.trainingSections.flatMap(\.options).first {
      $0.argument == disagreement.name
    }
    let typed = option.map { arguments.texts(of: $0).joined(separator: " ") } ?? disagreement.found
    let name = option?.spelling ?? disagreement.name
    throw switch disagreement.reason {
    case .differs(let text): UsageError(name: name, found: typed, expected: "\(text), as in \(path)")
    case .isNoChoice(let text): UsageError(name: name, found: "\(typed) beside --from", expected: text)
    case .isUsed:
      UsageError(name: name, found: disagreement.found, expected: "columns that \(path) does not use")
    }
  }

  /// Refuses `--from` in a command that starts from first weights.
  static func refuse(_ arguments: ParsedArguments, command: String, reason: String) throws(UsageError) {
    guard let path = arguments[TrainOptions.from] else { return }
    throw UsageError(
      name: TrainOptions.from.spelling, found: "\(Printable.quoted(path)) in bpnet \(command)",
      expected: "none: \(reason); bpnet train goes on from a model")
  }
}
