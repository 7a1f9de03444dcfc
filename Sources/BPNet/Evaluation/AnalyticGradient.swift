/// The gradient of back-propagation over some samples, with the magnitudes that its comparison with
/// differences needs.
struct AnalyticGradient {
  /// A trained number.
  struct Parameter {
    /// Its positions among the parameters: several for a bias that neurons share, which are changed together.
    let places: Range<Int>
    /// The largest change of a net input (for a slope, of an output) per unit change of the parameter; never
    /// 0.
    let reach: Double
  }

  /// Σ |∂L/∂ŷ| |ŷ| over samples and outputs: the error of the loss caused by the rounding of outputs, in
  /// units in the last place.
  private(set) var outputRounding = 0.0

  private let step: TrainingStep<Double>
  private let layout: ParameterLayout
  /// The largest magnitude of each input of each layer.
  private var inputs: [[Double]]
  /// The largest |min(z, 0)| of each layer that trains a slope.
  private var slopeInputs: [Double]

  /// The derivatives of the summed loss as a training step computes them, laid out as the parameters.
  ///
  /// All positions of a shared bias have the derivative with respect to the shared bias.
  var values: UnsafeMutablePointer<Double> { step.engine.gradient }

  /// The gradient over all samples, weighted if they have weights.
  init(of network: Network<Double>, over data: Dataset<Double>, loss: Loss) {
    step = TrainingStep(gradientOf: network, over: data, loss: loss, reduction: .sum)
    layout = network.layout
    inputs = layout.layers.map { [Double](repeating: 0, count: $0.inputCount) }
    slopeInputs = layout.layers.map { _ in 0 }
    var moved = network
    let rows = (0..<Int32(data.rowCount)).map { $0 }
    rows.withUnsafeBufferPointer { rows in
      _ = step.take(network: &moved, data: data, rows: rows, areConsecutive: true)
      measureSizes(network, data, rows, step.engine.loss)
    }
  }

  /// Does another forward pass, and records the magnitudes of inputs, net inputs and outputs.
  private mutating func measureSizes(
    _ network: Network<Double>, _ data: Dataset<Double>, _ rows: UnsafeBufferPointer<Int32>,
    _ loss: LossRoutines<Double>
  ) {
    let workspace = Network<Double>.Workspace(
      topology: network.topology, rowCapacity: min(data.rowCount, 256), purpose: .training)
    for start in stride(from: 0, to: rows.count, by: workspace.rowCapacity) {
      let part = UnsafeBufferPointer(
        rebasing: rows[start..<min(start + workspace.rowCapacity, rows.count)])
      data.gatherTargets(part, into: workspace.targets)
      let input = data.inputs(part, consecutiveFrom: start, room: workspace.input)
      network.forward(input: input, workspace: workspace, keepsLogits: loss.needsLogits)
      let errors = workspace.outputErrors[0..<part.count]
      loss.errors(workspace.batch[0..<part.count], 1, errors)
      if let weights = data.weights { PassWeights(weights: weights, rows: part, unit: 1).scale(errors) }
      recordLayers(input: input, workspace)
      recordOutputs(workspace.batch.outputs, errors)
    }
  }

  private mutating func recordLayers(input: Matrix<Double>, _ workspace: Network<Double>.Workspace) {
    for index in layout.layers.indices {
      let source = index == 0 ? input : workspace.outputs[index - 1]
      let netInputs = workspace.slopeSources[index]
      for row in 0..<input.rows {
        for column in inputs[index].indices {
          inputs[index][column] = max(inputs[index][column], source.row(row)[column].magnitude)
        }
        guard layout.layers[index].slopeCount > 0 else { continue }
        for column in 0..<netInputs.columns {
          slopeInputs[index] = max(slopeInputs[index], -netInputs.row(row)[column])
        }
      }
    }
  }

  private mutating func recordOutputs(_ outputs: Matrix<Double>, _ errors: Matrix<Double>) {
    for row in 0..<errors.rows {
      for column in 0..<errors.columns {
        outputRounding += (errors.row(row)[column] * outputs.row(row)[column]).magnitude
      }
    }
  }

  /// The trained parameters, layer by layer: weights, biases, slope.
  var parameters: [Parameter] {
    layout.layers.indices.flatMap { index in
      let layer = layout.layers[index]
      let weights = (0..<layer.inputCount).flatMap { input in
        let reach = AnalyticGradient.reach(of: inputs[index][input])
        return (0..<layer.outputCount).map { output in
          let place = layer.offset(ofWeightFrom: input, to: output)
          return Parameter(places: place..<place + 1, reach: reach)
        }
      }
      let biases = layer.biasOffset..<layer.biasOffset + layer.outputCount
      let slopes = (layer.slopeOffset..<layer.slopeOffset + layer.slopeCount).map {
        Parameter(places: $0..<$0 + 1, reach: AnalyticGradient.reach(of: slopeInputs[index]))
      }
      switch layer.bias {
      case .each: return weights + biases.map { Parameter(places: $0..<$0 + 1, reach: 1) } + slopes
      case .shared: return weights + [Parameter(places: biases, reach: 1)] + slopes
      case .frozen, .sharedFrozen: return weights + slopes
      }
    }
  }

  /// The reach of a parameter that multiplies inputs up to this magnitude; 1 if all inputs are 0, since the
  /// parameter then changes nothing.
  private static func reach(of largest: Double) -> Double {
    largest == 0 ? 1 : max(largest, 1e-100)
  }
}
