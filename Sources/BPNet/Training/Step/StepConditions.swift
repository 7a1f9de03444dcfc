/// The numbers that the update of one step depends on besides gradients, parameters and states.
struct StepConditions {
  /// The schedule's factor of the learning rate.
  var learningRateFactor = 1.0
  /// The factor of the gradient: below 1 where its norm is clipped.
  var gradientFactor = 1.0
  /// The factors that the update rule computed for the step.
  var factors = StepFactors()
}

extension TrainingConfiguration {
  /// Limits for gradients, which protect the weights from a single very large gradient.
  ///
  /// They apply to the gradient of the batch's loss, before weight decay and the L1 penalty are added.
  public struct GradientClipping: Sendable, Equatable {
    /// The largest norm of the gradient over all trained parameters; a longer gradient is scaled down to it.
    public var norm: Double?
    /// The largest magnitude of an element; larger ones are replaced by it.
    public var value: Double?

    /// The given limits; nil means no limit.
    public init(norm: Double? = nil, value: Double? = nil) {
      self.norm = norm
      self.value = value
    }

    /// The factor that clips a gradient of this norm.
    func factor(norm gradientNorm: Double) -> Double {
      guard let norm, gradientNorm > norm else { return 1 }
      return norm / gradientNorm
    }
  }
}
