/// What one step's update depends on beside gradients, parameters and states.
struct StepConditions {
  /// What the schedule multiplies the learning rate by.
  var learningRateFactor = 1.0
  /// What every gradient is multiplied by: below 1 where the norm of the gradient is clipped.
  var gradientFactor = 1.0
  /// What the update rule has computed for the step.
  var factors = StepFactors()
}

/// Limits for gradients, which keep a single steep step from ruining the weights.
///
/// A gradient is that of the batch's loss, before weight decay and the L1 penalty.
public struct GradientClipping: Sendable, Equatable {
  /// The largest norm of the gradient over all trained parameters; a longer one is scaled to this length.
  public var norm: Double?
  /// The largest magnitude of an element.
  public var value: Double?

  /// The given limits; nil means none.
  public init(norm: Double? = nil, value: Double? = nil) {
    self.norm = norm
    self.value = value
  }

  /// What to multiply a gradient of this norm by.
  func factor(norm gradientNorm: Double) -> Double {
    guard let norm, gradientNorm > norm else { return 1 }
    return norm / gradientNorm
  }
}
