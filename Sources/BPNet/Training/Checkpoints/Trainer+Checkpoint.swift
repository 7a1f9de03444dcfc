extension Trainer {
  /// The state of the run as a value; nil if a weight or a number of the optimiser's state is not finite, as
  /// after training that diverged.
  ///
  /// The present weights are shared until the next step changes them.
  ///
  /// - Complexity: O(parameters).
  func makeCheckpoint() -> Trainer<Element>.Checkpoint? {
    let current = Trainer<Element>.Checkpoint.State(
      control: control, network: network, values: engine.exportStates(of: network))
    guard current.isFinite else { return nil }
    let isVector = if case .vector = current.values { true } else { false }
    let isWithinEpoch = control.place.sampleCount > 0
    return Trainer.Checkpoint(
      current: current, best: best?.state(like: network, isVector: isVector),
      beforeEpoch: isWithinEpoch ? beforeEpoch?.state(like: network, isVector: isVector) : nil,
      history: history)
  }

  /// Puts the trainer in the state of a checkpoint, from which `run` continues.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `checkpoint` if it is of a run with another
  ///   network, optimiser, schedule or stopping rules.
  public func resume(from checkpoint: Trainer<Element>.Checkpoint) throws(BPNetError) {
    let states = [checkpoint.current, checkpoint.best, checkpoint.beforeEpoch].compactMap { $0 }
    guard states.allSatisfy({ $0.network.topology == network.topology }) else {
      throw .invalidArgument(
        name: "checkpoint", found: "a run of the network \(checkpoint.current.network.topology)",
        expected: "one of \(network.topology)")
    }
    guard states.allSatisfy({ $0.control.isPossible(rowCount: data.rowCount) }) else {
      throw .invalidArgument(
        name: "checkpoint", found: "a number of epochs, steps or samples that training does not lead to",
        expected: "a state of training on \(data.rowCount) samples")
    }
    guard states.allSatisfy({ $0.control.continues(configuration) }) else {
      throw .invalidArgument(
        name: "checkpoint", found: "a run with another schedule or other stopping rules",
        expected: "one of this configuration")
    }
    // The best state is tried first, so that the current one is what remains.
    for state in states.reversed() {
      guard engine.importStates(state.values) else {
        throw .invalidArgument(
          name: "checkpoint", found: "a state of another optimizer",
          expected: "one of \(configuration.optimizer)")
      }
    }
    let stateCount = configuration.optimizer.stateCount
    restore(
      checkpoint, best: checkpoint.best.map { RunSnapshot($0, engine, stateCount: stateCount) },
      beforeEpoch: checkpoint.beforeEpoch.map { RunSnapshot($0, engine, stateCount: stateCount) })
  }
}
