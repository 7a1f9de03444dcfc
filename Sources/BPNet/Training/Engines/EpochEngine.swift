/// What takes a network through an epoch: steps of gradient descent, or an iteration of a method for full
/// batches.
///
/// An engine keeps what the optimiser knows besides the network. A trainer decides when to begin an epoch,
/// what to keep and when to stop.
protocol EpochEngine<Element>: AnyObject {
  associatedtype Element: Scalar

  /// The threads that share the work; nil where one takes all of it.
  var team: ThreadTeam? { get }

  /// Trains for an epoch, or for the rest of one that was ended early.
  ///
  /// - Parameters:
  ///   - control: says which epoch, at what place, and at which learning rate; its place and its steps are
  ///     moved on.
  ///   - shouldStop: asked before each step; true ends the epoch there.
  /// - Returns: nil if the epoch was ended early.
  func runEpoch(
    _ network: inout Network<Element>, _ control: inout RunControl, shouldStop: () -> Bool
  ) -> EpochResult?

  /// Takes one step over the given samples of a data set, at the learning rate of the epoch under way.
  ///
  /// - Returns: the sum of the loss over them, before the step.
  /// - Precondition: there is at least one row, no more than a batch; the engine takes single steps.
  func step(
    _ network: inout Network<Element>, on data: Dataset<Element>, rows: UnsafeBufferPointer<Int32>,
    _ control: inout RunControl
  ) -> Double

  /// Gives what the optimiser keeps its first values.
  func resetStates()

  /// Copies what the optimiser keeps to a snapshot.
  func save(to snapshot: RunSnapshot<Element>)

  /// Takes up what the optimiser kept when a snapshot of this engine was saved.
  func restore(from snapshot: RunSnapshot<Element>)

  /// What the optimiser keeps, as a value for files and other trainers.
  func exportStates(of network: Network<Element>) -> OptimizerState<Element>.Values

  /// Takes up what another engine of the same kind has exported.
  ///
  /// - Returns: false if it is of another kind or size than this engine's, which then stays as it is.
  func importStates(_ values: OptimizerState<Element>.Values) -> Bool
}

/// What came of an epoch.
struct EpochResult {
  /// The loss over the epoch's batches, each before its step, or after the iteration of a method for full
  /// batches: the mean, or the sum where gradients are summed.
  let loss: Double
  /// The norm of the gradient, if it was measured; else NaN.
  var gradientNorm = Double.nan
  /// Whether no step lowers the loss any more.
  var isStalled = false
  /// What the optimiser says of the epoch, by name, such as the damping μ of Levenberg–Marquardt.
  var figures: [(name: String, value: Double)] = []
}
