/// A point with a function's value and gradient there, so that an iteration does not repeat the evaluations
/// of the previous one.
///
/// It is not a part of a solver's state: after a restart the function is evaluated again, with the same
/// result.
final class EvaluatedPoint {
  let parameters: UnsafeMutablePointer<Double>
  let gradient: UnsafeMutablePointer<Double>
  private(set) var value = Double.nan
  private let count: Int
  private let storage: AlignedBuffer<Double>
  /// The function that was evaluated; nil before the first evaluation.
  private var objective: (any Objective)?

  init(parameterCount: Int) {
    count = parameterCount
    storage = AlignedBuffer(count: 2 * parameterCount)
    parameters = storage.base
    gradient = storage.base + parameterCount
  }

  /// Moves to `point` and evaluates the function there, unless it has just been evaluated there.
  func move(to point: UnsafePointer<Double>, of objective: any Objective) {
    if self.objective === objective, DenseVector.areEqual(parameters, point, count: count) { return }
    parameters.update(from: point, count: count)
    value = objective.evaluate(parameters, gradient: gradient)
    self.objective = objective
  }

  /// Moves to `origin` + `step` · `direction`, rounded, and evaluates the function there.
  func move(
    from origin: EvaluatedPoint, by step: Double, along direction: UnsafePointer<Double>,
    of objective: any Objective
  ) {
    DenseVector.add(origin.parameters, step, direction, count: count, into: parameters)
    objective.round(parameters)
    value = objective.evaluate(parameters, gradient: gradient)
    self.objective = objective
  }
}
