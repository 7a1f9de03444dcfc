import Testing

@testable import BPNet

@Suite struct LossEvaluatorTests {
  /// A number of rows for several passes, the last of them incomplete.
  private func problem(seed: UInt64) throws -> SampledProblem {
    var choices = SampledProblem.Choices()
    choices.rows = 6 * LossEvaluator<Float>.passRows + 3...8 * LossEvaluator<Float>.passRows + 50
    return try SampledProblem(seed: seed, choices: choices)
  }

  private func evaluator<Element: Scalar>(
    _ problem: SampledProblem, _ data: Dataset<Element>, threads: Int
  ) -> LossEvaluator<Element> {
    LossEvaluator(
      topology: problem.topology, data: data, loss: problem.loss, reduction: .mean,
      team: ThreadTeam(count: threads))
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func threadsChangeNoBit(seed: UInt64) throws {
    try check(try problem(seed: seed), as: Float.self)
    try check(try problem(seed: seed), as: Double.self)
  }

  private func check<Element: Scalar>(_ problem: SampledProblem, as _: Element.Type) throws {
    let data = try problem.data(as: Element.self)
    let network = problem.network(as: Element.self, kernels: try KernelSet.selected())
    let single = evaluator(problem, data, threads: 1)
    let (loss, outputs) = single.lossAndOutputs(of: network)
    #expect(loss.isFinite && outputs.count == data.rowCount * data.outputCount)
    #expect(single.loss(of: network) == loss)
    for threads in [2, 3, 7] {
      let shared = evaluator(problem, data, threads: threads)
      #expect(shared.threadCount == threads)
      for _ in 0..<3 {
        #expect(shared.loss(of: network) == loss)
        #expect(shared.outputs(of: network) == outputs)
      }
      let both = shared.lossAndOutputs(of: network, response: .exp)
      #expect(both.loss == loss && both.outputs == outputs.map(ReproducibleMath.exp))
    }
  }

  /// The sum over passes is in their order, whichever members computed them.
  @Test func theLossIsTheSumOfThePasses() throws {
    let problem = try problem(seed: 3)
    let data = try problem.data(as: Double.self)
    let network = problem.network(as: Double.self, kernels: try KernelSet.selected())
    var sum = 0.0
    for start in stride(from: 0, to: data.rowCount, by: LossEvaluator<Double>.passRows) {
      let rows = Array(start..<min(start + LossEvaluator<Double>.passRows, data.rowCount))
      sum += LossEvaluator(
        topology: problem.topology, data: data.selecting(rows: rows), loss: problem.loss, reduction: .sum
      ).loss(of: network)
    }
    let whole = LossEvaluator(
      topology: problem.topology, data: data, loss: problem.loss, reduction: .sum,
      team: ThreadTeam(count: 3))
    #expect(whole.loss(of: network) == sum)
  }

  @Test func onePassStaysOnOneThread() throws {
    var choices = SampledProblem.Choices()
    choices.rows = 10...LossEvaluator<Float>.passRows
    let problem = try SampledProblem(seed: 0, choices: choices)
    #expect(evaluator(problem, try problem.data(as: Float.self), threads: 4).threadCount == 1)
  }

  @Test func threadsAreWokenForLongWorkAlone() {
    let processors = availableProcessorCount
    func threads(_ sharing: WorkSharing, _ operations: Int, limit: Int? = nil) -> Int {
      sharing.threadCount(operationsPerSample: operations, sampleCount: 1000, limit: limit)
    }
    #expect(threads(.awake, 3_999) == 1)
    #expect(threads(.awake, 4_000) == min(2, processors))
    #expect(threads(.asleep, 39_999) == 1)
    #expect(threads(.asleep, 40_000) == min(2, processors))
    #expect(threads(.asleep, .max) == processors)
    #expect(threads(.awake, .max, limit: 1) == 1)
  }

  /// A squared error each value of which takes a second of the test's own clock.
  private struct SlowLoss: CustomLoss {
    let name = "slow-squares"
    let time = Monitor(0.0)

    func value(output: Double, target: Double) -> Double {
      time.update { $0 += 1 }
      return (output - target) * (output - target)
    }

    func derivative(output: Double, target: Double) -> Double { 2 * (output - target) }
  }

  @Test func validationIsNoTrainingTime() throws {
    var choices = SampledProblem.Choices()
    choices.rows = 300...300
    let problem = try SampledProblem(seed: 1, loss: .meanSquared, output: .tanh, choices: choices)
    let data = try problem.data(as: Float.self)
    let loss = SlowLoss()
    var configuration = TrainingConfiguration()
    configuration.loss = Loss(loss)
    configuration.stopping.epochs = 20
    let trainer = try Trainer(
      network: problem.network(as: Float.self), data: data.selecting(rows: [0, 1]), validation: data,
      configuration: configuration, threadCount: 1, clock: Clock { loss.time.update { $0 } })
    let summary = trainer.run()
    // An epoch takes the losses of two samples, and validation those of 300.
    #expect(summary.trainingSeconds == Double(20 * 2 * data.outputCount))
    #expect(loss.time.update { $0 } >= Double(20 * 302 * data.outputCount))
  }
}
