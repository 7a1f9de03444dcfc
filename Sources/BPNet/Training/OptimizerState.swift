/// What an optimiser has kept of the steps so far, and where training stands: with the network's weights, all
/// that another `Trainer` needs to go on as if there had been no break.
public struct OptimizerState<Element: Scalar>: Sendable {
  /// What is kept.
  enum Values: Sendable {
    /// Numbers for each parameter, laid out as the parameters: each of the optimiser's states as a network.
    case parameters([Network<Element>])
    /// What a method for full batches keeps.
    case vector([Double])
  }

  /// The optimiser that it belongs to.
  public let optimizer: Optimizer
  /// The steps that the optimiser counts: those since it last forgot all before.
  public let stepCount: Int
  /// All steps that have led to the weights.
  public let totalStepCount: Int
  /// The epochs that have led to the weights, on which the order of the next epoch's samples depends.
  public let epochCount: Int
  let schedule: ScheduledEpochs.Position
  let values: Values

  /// Whether `optimizer` goes on from it: it has the same name and the same constants.
  public func fits(_ optimizer: Optimizer) -> Bool {
    optimizer == self.optimizer
  }

  /// Whether every number that is kept is finite.
  var isFinite: Bool {
    switch values {
    case .parameters(let states): states.allSatisfy(\.isFinite)
    case .vector(let numbers): numbers.allSatisfy(\.isFinite)
    }
  }

  /// Checks that it belongs to networks of this topology.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `optimizer-state`.
  func check(_ topology: Topology) throws(BPNetError) {
    guard case .parameters(let states) = values,
      let other = states.first(where: { $0.topology != topology })
    else { return }
    throw .invalidArgument(
      name: "optimizer-state", found: "a state for the network \(other.topology)", expected: "\(topology)")
  }
}
