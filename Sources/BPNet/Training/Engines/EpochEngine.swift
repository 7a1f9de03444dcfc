/// Trains a network for one epoch: by steps of gradient descent, or by an iteration of a full-batch method.
///
/// An engine owns the optimiser's state. The trainer decides when to begin an epoch, which weights to keep
/// and when to stop.
protocol EpochEngine<Element>: AnyObject {
  associatedtype Element: Scalar

  /// The threads that share the work; nil if a single thread does all of it.
  var team: ThreadTeam? { get }

  /// The form of the next step, and the number of these threads that share it.
  var plan: StepPlan { get }

  /// Trains for an epoch, or for the rest of one that was ended early.
  ///
  /// - Parameters:
  ///   - control: gives the epoch, the place within it and the learning rate; its place and its step counts
  ///     are advanced.
  ///   - shouldStop: called before each step; true ends the epoch there.
  /// - Returns: nil if the epoch was ended early.
  func runEpoch(
    _ network: inout Network<Element>, _ control: inout RunControl, shouldStop: () -> Bool
  ) -> EpochResult?

  /// Takes one step over the given samples of a data set, at the learning rate of the epoch under way.
  ///
  /// - Returns: the sum of the loss over them, before the step.
  /// - Precondition: there is at least one row, and no more than a batch; the engine is not a full-batch
  ///   method's.
  func step(
    _ network: inout Network<Element>, on data: Dataset<Element>, rows: UnsafeBufferPointer<Int32>,
    _ control: inout RunControl
  ) -> Double

  /// Resets the optimiser's states to their initial values.
  func resetStates()

  /// Copies the optimiser's states to a snapshot.
  func save(to snapshot: RunSnapshot<Element>)

  /// Restores the optimiser's states from a snapshot that this engine saved.
  func restore(from snapshot: RunSnapshot<Element>)

  /// The optimiser's states as a value, for files and other trainers.
  func exportStates(of network: Network<Element>) -> OptimizerState<Element>.Values

  /// Replaces the optimiser's states by those that another engine of the same kind exported.
  ///
  /// - Returns: false if their kind or size is not this engine's; nothing is changed then.
  func importStates(_ values: OptimizerState<Element>.Values) -> Bool
}

/// The results of an epoch that the engine knows.
struct EpochResult {
  /// The loss over the epoch's batches, each measured before its step, or the loss after the iteration of a
  /// full-batch method: the mean, or the sum where gradients are summed.
  let loss: Double
  /// The norm of the gradient, if it was measured; else NaN.
  var gradientNorm = Double.nan
  /// Whether the optimiser found no step that lowers the loss.
  var isStalled = false
  /// Figures of the optimiser, by name, such as the damping μ of Levenberg–Marquardt.
  var figures: [(name: String, value: Double)] = []
}
