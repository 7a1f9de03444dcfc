/// What a checkpoint was made of: training with the same identity ends with the same bytes.
struct CheckpointIdentity: Codable, Equatable, Sendable {
  /// The version of the library.
  var version = libraryVersion
  /// The runs that were asked for.
  let runs: [Run]
  /// The data.
  let data: DataFingerprint
  /// The data held back, if there are any.
  let validation: DataFingerprint?
  /// The digest of the weights and of the optimiser's state that training started from; nil for new ones.
  var start: String?

  /// A value that another identity has not; nil if there is none.
  ///
  /// - Returns: the name of an argument, or `checkpoint`, with the value of this identity and the other's.
  func difference(from other: CheckpointIdentity) -> (name: String, found: String, expected: String)? {
    if version != other.version { return ("checkpoint", "version \(version)", "version \(other.version)") }
    for (run, otherRun) in zip(runs, other.runs) {
      if run.precision != otherRun.precision {
        return ("precision", run.precision.rawValue, otherRun.precision.rawValue)
      }
      if run.fold != otherRun.fold {
        func text(_ fold: Run.Fold?) -> String { fold.map { "\($0.count)" } ?? "none" }
        return ("foldCount", text(run.fold), text(otherRun.fold))
      }
      for choice in RecipeChoice.all {
        let (value, otherValue) = (choice.text(run.recipe), choice.text(otherRun.recipe))
        if value != otherValue { return (choice.name, value ?? "nothing", otherValue ?? "nothing") }
      }
    }
    // Behind the choices, which say why there are more runs, or fewer.
    guard runs.count == other.runs.count else {
      return ("checkpoint", counted(runs.count, "run"), "\(other.runs.count)")
    }
    if start != other.start {
      func text(_ digest: String?) -> String { digest.map { "weights \($0.prefix(12))" } ?? "new weights" }
      return ("checkpoint", text(start), text(other.start))
    }
    if data != other.data { return ("data", data.text, other.data.text) }
    guard validation != other.validation else { return nil }
    func text(_ data: DataFingerprint?) -> String { data?.text ?? "no data held back" }
    return ("validationFraction", text(validation), text(other.validation))
  }

  /// Checks that a checkpoint with this identity belongs to training with another.
  ///
  /// - Throws: `BPNetError.invalidArgument` that names the first difference.
  func check(for training: CheckpointIdentity) throws(BPNetError) {
    guard let difference = training.difference(from: self) else { return }
    throw .invalidArgument(
      name: difference.name, found: difference.found, expected: "\(difference.expected), as in the checkpoint"
    )
  }
}

extension CheckpointIdentity {
  /// The choices of its recipes that the program has defined itself, each once: files that belong to it name
  /// them.
  var ownChoices: [any NamedChoice] {
    var own: [any NamedChoice] = []
    var names: Set<String> = []
    func add<Choice: NamedChoice>(_ choice: Choice?) {
      guard let choice, choice.isOwn else { return }
      if names.insert("\(Choice.argumentName) \(choice)").inserted { own.append(choice) }
    }
    for run in runs {
      let recipe = run.recipe
      for activation in recipe.activations ?? [] { add(activation) }
      add(recipe.outputActivation)
      add(recipe.weightInitializer)
      add(recipe.biasInitializer)
      add(recipe.loss)
      add(recipe.optimizer?.optimizer)
      add(recipe.schedule)
    }
    return own
  }
}

extension PreparedTraining {
  /// The identity of this training.
  ///
  /// - Complexity: O(samples).
  var checkpointIdentity: CheckpointIdentity {
    CheckpointIdentity(
      runs: [Run(request, precision: Element.precision)], data: DataFingerprint(of: training),
      validation: validation.map { DataFingerprint(of: $0) }, start: start?.startSHA256)
  }
}

extension TableSource {
  /// The identity of training groups of runs on this source's tables.
  ///
  /// - Complexity: O(cells).
  func checkpointIdentity(of groups: [RunGroup]) -> CheckpointIdentity {
    let includesNames = groups.contains { $0.recipe.namesColumns }
    return CheckpointIdentity(
      runs: groups.map { Run($0.recipe, precision: $0.precision, fold: $0.fold) },
      data: DataFingerprint(of: table, includesNames: includesNames),
      validation: validationTable.map { DataFingerprint(of: $0, includesNames: includesNames) })
  }
}

extension TypedModel {
  /// The digest of what training goes on from: that of the weights, and where the model has one, of the
  /// optimiser's state.
  fileprivate var startSHA256: String {
    guard let optimizerState else { return network.weightsSHA256 }
    var digest = SHA256()
    let state = OptimizerStateDescription(of: optimizerState)
    let numbers = [
      network.weightsSHA256, "\(state.optimizer)", "\(state.stepCount)", "\(state.totalStepCount)",
      "\(state.epochCount)", state.schedule, "\(state.warmUpEpochs)", "\(state.scheduleStart)",
    ]
    for text in numbers + state.scheduleState { Array("\(text) ".utf8).withUnsafeBytes { digest.update($0) } }
    for tensor in optimizerState.values.tensors() { tensor.bytes.withUnsafeBytes { digest.update($0) } }
    return digest.finalized()
  }
}
