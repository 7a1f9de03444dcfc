import BPNet

/// Two noisy moons classified by networks 2-H-2 with increasing hidden size H.
///
/// 60 points, noise 1.0, one-hot targets; hidden tanh, output sigmoid, cross-entropy, gradients averaged,
/// weights N(0, 1)/√fanIn, biases 0, full batch, learning rate 0.1, 30,000 iterations.
package struct MoonsExample: Sendable {
  /// The hidden sizes.
  package static let hiddenSizes = [1, 2, 4, 10, 20, 50]
  /// The number of steps.
  package static let iterations = 30_000
  /// The number of points of each moon.
  package static let pointsPerMoon = 30

  /// One network's result.
  package struct Result: Sendable {
    /// The hidden size.
    package let hidden: Int
    /// The fraction of points whose class has the larger output.
    package let accuracy: Double
    /// The cross-entropy after training, summed over outputs, averaged over points.
    package let cost: Double
    /// The states that were recorded on the way.
    package let frames: [MoonsFrame]
    /// The network after training.
    package let network: Network<Double>

    /// The share of each moon in the sum of the outputs at points, x and y alternating: `[points][2]`.
    package func shares(at points: [Double]) -> [Double] {
      let outputs = network.predict(points)
      return outputs.indices.map { outputs[$0] / (outputs[$0 / 2 * 2] + outputs[$0 / 2 * 2 + 1]) }
    }
  }

  /// The points, x and y alternating.
  package let points: [Double]
  /// The moon of each point: 0 the outer, 1 the inner.
  package let classes: [Int]
  /// One result for each hidden size.
  package let results: [Result]

  /// Draws the points and trains all networks.
  ///
  /// - Parameters:
  ///   - seed: the seed of the noise and the initial weights.
  ///   - hiddenSizes: the networks to train.
  ///   - iterations: the number of steps of each.
  ///   - recordedSteps: the steps after which states are recorded; 0 is the beginning.
  /// - Throws: `BPNetError.unsupportedKernelSet`.
  package init(
    seed: UInt64, hiddenSizes: [Int] = MoonsExample.hiddenSizes, iterations: Int = MoonsExample.iterations,
    recordedSteps: Set<Int> = []
  ) throws(BPNetError) {
    (points, classes) = MoonsExample.makeMoons(seed: seed)
    let data = try Dataset(inputs: points, inputCount: 2, classes: classes, classCount: 2)
    var results: [Result] = []
    for hidden in hiddenSizes {
      results.append(
        try MoonsExample.train(
          hidden: hidden, data: data, points, classes, seed, iterations, recordedSteps))
    }
    self.results = results
  }

  private static func train(
    hidden: Int, data: Dataset<Double>, _ points: [Double], _ classes: [Int], _ seed: UInt64,
    _ iterations: Int, _ recordedSteps: Set<Int>
  ) throws(BPNetError) -> Result {
    let topology = try Topology(
      inputCount: 2,
      layers: [
        Layer(outputCount: hidden, activation: .tanh), Layer(outputCount: 2, activation: .sigmoid()),
      ])
    var network = try Network<Double>(topology: topology)
    network.initialize(weights: .leCun, seed: seed)
    var configuration = TrainingConfiguration()
    configuration.loss = .crossEntropy
    configuration.optimizer = .sgd(momentum: 0)
    configuration.batchSize = .full
    configuration.stopping.epochs = iterations
    let trainer = try Trainer(network: network, data: data, configuration: configuration)
    var frames: [MoonsFrame] = []
    func record(step: Int) {
      guard recordedSteps.contains(step) else { return }
      frames.append(
        MoonsFrame(
          step: step, network: trainer.network, accuracy: accuracy(of: trainer.network, points, classes),
          cost: trainer.evaluateTrainingLoss()))
    }
    record(step: 0)
    _ = trainer.run { record(step: $0.epoch) }
    return Result(
      hidden: hidden, accuracy: accuracy(of: trainer.network, points, classes),
      cost: trainer.evaluateTrainingLoss(), frames: frames, network: trainer.network)
  }

  /// The fraction of points whose class has the larger output.
  private static func accuracy(of network: Network<Double>, _ points: [Double], _ classes: [Int]) -> Double {
    let outputs = network.predict(points)
    let correct = classes.indices.count { (outputs[2 * $0 + 1] > outputs[2 * $0]) == (classes[$0] == 1) }
    return Double(correct) / Double(classes.count)
  }

  /// The moons of scikit-learn's `make_moons`: outer (cos t, sin t), inner (1 − cos t, ½ − sin t), t evenly
  /// spaced in [0, π], with N(0, 1) added to every coordinate.
  static func makeMoons(seed: UInt64) -> (points: [Double], classes: [Int]) {
    var generator = RandomGenerator(seed: seed, stream: RandomStream.exampleData)
    var points: [Double] = []
    var classes: [Int] = []
    for moon in 0...1 {
      for index in 0..<pointsPerMoon {
        let t = Double.pi * Double(index) / Double(pointsPerMoon - 1)
        let (cosine, sine) = (ReproducibleMath.cos(t), ReproducibleMath.sin(t))
        points.append((moon == 0 ? cosine : 1 - cosine) + generator.gaussian())
        points.append((moon == 0 ? sine : 0.5 - sine) + generator.gaussian())
        classes.append(moon)
      }
    }
    return (points, classes)
  }
}
