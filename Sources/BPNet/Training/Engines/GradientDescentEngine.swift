/// Epochs of steps over batches, in an order that depends only on the seed and the epoch's number.
final class GradientDescentEngine<Element: Scalar>: EpochEngine {
  let trainingStep: TrainingStep<Element>
  private let data: Dataset<Element>
  private let configuration: TrainingConfiguration
  private let batchSize: Int
  private let shuffles: Bool
  private let order: AlignedBuffer<Int32>

  /// - Parameters:
  ///   - step: a step for batches of the configuration's size.
  ///   - data: the samples of an epoch; empty for an engine that is only given batches by the caller.
  init(step: TrainingStep<Element>, data: Dataset<Element>, configuration: TrainingConfiguration) {
    self.trainingStep = step
    self.data = data
    self.configuration = configuration
    self.batchSize = configuration.batchSize.count(rowCount: data.rowCount)
    self.shuffles = configuration.shuffles && configuration.batchSize != .full
    self.order = AlignedBuffer(uninitializedCount: data.rowCount)
    orderByNumber()
  }

  var team: ThreadTeam? { trainingStep.team }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func runEpoch(
    _ network: inout Network<Element>, _ control: inout RunControl, shouldStop: () -> Bool
  ) -> EpochResult? {
    if shuffles { shuffle(epoch: control.epochCount + 1) }
    trainingStep.counts = control.steps
    trainingStep.learningRateFactor = control.learningRateFactor
    takeSteps(&network, place: &control.place, shouldStop: shouldStop)
    control.steps = trainingStep.counts
    guard control.place.sampleCount == data.rowCount else { return nil }
    return EpochResult(
      loss: reducedLoss(
        control.place.lossSum, loss: configuration.loss.function, reduction: configuration.reduction,
        data: data),
      gradientNorm: trainingStep.gradientNorm)
  }

  /// Takes the steps of an epoch from a place on, and advances the place.
  @inline(__always)
  private func takeSteps(
    _ network: inout Network<Element>, place: inout EpochProgress, shouldStop: () -> Bool
  ) {
    var sum = place.lossSum
    var start = place.sampleCount
    if trainingStep.plan.form == .singleSamples {
      start += trainingStep.takeForEachSample(
        network: &network, data: data, rows: rows(from: start, count: data.rowCount), addingTo: &sum,
        shouldStop: shouldStop)
    } else {
      while start < data.rowCount, !shouldStop() {
        let batch = rows(from: start, count: batchSize)
        sum += trainingStep.take(
          network: &network, data: data, rows: batch, areConsecutive: !shuffles || batch.count == 1,
          next: rows(from: start + batch.count, count: shuffles ? batchSize : 0))
        start += batch.count
      }
    }
    (place.sampleCount, place.lossSum) = (start, sum)
  }

  /// Up to `count` samples of the epoch's order, from position `start` on.
  @inline(__always)
  private func rows(from start: Int, count: Int) -> UnsafeBufferPointer<Int32> {
    UnsafeBufferPointer(start: order.base + start, count: min(count, data.rowCount - start))
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func step(
    _ network: inout Network<Element>, on data: Dataset<Element>, rows: UnsafeBufferPointer<Int32>,
    _ control: inout RunControl
  ) -> Double {
    trainingStep.counts = control.steps
    trainingStep.learningRateFactor = control.learningRateFactor
    let sum = trainingStep.take(network: &network, data: data, rows: rows, areConsecutive: false)
    control.steps = trainingStep.counts
    return sum
  }

  private func orderByNumber() {
    for row in 0..<data.rowCount { order.base[row] = Int32(row) }
  }

  private func shuffle(epoch: Int) {
    orderByNumber()
    var generator = RandomGenerator(seed: configuration.seed, stream: RandomStream.shuffle(epoch: epoch))
    let rows = UnsafeMutableBufferPointer(start: order.base, count: data.rowCount)
    if let block = data.shuffleBlock {
      BlockShuffle(block: block).shuffle(rows, with: &generator)
    } else {
      generator.shuffle(rows)
    }
  }
}

extension GradientDescentEngine {
  func resetStates() { trainingStep.updater?.resetStates() }

  func save(to snapshot: RunSnapshot<Element>) { trainingStep.updater?.copyStates(to: snapshot.states) }

  func restore(from snapshot: RunSnapshot<Element>) { trainingStep.updater?.restoreStates(snapshot.states) }

  func exportStates(of network: Network<Element>) -> OptimizerState<Element>.Values {
    .parameters(trainingStep.updater?.exportStates(of: network) ?? [])
  }

  func importStates(_ values: OptimizerState<Element>.Values) -> Bool {
    guard case .parameters(let states) = values else { return false }
    return trainingStep.updater?.importStates(states) ?? false
  }
}
