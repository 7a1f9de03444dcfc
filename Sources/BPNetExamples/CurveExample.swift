import BPNet

/// A 1-10-1 network, sigmoid in both layers, fitted to y = x² + N(0, 0.1²) on 100 random points of [−1, 1].
///
/// Full batch, gradients summed, learning rate 0.1, 1,000 epochs, weights N(0, 1), biases 0.
package struct CurveExample: Sendable {
  /// The number of points.
  package static let pointCount = 100
  /// The number of epochs.
  package static let epochs = 1000

  /// The points' x, uniform in [−1, 1), in rising order.
  package let x: [Double]
  /// The targets: x² with noise.
  package let y: [Double]
  /// 201 evenly spaced x in [−1, 1].
  package let grid: [Double]
  /// The network's outputs on the grid after training.
  package let fitted: [Double]
  /// The mean of ½(y − ŷ)² before the first epoch and after every tenth.
  package let losses: [(epoch: Int, loss: Double)]
  /// The mean of ½(y − ŷ)² after training.
  package let finalLoss: Double
  /// The root mean squared difference between the network's outputs and x², over the grid.
  package let rootMeanSquaredError: Double

  /// Draws the points and trains.
  ///
  /// - Parameter seed: the seed of the noise and the initial weights.
  /// - Throws: `BPNetError.unsupportedKernelSet`.
  package init(seed: UInt64) throws(BPNetError) {
    var generator = RandomGenerator(seed: seed, stream: RandomStream.exampleData)
    let x = (0..<CurveExample.pointCount).map { _ in 2 * generator.uniform() - 1 }.sorted()
    let y = x.map { $0 * $0 + 0.1 * generator.gaussian() }
    let layers = [10, 1].map { Layer(outputCount: $0, activation: .sigmoid()) }
    var network = try Network<Double>(topology: Topology(inputCount: 1, layers: layers))
    network.initialize(weights: .gaussian(mean: 0, standardDeviation: 1), seed: seed)
    var configuration = TrainingConfiguration()
    configuration.loss = .halfSquared
    configuration.optimizer = .sgd(momentum: 0)
    configuration.batchSize = .full
    configuration.reduction = .sum
    let data = try Dataset(inputs: x, inputCount: 1, targets: y, outputCount: 1)
    let trainer = try Trainer(network: network, data: data, configuration: configuration)

    func loss() -> Double {
      zip(y, trainer.network.predict(x)).reduce(0) { $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1) }
        / Double(CurveExample.pointCount)
    }
    var losses = [(epoch: 0, loss: loss())]
    while trainer.epoch < CurveExample.epochs {
      trainer.runEpoch()
      if trainer.epoch.isMultiple(of: 10) { losses.append((trainer.epoch, loss())) }
    }
    self.x = x
    self.y = y
    self.grid = (-100...100).map { Double($0) / 100 }
    self.fitted = trainer.network.predict(grid)
    self.losses = losses
    self.finalLoss = loss()
    let squares = zip(grid, fitted).map { ($0 * $0 - $1) * ($0 * $0 - $1) }
    self.rootMeanSquaredError = (squares.reduce(0, +) / Double(squares.count)).squareRoot()
  }
}
