/// Epochs of steps over batches, in an order that depends only on the seed and the epoch's number.
final class GradientDescentEngine<Element: Scalar>: EpochEngine {
  /// The ways to take a step, which share the optimiser's states.
  private let steps: [TrainingStep<Element>]
  private let clock: Clock
  @exclusivity(unchecked) private var choice: StepChoice
  private let data: Dataset<Element>
  private let configuration: TrainingConfiguration
  private let batchSize: Int
  private let shuffles: Bool
  private let order: AlignedBuffer<Int32>

  /// - Parameters:
  ///   - steps: ways to take a step over batches of the configuration's size, at least one; the fastest is
  ///     chosen by timing them.
  ///   - data: the samples of an epoch; empty for an engine that is only given batches by the caller.
  init(
    steps: [TrainingStep<Element>], data: Dataset<Element>, configuration: TrainingConfiguration,
    clock: Clock = .system
  ) {
    self.steps = steps
    self.choice = StepChoice(among: steps.count)
    self.clock = clock
    self.data = data
    self.configuration = configuration
    self.batchSize = configuration.batchSize.count(rowCount: data.rowCount)
    self.shuffles = configuration.shuffles && configuration.batchSize != .full
    self.order = AlignedBuffer(uninitializedCount: data.rowCount)
    orderByNumber()
  }

  var team: ThreadTeam? { steps[0].team }
  var plan: StepPlan { steps[choice.current].plan }
  private var updater: Updater<Element>? { steps[0].updater }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func runEpoch(
    _ network: inout Network<Element>, _ control: inout RunControl, shouldStop: () -> Bool
  ) -> EpochResult? {
    if shuffles { shuffle(epoch: control.epochCount + 1) }
    for step in steps { step.learningRateFactor = control.learningRateFactor }
    takeSteps(&network, place: &control.place, counts: &control.steps, shouldStop: shouldStop)
    guard control.place.sampleCount == data.rowCount else { return nil }
    return EpochResult(
      loss: reducedLoss(
        control.place.lossSum, loss: configuration.loss.function, reduction: configuration.reduction,
        data: data),
      gradientNorm: steps[0].gradientNorm)
  }

  /// Takes the steps of an epoch from a place on, and advances the place.
  @inline(__always)
  private func takeSteps(
    _ network: inout Network<Element>, place: inout EpochProgress, counts: inout StepCounts,
    shouldStop: () -> Bool
  ) {
    var sum = place.lossSum
    var start = place.sampleCount
    var step = steps[choice.current]
    step.counts = counts
    choice.interrupt()
    if step.plan.form == .singleSamples {
      start += step.takeForEachSample(
        network: &network, data: data, rows: rows(from: start, count: data.rowCount), addingTo: &sum,
        shouldStop: shouldStop)
    } else {
      while start < data.rowCount, !shouldStop() {
        let batch = rows(from: start, count: batchSize)
        // Rows that follow each other are prefetched by the processor.
        let nextCount = step.plan.looksAhead ? 2 : shuffles ? batchSize : 0
        sum += step.take(
          network: &network, data: data, rows: batch, areConsecutive: !shuffles || batch.count == 1,
          next: rows(from: start + batch.count, count: nextCount))
        start += batch.count
        if choice.isOpen { chooseStep(&step) }
      }
    }
    step.forgetNextSample()
    (place.sampleCount, place.lossSum, counts) = (start, sum, step.counts)
  }

  /// Notes the end of a step, and replaces `step` by the way in which the next one is to be taken.
  private func chooseStep(_ step: inout TrainingStep<Element>) {
    choice.finishStep(at: clock.seconds())
    let next = steps[choice.current]
    if next !== step { step.forgetNextSample() }
    next.counts = step.counts
    step = next
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
    let step = steps[choice.current]
    step.counts = control.steps
    step.learningRateFactor = control.learningRateFactor
    let sum = step.take(network: &network, data: data, rows: rows, areConsecutive: false)
    control.steps = step.counts
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
  func resetStates() { updater?.resetStates() }

  func save(to snapshot: RunSnapshot<Element>) { updater?.copyStates(to: snapshot.states) }

  func restore(from snapshot: RunSnapshot<Element>) { updater?.restoreStates(snapshot.states) }

  func exportStates(of network: Network<Element>) -> OptimizerState<Element>.Values {
    .parameters(updater?.exportStates(of: network) ?? [])
  }

  func importStates(_ values: OptimizerState<Element>.Values) -> Bool {
    guard case .parameters(let states) = values else { return false }
    return updater?.importStates(states) ?? false
  }
}
