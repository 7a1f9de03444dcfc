/// The loss of a network over all samples of a data set, as a function of its trained parameters.
///
/// Weight decay is a part of it.
final class NetworkObjective<Element: Scalar>: Objective {
  let parameters: TrainedParameters
  private var network: Network<Element>
  private let data: Dataset<Element>
  private let configuration: TrainingConfiguration
  private let penalty: WeightPenalty
  /// Computes gradients, on the trainer's threads.
  private let step: TrainingStep<Element>
  /// All samples, in order.
  private let rows: AlignedBuffer<Int32>

  /// - Parameters:
  ///   - network: gives the parameters that are not trained.
  ///   - step: a step over full batches without an updater.
  init(
    network: Network<Element>, data: Dataset<Element>, configuration: TrainingConfiguration,
    step: TrainingStep<Element>
  ) {
    self.network = network
    self.data = data
    self.configuration = configuration
    self.step = step
    rows = AlignedBuffer(uninitializedCount: data.rowCount)
    for row in 0..<data.rowCount { rows.base[row] = Int32(row) }
    parameters = TrainedParameters(network.layout, frozenLayers: configuration.frozenLayers)
    penalty = WeightPenalty(parameters: parameters, decay: configuration.weightDecay)
  }

  var parameterCount: Int { parameters.count }

  var unitRoundoff: Double { Double(Element.ulpOfOne) / 2 }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func round(_ vector: UnsafeMutablePointer<Double>) {
    for index in 0..<parameters.count { vector[index] = Double(Element(vector[index])) }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func evaluate(_ vector: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>) -> Double {
    parameters.unpack(vector, into: network.uniqueParameters())
    let sum = step.take(
      network: &network, data: data, rows: UnsafeBufferPointer(start: rows.base, count: rows.count),
      areConsecutive: true)
    parameters.pack(step.engine.gradient, into: gradient)
    penalty.addGradient(vector, to: gradient)
    let loss = reducedLoss(
      sum, loss: configuration.loss.function, reduction: configuration.reduction, data: data)
    return loss + penalty.value(vector)
  }
}
