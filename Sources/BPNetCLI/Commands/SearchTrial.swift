import BPNet
import CommandSupport

/// One point of a search's grid.
struct SearchTrial {
  let number: Int
  /// The command's arguments with the values of this point in place.
  let arguments: ParsedArguments
  let options: [(name: String, value: String)]
  /// The command that repeats it alone.
  let command: String
  /// Why its options do not go together, as far as that is seen without the data.
  let conflict: (any Error)?

  /// Trains and measures, unless the options do not go together.
  ///
  /// - Parameter foldCount: how many folds to use; nil means the validation part.
  /// - Returns: nil if it was stopped.
  func run(_ source: TrainingSource, foldCount: Int?) throws -> TrialResult? {
    do {
      if let conflict { throw conflict }
      return try measure(source, foldCount: foldCount)
    } catch let error as UsageError {
      return refused(error)
    } catch BPNetError.invalidArgument(let name, let found, let expected) {
      guard
        let option = TrainOptions.trainingSections.flatMap(\.options).first(where: { $0.argument == name })
      else { throw BPNetError.invalidArgument(name: name, found: found, expected: expected) }
      return refused(UsageError(name: option.spelling, found: found, expected: expected))
    }
  }

  private func refused(_ error: UsageError) -> TrialResult {
    TrialResult(
      number: number, options: options, command: command, stopReason: nil, divergence: nil, refusal: error,
      figures: [], deviations: nil)
  }

  private func measure(_ source: TrainingSource, foldCount: Int?) throws -> TrialResult? {
    let source = try TrainingSource(source, arguments: arguments)
    return switch arguments[TrainOptions.precision] {
    case .f32: try run(source, foldCount: foldCount, as: Float.self)
    case .f64: try run(source, foldCount: foldCount, as: Double.self)
    }
  }

  private func run<Element: Scalar>(
    _ source: TrainingSource, foldCount: Int?, as type: Element.Type
  ) throws -> TrialResult? {
    if let foldCount { return try crossValidate(source, foldCount: foldCount, as: type) }
    let training = try source.prepare(as: type).trainBest { StopSignal.shared.isRequested }
    guard !training.isStopped, let validation = training.best.validation else { return nil }
    let figures = [(name: "loss", value: validation.loss)] + validation.metrics.figures
    let (model, reason) = (training.best.model, training.best.summary.stopReason)
    let divergence = reason == .diverged ? training.divergence : nil
    return TrialResult(
      number: number, options: options, command: command, stopReason: reason, divergence: divergence,
      figures: divergence == nil ? figures : figures.map { ($0.name, .nan) }, deviations: nil
    ) { path in
      try model.write(to: path)
      return true
    }
  }

  private func crossValidate<Element: Scalar>(
    _ source: TrainingSource, foldCount: Int, as type: Element.Type
  ) throws -> TrialResult? {
    let validation = try source.crossValidation(foldCount: foldCount, as: type)
    let folds = try validation.runAll(shouldStop: { StopSignal.shared.isRequested }, onFold: { _ in })
    guard folds.count == validation.folds.count else { return nil }
    let statistics = FigureStatistics(folds.map(\.figures))
    let diverged = folds.first(where: \.isDiverged)
    let last = diverged ?? folds[folds.count - 1]
    return TrialResult(
      number: number, options: options, command: command, stopReason: last.training.best.summary.stopReason,
      divergence: diverged?.divergence, figures: statistics.named(\.means),
      deviations: statistics.named(\.standardDeviations)
    ) { path in
      let final = try source.prepare(as: type).trainBest { StopSignal.shared.isRequested }
      if final.best.summary.stopReason == .diverged { throw final.divergence }
      try final.best.model.write(to: path)
      return !final.isStopped
    }
  }
}
