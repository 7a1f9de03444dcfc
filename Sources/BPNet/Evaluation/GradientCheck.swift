/// A comparison of the gradient of back-propagation with finite differences of the loss, without dropout.
///
/// Derivatives are scaled: that of a weight is divided by the largest input that the weight multiplies, that
/// of a slope by the largest |min(z, 0)|. So neither the step of the differences nor the error depends on the
/// units of the inputs.
public struct GradientCheck: Sendable {
  /// ‖analytic − numeric‖ / (‖analytic‖ + ‖numeric‖) over the parameters checked; 0 if both are 0, infinite
  /// if an analytic derivative is not finite.
  ///
  /// The part of a difference that rounding of the loss explains is subtracted.
  public let relativeError: Double
  /// The number of parameters compared.
  public let parameterCount: Int
  /// The number of parameters whose derivative is so small compared with the loss that differences would not
  /// show an error of one part in 10⁴, for example because outputs are saturated.
  public let unresolvedParameterCount: Int
  /// The number of samples whose loss was used.
  public let sampleCount: Int
  /// The number of samples left out because a net input or a residual is too close to a kink, where the
  /// activation or the loss, or its derivative, is not differentiable.
  public let skippedSampleCount: Int

  /// The relative error up to which the two gradients are regarded as equal.
  public static let tolerance = 1e-7

  /// Whether the two gradients agree.
  public var passes: Bool { relativeError <= GradientCheck.tolerance }

  /// The largest change of a net input in the step of the differences.
  private static let step = 1e-4
  /// The minimum distance from a kink of a net input, or of the magnitude of a residual.
  private static let kinkMargin = 1e-2
  /// The relative error that differences have to be able to show for a derivative to count as resolved.
  private static let resolution = 1e-4
  /// The assumed rounding error of a loss, in units in the last place of the numbers that it is computed
  /// from.
  private static let roundingFactor = 10.0

  /// Checks the gradient of the loss summed over `data`, weighted if the samples have weights, in double
  /// precision.
  ///
  /// The numeric gradient is the five-point central difference, whose error is of fourth order in the step:
  /// (L(w − 2h) − 8 L(w − h) + 8 L(w + h) − L(w + 2h)) / 12h.
  ///
  /// - Parameter maximumParameterCount: with more parameters than this, that many are checked, evenly
  ///   spread over the network.
  /// - Throws: `BPNetError.invalidArgument` if the loss is not defined for the outputs, a layer cannot be
  ///   trained, no sample is left, or the loss is not finite.
  /// - Complexity: four passes over the data for each parameter checked.
  public init(
    network: Network<Double>, data: Dataset<Double>, loss: Loss, maximumParameterCount: Int = 2000
  ) throws(BPNetError) {
    try self.init(
      network: network, data: data, loss: loss, maximumParameterCount: maximumParameterCount
    ) { _ in }
  }

  /// Checks the gradient after `change` has changed it, for tests of wrong gradients.
  init(
    network: Network<Double>, data: Dataset<Double>, loss: Loss, maximumParameterCount: Int = 2000,
    changingGradient change: (UnsafeMutablePointer<Double>) -> Void
  ) throws(BPNetError) {
    try loss.check(output: network.topology.outputActivation)
    try network.topology.checkTrainable()
    let kept = GradientCheck.samplesAwayFromKinks(network, data, loss)
    guard !kept.isEmpty else {
      throw .invalidArgument(
        name: "data", found: "no sample away from the kinks of the activations and the loss",
        expected: "at least one")
    }
    let samples = data.selecting(rows: kept)
    let evaluator = LossEvaluator(topology: network.topology, data: samples, loss: loss, reduction: .sum)
    let value = evaluator.loss(of: network)
    guard value.isFinite else {
      throw .invalidArgument(
        name: "data", found: "a loss of \(value), whose differences mean nothing",
        expected: "samples for which the model's loss is finite")
    }
    let analytic = AnalyticGradient(of: network, over: samples, loss: loss)
    change(analytic.values)
    let parameters = analytic.parameters
    let count = min(parameters.count, max(1, maximumParameterCount))
    var comparison = Comparison(
      rounding: GradientCheck.roundingFactor * .ulpOfOne * (value.magnitude + analytic.outputRounding)
        / GradientCheck.step)
    var moved = network
    for position in 0..<count {
      let parameter = parameters[position * parameters.count / count]
      let numeric = GradientCheck.numericDerivative(&moved, parameter, evaluator)
      let exact = analytic.values[parameter.places.lowerBound]
      comparison.add(analytic: exact / parameter.reach, numeric: numeric / parameter.reach)
    }
    self.relativeError = comparison.relativeError
    self.parameterCount = count
    self.unresolvedParameterCount = comparison.unresolvedCount
    self.sampleCount = kept.count
    self.skippedSampleCount = data.rowCount - kept.count
  }

  /// Sums over the parameters compared so far.
  private struct Comparison {
    /// The error of a numeric derivative that is caused by rounding of the loss.
    let rounding: Double
    private var (difference, analyticNorm, numericNorm) = (0.0, 0.0, 0.0)
    private(set) var unresolvedCount = 0

    init(rounding: Double) {
      self.rounding = rounding
    }

    mutating func add(analytic: Double, numeric: Double) {
      guard analytic.isFinite else {
        difference = .infinity
        return
      }
      let size = max(analytic.magnitude, numeric.magnitude)
      if !numeric.isFinite || (size > 0 && rounding > GradientCheck.resolution * size) {
        unresolvedCount += 1
      }
      // There is no difference if the loss is infinite after a step, or the step is lost in rounding.
      guard numeric.isFinite else { return }
      let excess = max((analytic - numeric).magnitude - rounding, 0)
      difference += excess * excess
      analyticNorm += analytic * analytic
      numericNorm += numeric * numeric
    }

    var relativeError: Double {
      let norm = analyticNorm.squareRoot() + numericNorm.squareRoot()
      return difference == 0 ? 0 : difference.isFinite ? difference.squareRoot() / norm : .infinity
    }
  }

  /// The derivative of the loss with respect to a parameter; NaN if the step is smaller than the spacing of
  /// numbers near the parameter's value.
  private static func numericDerivative(
    _ network: inout Network<Double>, _ parameter: AnalyticGradient.Parameter,
    _ evaluator: LossEvaluator<Double>
  ) -> Double {
    let places = parameter.places
    let value = network.parameters[places.lowerBound]
    func move(to moved: Double) {
      network.uniqueParameters().advanced(by: places.lowerBound).update(repeating: moved, count: places.count)
    }
    func loss(at moved: Double) -> Double {
      move(to: moved)
      return evaluator.loss(of: network)
    }
    // Divides by the distance between the rounded points.
    func slope(_ distance: Double) -> Double {
      let (low, high) = (value - distance, value + distance)
      let difference = loss(at: high) - loss(at: low)
      return high > low ? difference / (high - low) : .nan
    }
    let step = step / parameter.reach
    let (near, far) = (slope(step), slope(2 * step))
    move(to: value)
    return (4 * near - far) / 3
  }

  /// The samples with no net input close to a kink of its activation and no residual close to one of the
  /// loss.
  private static func samplesAwayFromKinks(
    _ network: Network<Double>, _ data: Dataset<Double>, _ loss: Loss
  ) -> [Int] {
    let kinks = loss.function.kinks
    guard !kinks.isEmpty || network.topology.layers.contains(where: \.activation.hasKink) else {
      return Array(0..<data.rowCount)
    }
    let workspace = Network<Double>.Workspace(
      topology: network.topology, rowCapacity: 1, purpose: .evaluation)
    let (outputs, targets) = (workspace.batch.outputs.base, workspace.batch.targets.base)
    return (0..<data.rowCount).filter { row in
      let input = [Int32(row)].withUnsafeBufferPointer {
        data.gatherTargets($0, into: workspace.targets)
        return data.inputs($0, consecutiveFrom: row, room: workspace.input)
      }
      network.forward(input: input, workspace: workspace, keepsLogits: false)
      let isNearKink = (0..<data.outputCount).contains { output in
        let size = (outputs[output] - targets[output]).magnitude
        return kinks.contains { (size - $0).magnitude < kinkMargin }
      }
      if isNearKink { return false }
      let netInputs = network.netInputs(input: input, workspace: workspace)
      return zip(network.topology.layers, netInputs).allSatisfy { layer, values in
        !layer.activation.hasKink || values.allSatisfy { $0.magnitude >= kinkMargin }
      }
    }
  }
}
