/// A smooth function of many numbers that is to be made small: a network's loss over all samples, as a function of
/// its trained parameters.
protocol Objective: AnyObject {
  var parameterCount: Int { get }

  /// The value at `parameters` (parameterCount numbers), and its gradient.
  func evaluate(_ parameters: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>) -> Double

  /// The value alone, for which a forward pass does.
  func evaluate(_ parameters: UnsafePointer<Double>) -> Double
}

/// One full-batch method: what the registry makes.
protocol FullBatchMethod: Sendable {
  var name: String { get }

  /// Its constants by the names of the options that set them.
  var constants: [String: Double] { get }

  /// Whether the loss must be a sum of squares.
  var needsLeastSquares: Bool { get }

  /// Bytes of working memory for so many parameters; `Int.max` on overflow.
  func workingByteCount(parameterCount: Int) -> Int
}
