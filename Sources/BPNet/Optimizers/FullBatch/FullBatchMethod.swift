/// A full-batch method with its constants.
protocol FullBatchMethod: Sendable {
  var name: String { get }

  /// Its constants by the names of the options that set them.
  var constants: KeyValuePairs<String, Double> { get }

  /// Whether the loss must be a sum of squares.
  var needsLeastSquares: Bool { get }

  /// Whether the method chooses the penalty on large parameters itself, which excludes weight decay.
  var choosesPenalty: Bool { get }

  /// The bytes of working memory for a number of parameters; `Int.max` on overflow.
  func workingByteCount(parameterCount: Int) -> Int

  /// A solver for functions of `parameterCount` parameters, with memory of its own.
  func makeSolver(parameterCount: Int, kernels: KernelSet) -> any FullBatchSolver
}

extension FullBatchMethod {
  var choosesPenalty: Bool { false }
}

/// A full-batch method's state and memory during a run.
protocol FullBatchSolver: AnyObject {
  /// Does one iteration: replaces `parameters` by a point with a lower value, or leaves them unchanged if it
  /// finds none.
  func iterate(_ objective: any Objective, parameters: UnsafeMutablePointer<Double>) -> FullBatchIteration

  /// Everything that the next iterations depend on besides the parameters.
  ///
  /// Restoring it continues a run with the same results, bit for bit. Empty before the first iteration.
  var state: [Double] { get }

  /// Restores the state of a solver of the same method and size.
  ///
  /// - Returns: whether the state is valid; if not, nothing is changed.
  func restore(_ state: [Double]) -> Bool
}

/// The results of an iteration.
struct FullBatchIteration {
  /// The value after the iteration.
  let value: Double
  /// The norm of the gradient at the point where the iteration began; of the function that the method
  /// minimises, a penalty of its own included.
  let gradientNorm: Double
  /// Whether no step lowered the value.
  let isStalled: Bool
  /// Further figures of the method, by name, for the log.
  var details: [(name: String, value: Double)] = []
}
