/// A line search along a descent direction for a step a that satisfies the strong Wolfe conditions
/// φ(a) ≤ φ(0) + c₁ a φ′(0) and |φ′(a)| ≤ c₂ |φ′(0)|.
///
/// Nocedal & Wright, "Numerical Optimization", 2nd edition, algorithms 3.5 and 3.6, with cubic interpolation
/// safeguarded against points near the ends of the interval.
struct WolfeLineSearch {
  /// c₁ of the sufficient decrease condition.
  static let decrease = 1e-4
  /// c₂ of the curvature condition.
  static let curvature = 0.9
  /// The maximum number of points that are evaluated for a step.
  private static let maximumTrials = 40

  /// The value and slope of φ at a step length.
  private struct Trial {
    let step: Double
    let value: Double
    let slope: Double
  }

  private let objective: any Objective
  private let origin: EvaluatedPoint
  private let direction: UnsafePointer<Double>
  private let point: EvaluatedPoint
  private let start: Trial
  private var trialCount = 0

  /// A search from `origin` along `direction`, in which φ′(0) is `slope` < 0; it moves `point`.
  init(
    _ objective: any Objective, from origin: EvaluatedPoint, along direction: UnsafePointer<Double>,
    slope: Double, moving point: EvaluatedPoint
  ) {
    self.objective = objective
    self.origin = origin
    self.direction = direction
    self.point = point
    start = Trial(step: 0, value: origin.value, slope: slope)
  }

  /// Moves the point to a step that satisfies the conditions, or to the lowest one found if there is none.
  ///
  /// - Parameter firstStep: the step to try first, above 0.
  /// - Returns: whether the value there is lower than at the origin.
  mutating func findStep(startingWith firstStep: Double) -> Bool {
    var previous = start
    var step = firstStep
    while trialCount < WolfeLineSearch.maximumTrials {
      let trial = evaluate(step)
      if !decreasesEnough(trial) || (trialCount > 1 && !(trial.value < previous.value)) {
        return zoom(low: previous, high: trial)
      }
      if isFlatEnough(trial) { return point.value < start.value }
      if trial.slope >= 0 { return zoom(low: trial, high: previous) }
      // φ still falls: extrapolate to the cubic's minimum, by 1 to 9 times the length of the last interval.
      let minimum = WolfeLineSearch.cubicMinimum(previous, trial) ?? .infinity
      let length = trial.step - previous.step
      step = trial.step + min(max(minimum - trial.step, length), 9 * length)
      previous = trial
    }
    return settle(for: previous)
  }

  /// Narrows an interval that has an acceptable step: `low` is the end with the lower value, from which φ
  /// falls towards `high`.
  private mutating func zoom(low: Trial, high: Trial) -> Bool {
    var (low, high) = (low, high)
    while trialCount < WolfeLineSearch.maximumTrials {
      let (left, right) = (min(low.step, high.step), max(low.step, high.step))
      let margin = 0.1 * (right - left)
      let middle = left + 0.5 * (right - left)
      // The ends are adjacent numbers, so that the interval cannot be divided further.
      guard left < middle, middle < right else { break }
      let minimum = WolfeLineSearch.cubicMinimum(low, high) ?? middle
      let trial = evaluate(min(max(minimum, left + margin), right - margin))
      if !decreasesEnough(trial) || !(trial.value < low.value) {
        high = trial
      } else {
        if isFlatEnough(trial) { return true }
        if trial.slope * (high.step - low.step) >= 0 { high = low }
        low = trial
      }
    }
    return settle(for: low)
  }

  /// Moves to a trial that does not satisfy both conditions, if its value is lower than the origin's.
  private func settle(for trial: Trial) -> Bool {
    guard trial.step > 0, trial.value < start.value else { return false }
    point.move(from: origin, by: trial.step, along: direction, of: objective)
    return true
  }

  private mutating func evaluate(_ step: Double) -> Trial {
    trialCount += 1
    point.move(from: origin, by: step, along: direction, of: objective)
    let slope = DenseVector.dot(point.gradient, direction, count: objective.parameterCount)
    return Trial(step: step, value: point.value, slope: slope)
  }

  /// Whether the sufficient decrease condition holds; false if the value is NaN.
  private func decreasesEnough(_ trial: Trial) -> Bool {
    trial.value <= start.value + WolfeLineSearch.decrease * trial.step * start.slope
  }

  private func isFlatEnough(_ trial: Trial) -> Bool {
    trial.slope.magnitude <= -WolfeLineSearch.curvature * start.slope
  }

  /// The minimum of the cubic through two values with their slopes; nil if it has none or is not finite.
  private static func cubicMinimum(_ a: Trial, _ b: Trial) -> Double? {
    let first = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step)
    let discriminant = first * first - a.slope * b.slope
    guard discriminant >= 0 else { return nil }
    let root = b.step > a.step ? discriminant.squareRoot() : -discriminant.squareRoot()
    let step = b.step - (b.step - a.step) * ((b.slope + root - first) / (b.slope - a.slope + 2 * root))
    return step.isFinite ? step : nil
  }
}
