/// The state that an optimiser keeps from step to step, and the progress of the training.
///
/// Together with the network's weights it is all that another `Trainer` needs to continue as if training had
/// not been interrupted.
public struct OptimizerState<Element: Scalar>: Sendable {
  /// The numbers that the optimiser keeps.
  enum Values: Sendable {
    /// One number a parameter for each of the optimiser's states, each state laid out as a network.
    case parameters([Network<Element>])
    /// The state of a method for full batches.
    case vector([Double])

    /// Whether every number is finite.
    var isFinite: Bool {
      switch self {
      case .parameters(let states): states.allSatisfy(\.isFinite)
      case .vector(let numbers): numbers.allSatisfy(\.isFinite)
      }
    }
  }

  /// The optimiser that the state belongs to.
  public let optimizer: Optimizer
  /// The steps since the optimiser's state was last reset.
  public let stepCount: Int
  /// All steps that led to the weights.
  public let totalStepCount: Int
  /// The epochs that led to the weights; the order of the next epoch's samples depends on their number.
  public let epochCount: Int
  let schedule: ScheduledEpochs.Position
  let values: Values

  /// Whether `optimizer` can continue from this state: it has the same name and the same constants.
  public func fits(_ optimizer: Optimizer) -> Bool {
    optimizer == self.optimizer
  }

  /// Whether every number of the state is finite.
  var isFinite: Bool { values.isFinite }

  /// Checks that the state belongs to networks of this topology.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `optimizerState`.
  func check(_ topology: Topology) throws(BPNetError) {
    guard case .parameters(let states) = values,
      let other = states.first(where: { $0.topology != topology })
    else { return }
    throw .invalidArgument(
      name: "optimizerState", found: "a state for the network \(other.topology)", expected: "\(topology)")
  }
}
