/// One full-batch method: what the registry makes.
protocol FullBatchMethod: Sendable {
  var name: String { get }

  /// Its constants by the names of the options that set them.
  var constants: KeyValuePairs<String, Double> { get }

  /// Whether the loss must be a sum of squares.
  var needsLeastSquares: Bool { get }

  /// Whether the method chooses the penalty on large parameters itself, so that there may be no other.
  var choosesPenalty: Bool { get }

  /// Bytes of working memory for so many parameters; `Int.max` on overflow.
  func workingByteCount(parameterCount: Int) -> Int

  /// The method at work on functions of so many parameters, in memory made here.
  func makeSolver(parameterCount: Int, kernels: KernelSet) -> any FullBatchSolver
}

extension FullBatchMethod {
  var choosesPenalty: Bool { false }
}

/// A method at work.
protocol FullBatchSolver: AnyObject {
  /// One iteration from `parameters`, which it replaces by a point of a lower value; or leaves as they are,
  /// where it is stalled.
  func iterate(_ objective: any Objective, parameters: UnsafeMutablePointer<Double>) -> FullBatchIteration

  /// All that the next iterations depend on beside the parameters: restoring it continues the same run to the
  /// byte.
  ///
  /// Empty before the first iteration.
  var state: [Double] { get }

  /// Takes up the state that a solver of the same method and size had.
  ///
  /// - Returns: whether it is such a state; if not, nothing is changed.
  func restore(_ state: [Double]) -> Bool
}

/// What one iteration came to.
struct FullBatchIteration {
  /// The value after the iteration.
  let value: Double
  /// The norm of the gradient of what the method makes small, where the iteration began.
  let gradientNorm: Double
  /// No step lowers the value any more.
  let isStalled: Bool
  /// What the method has to say beside, by name, for the log.
  var details: [(name: String, value: Double)] = []
}
