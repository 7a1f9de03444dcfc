import BPNet
import CommandSupport

/// One point of a search's grid.
struct SearchTrial {
  /// Its number, counted from 1.
  let number: Int
  /// The options of the grid and their values.
  let options: [(name: String, value: String)]
  /// The command that repeats it alone.
  let command: String
  /// What is trained, or why its options do not go together, as far as that is seen without the data.
  let trial: Result<Search.Trial, any Error>

  /// - Parameter arguments: the command's arguments with the values of this point in place.
  init(
    number: Int, options: [(name: String, value: String)], arguments: ParsedArguments, command: String
  ) {
    self.number = number
    self.options = options
    self.command = command
    trial = Result {
      Search.Trial(
        recipe: try TrainingSource.recipe(arguments), precision: arguments[TrainOptions.precision],
        choices: options)
    }
  }
}

/// The result of one point of a search's grid.
struct SearchedTrial {
  let trial: SearchTrial
  /// Nil if it was refused before it was tried.
  let result: Search.TrialResult?

  /// Why there was no training: the options do not go together.
  var refusal: (any Error)? {
    switch trial.trial {
    case .failure(let conflict): (conflict as? BPNetError).map(SearchedTrial.named) ?? conflict
    case .success: result?.refusal.map(SearchedTrial.named)
    }
  }

  /// The refusal in words.
  var refusalText: String? {
    switch refusal {
    case let error as UsageError: error.message
    case let error as BPNetError: error.description
    case let error?: "\(error)"
    case nil: nil
    }
  }

  /// An error of the library under the name of the option that is at fault.
  private static func named(_ error: BPNetError) -> any Error {
    guard case .invalidArgument(let name, let found, let expected) = error,
      let option = TrainOptions.trainingSections.flatMap(\.options).first(where: { $0.argument == name })
    else { return error }
    return UsageError(name: option.spelling, found: found, expected: expected)
  }

  /// One object.
  var json: JSONValue {
    let head: [(key: String, value: JSONValue)] = [
      ("trial", .int(trial.number)), ("options", .object(trial.options.map { ($0.name, .string($0.value)) })),
      ("command", .string(trial.command)),
      ("stop_reason", result?.stopReason.map { .string($0.rawValue) } ?? .null),
    ]
    if let refusalText { return .object(head + [("refused", .string(refusalText))]) }
    let figures = result?.figures ?? []
    guard let deviations = result?.standardDeviations else { return .object(head + figures.members) }
    return .object(head + [("mean", .object(figures.members)), ("sd", .object(deviations.members))])
  }
}
