import Testing

@testable import BPNet

/// Values and gradients of losses compared with PyTorch's, and for extreme net inputs.
@Suite struct LossValueTests {
  struct Case: CustomTestStringConvertible {
    let loss: Loss
    var smoothing = 0.0
    let output: Activation
    var logits = [0.3, -1.2, 2.5]
    let targets: [Double]
    let sum: Double
    let gradient: [Double]

    var testDescription: String { "\(loss) \(output) \(smoothing) \(targets)" }
  }

  /// From PyTorch 2 in f64: `L1Loss`, `HuberLoss`, `PoissonNLLLoss` (`log_input=True` for linear outputs;
  /// with `log_input=False, eps=0` for softplus), `cross_entropy` with `label_smoothing`, and
  /// `binary_cross_entropy_with_logits` of y(1 − ε) + ε/2, all with `reduction='sum'`, and `backward()` to z.
  private static let cases: [Case] = [
    Case(loss: .meanAbsolute, output: .linear, targets: [0, 1, 4], sum: 4, gradient: [1, -1, -1]),
    Case(
      loss: .meanAbsolute, output: .tanh, targets: [0, 1, 4], sum: 5.1383529213123165,
      gradient: [0.9151369618266292, -0.30501999620740905, -0.02659222668316057]),
    Case(loss: .meanAbsolute, output: .linear, targets: [0.3, 0, 2.5], sum: 1.2, gradient: [0, -1, 0]),
    Case(loss: .huber(), output: .linear, targets: [0, 1, 4], sum: 2.745, gradient: [0.3, -1, -1]),
    Case(
      loss: .huber(delta: 0.5), output: .tanh, targets: [0, 1, 4], sum: 2.215951673517048,
      gradient: [0.2665909391007272, -0.15250999810370452, -0.013296113341580285]),
    Case(
      loss: .huber(delta: 3), output: .softplus, targets: [0, 1, 4], sum: 1.646114996990758,
      gradient: [0.490777976883741, -0.17053185037299878, -1.3133074273413774]),
    Case(
      loss: .poisson, output: .linear, targets: [0, 1, 4], sum: 5.033546980191678,
      gradient: [1.3498588075760032, -0.6988057880877978, 8.182493960703473]),
    Case(
      loss: .poisson, output: .softplus, targets: [0, 1, 4], sum: 1.2416193658855925,
      gradient: [0.574442516811659, -0.6477144190313708, -0.5092530362495893]),
    Case(
      loss: .poisson, output: .softplus, logits: [-30, -5, 20], targets: [0, 1, 4], sum: 13.027145809162079,
      gradient: [9.3576229688393e-14, -0.9899569782141926, 0.7999999983716887]),
    Case(
      loss: .crossEntropy, smoothing: 0.1, output: .softmax, targets: [0, 1, 0], sum: 3.653763249467153,
      gradient: [0.06424531439229134, -0.9115605940392475, 0.8473152796469561]),
    Case(
      loss: .crossEntropy, smoothing: 0.3, output: .softmax, targets: [0.2, 0.5, 0.3],
      sum: 2.3200965828004856,
      gradient: [-0.14242135227437533, -0.4282272607059141, 0.5706486129802895]),
    Case(
      loss: .crossEntropy, smoothing: 0.1, output: .sigmoid(), targets: [0, 1, 0], sum: 4.6965274460991076,
      gradient: [0.524442516811659, -0.7185247834990177, 0.8741418199787565]),
    Case(
      loss: .crossEntropy, smoothing: 0.1, output: .sigmoid(steepness: 2), targets: [0, 1, 0],
      sum: 8.131039451128954,
      gradient: [1.1913126124515907, -1.7336546070121555, 1.8866142981514304]),
  ]

  /// The sum of a loss over one sample with the net inputs `logits`, and its gradient with respect to them.
  private func evaluate<Element: Scalar>(
    _ loss: Loss, smoothing: Double = 0, _ output: Activation, logits: [Element], targets: [Element]
  ) throws -> (sum: Double, gradient: [Element]) {
    var configuration = TrainingConfiguration()
    configuration.loss = loss
    configuration.labelSmoothing = smoothing
    let objective = try configuration.resolvingObjective().loss
    let topology = try Topology(
      inputCount: 1, layers: [Layer(outputCount: logits.count, activation: output)])
    var network = try Network<Element>(topology: topology)
    network.setBiases(logits, ofLayer: 0)
    let data = try Dataset<Element>(inputs: [0], inputCount: 1, targets: targets, outputCount: targets.count)
    let sum = LossEvaluator(topology: topology, data: data, loss: objective, reduction: .sum).loss(
      of: network)
    let step = TrainingStep(gradientOf: network, over: data, loss: objective, reduction: .sum)
    [Int32(0)].withUnsafeBufferPointer { rows in
      _ = step.take(network: &network, data: data, rows: rows, areConsecutive: true)
    }
    return (sum, (0..<logits.count).map { step.engine.workspace.outputErrors.base[$0] })
  }

  @Test(arguments: Self.cases) func areThoseOfPyTorch(expected: Case) throws {
    let exact = try evaluate(
      expected.loss, smoothing: expected.smoothing, expected.output, logits: expected.logits,
      targets: expected.targets)
    #expect(abs(exact.sum - expected.sum) <= 1e-15 * abs(expected.sum) * 4)
    #expect(relativeDifference(exact.gradient, expected.gradient) <= 1e-15)
    let single = try evaluate(
      expected.loss, smoothing: expected.smoothing, expected.output,
      logits: expected.logits.map { Float($0) }, targets: expected.targets.map { Float($0) })
    #expect(abs(single.sum - expected.sum) <= 1e-6 * abs(expected.sum))
    #expect(relativeDifference(single.gradient.map { Double($0) }, expected.gradient) <= 1e-6)
  }

  /// Output activations with the losses that are defined for them.
  private static let pairs: [(Loss, Activation)] = Loss.registry.defaultValues.flatMap { loss in
    (SampledProblem.outputActivations(for: loss)
      + (loss.name == "cross-entropy" ? [.sigmoid(steepness: 0.01), .sigmoid(steepness: 50)] : []))
      .map { (loss, $0) }
  }

  @Test(arguments: Self.pairs.indices) func extremesStayFinite(index: Int) throws {
    let (loss, output) = Self.pairs[index]
    // e^1e4 is no number: there the loss of logarithms of rates is infinite, and nothing else will do.
    let largest = loss.name == "poisson" && output == .linear ? 80.0 : 1e4
    for first in [0, 1e-30, largest, -1e4] {
      for second in [0, -1e-30, largest, -1e4] {
        for targets in [[0.0, 1.0], [1, 1], [0, 0]] {
          for smoothing in loss.name == "cross-entropy" ? [0, 0.1] : [0] {
            let title = "\(first), \(second), \(targets), \(smoothing)"
            let double = try evaluate(
              loss, smoothing: smoothing, output, logits: [first, second], targets: targets)
            #expect(double.sum.isFinite && double.gradient.allSatisfy(\.isFinite), "f64: \(title)")
            let single = try evaluate(
              loss, smoothing: smoothing, output, logits: [Float(first), Float(second)],
              targets: targets.map { Float($0) })
            #expect(single.sum.isFinite && single.gradient.allSatisfy(\.isFinite), "f32: \(title)")
            #expect(abs(single.sum - double.sum) <= 1e-5 * abs(double.sum) + 1e-5, "\(title)")
          }
        }
      }
    }
  }

  @Test func hugeResidualsStayExact() throws {
    let far: Float = 3e38
    let absolute = try evaluate(.meanAbsolute, .linear, logits: [far, -far], targets: [-far, far])
    #expect(absolute.sum == 4 * Double(far))
    #expect(absolute.gradient == [1, -1])
    let huber = try evaluate(.huber(delta: 2), .linear, logits: [far, -far], targets: [-far, far])
    #expect(huber.sum == 2 * (2 * (2 * Double(far) - 1)))
    #expect(huber.gradient == [2, -2])
    let poisson = try evaluate(.poisson, .softplus, logits: [Float(-1e4)], targets: [far])
    #expect(poisson.sum == Double(far) * 1e4)
    #expect(poisson.gradient == [-far])
    #expect(try evaluate(.poisson, .linear, logits: [1e4], targets: [1]).sum == .infinity)
  }

  @Test func negativeCountsAreRefused() throws {
    let topology = try Topology(inputCount: 1, layers: [Layer(outputCount: 1, activation: .linear)])
    let data = try Dataset<Float>(inputs: [1, 2], inputCount: 1, targets: [0, -0.5], outputCount: 1)
    var configuration = TrainingConfiguration()
    configuration.loss = .poisson
    #expect(
      throws: BPNetError.invalidArgument(
        name: "targets", found: "-0.5", expected: "a count or a rate of at least 0, for loss poisson")
    ) {
      try Trainer(network: Network<Float>(topology: topology), data: data, configuration: configuration)
    }
  }
}
