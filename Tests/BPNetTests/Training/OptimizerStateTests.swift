import Testing

@testable import BPNet

/// Training that continues from a state gives the bytes of uninterrupted training.
@Suite struct OptimizerStateTests {
  /// The network and the configuration of a training.
  private struct Setting: Sendable {
    var optimizer = "sgd:0.9"
    var schedule = "constant"
    var batchSize = TrainingConfiguration.BatchSize.samples(7)
    var learningRate = 0.05
    var warmUpEpochs = 0
    var validates = false
    var frozenLayers: Set<Int> = []
    var hidden = 5
    var clippedNorm: Double?
  }

  private static let settings: [Setting] = [
    Setting(), Setting(optimizer: "sgd:0"), Setting(optimizer: "nesterov:0.8"),
    Setting(optimizer: "adam", learningRate: 0.01), Setting(optimizer: "adamw", learningRate: 0.01),
    Setting(optimizer: "rmsprop", learningRate: 0.01), Setting(optimizer: "rprop", batchSize: .full),
    Setting(optimizer: "quickprop", batchSize: .full), Setting(optimizer: "nesterov", batchSize: .samples(1)),
    Setting(optimizer: "adam", validates: true), Setting(optimizer: "rprop", validates: true),
    Setting(optimizer: "sgd", learningRate: 0.5, validates: true),
    Setting(schedule: "plateau:1,0.5", learningRate: 0.4), Setting(schedule: "adaptive", learningRate: 0.8),
    Setting(optimizer: "adam", schedule: "adaptive", learningRate: 0.1, validates: true),
    Setting(schedule: "cosine:6,2", warmUpEpochs: 13), Setting(schedule: "plateau:2,0.5", validates: true),
    Setting(optimizer: "adam", frozenLayers: [0]), Setting(optimizer: "adam", hidden: 900, clippedNorm: 0.1),
    Setting(optimizer: "nesterov", hidden: 900), Setting(optimizer: "lbfgs", batchSize: .full),
    Setting(optimizer: "scg", batchSize: .full), Setting(optimizer: "lm", batchSize: .full),
    Setting(optimizer: "lm-bayesian", batchSize: .full),
    Setting(optimizer: "lbfgs", batchSize: .full, validates: true),
  ]

  private static func configuration(_ setting: Setting, epochs: Int) throws -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.optimizer = try Optimizer(parsing: setting.optimizer)
    configuration.schedule = try Schedule(parsing: setting.schedule)
    configuration.warmUpEpochs = setting.warmUpEpochs
    configuration.batchSize = setting.batchSize
    configuration.learningRate = setting.learningRate
    if case .rule = configuration.optimizer.algorithm {
      configuration.biasLearningRate = 0.8 * setting.learningRate
      configuration.weightDecay = 0.001
    }
    configuration.frozenLayers = setting.frozenLayers
    configuration.clipping.norm = setting.clippedNorm
    configuration.seed = 5
    configuration.stopping.epochs = epochs
    configuration.stopping.maxFail = setting.validates ? 1000 : nil
    return configuration
  }

  private static func data<Element: Scalar>(
    rows: Int, seed: UInt64, as _: Element.Type
  ) throws -> Dataset<Element> {
    var generator = RandomGenerator(seed: seed, stream: 0)
    let inputs = (0..<rows * 3).map { _ in Element(generator.gaussian()) }
    var targets: [Element] = []
    for row in 0..<rows {
      let noise = Element(0.3 * generator.gaussian())
      targets += [inputs[row * 3] * inputs[row * 3 + 1] + noise, inputs[row * 3 + 2]]
    }
    return try Dataset(inputs: inputs, inputCount: 3, targets: targets, outputCount: 2)
  }

  private static func network<Element: Scalar>(
    hidden: Int, as _: Element.Type
  ) throws -> Network<Element> {
    var network = try Network<Element>(
      topology: Topology(
        inputCount: 3,
        layers: [
          Layer(outputCount: hidden, activation: .tanh),
          Layer(outputCount: 2, activation: .linear, bias: .shared),
        ]))
    network.initialize(seed: 1)
    return network
  }

  /// Trains for `epochs`, from `start` on.
  private static func train<Element: Scalar>(
    _ setting: Setting, epochs: Int, from start: (Network<Element>, OptimizerState<Element>)? = nil,
    threadCount: Int = 1
  ) throws -> (trainer: Trainer<Element>, summary: TrainingSummary) {
    var configuration = try configuration(setting, epochs: epochs)
    configuration.stopping.countsFirstWeights = start != nil
    let trainer = try Trainer(
      network: start?.0 ?? network(hidden: setting.hidden, as: Element.self),
      data: data(rows: 40, seed: 2, as: Element.self),
      validation: setting.validates ? data(rows: 20, seed: 3, as: Element.self) : nil,
      configuration: configuration, optimizerState: start?.1, threadCount: threadCount)
    return (trainer, trainer.run())
  }

  /// With validation the first part ends with the weights of its best epoch, and training continues from
  /// there.
  private func expectNoBreak<Element: Scalar>(_ setting: Setting, as type: Element.Type) throws {
    let first = try Self.train(setting, epochs: 12) as (Trainer<Element>, TrainingSummary)
    let state = try #require(first.0.optimizerState)
    #expect(state.epochCount == first.1.bestEpoch)
    let second = try Self.train(setting, epochs: 9, from: (first.0.network, state), threadCount: 2)
    let whole =
      try Self.train(setting, epochs: first.1.bestEpoch + 9)
      as (Trainer<Element>, TrainingSummary)
    #expect(first.0.network.parameterBytes != whole.0.network.parameterBytes || setting.validates)
    #expect(second.trainer.network.parameterBytes == whole.0.network.parameterBytes)
    let (found, expected) = (second.trainer.optimizerState, whole.0.optimizerState)
    #expect(found?.stepCount == expected?.stepCount)
    #expect(found?.totalStepCount == expected?.totalStepCount)
    #expect(found?.epochCount == expected?.epochCount)
    #expect(stateBytes(found) == stateBytes(expected))
    if !setting.validates {
      #expect(found?.schedule == expected?.schedule)
      #expect(second.summary.epochs == 9)
    }
    #expect(first.1.bestEpoch + second.summary.bestEpoch == whole.1.bestEpoch)
  }

  private func stateBytes<Element: Scalar>(_ state: OptimizerState<Element>?) -> [[UInt8]] {
    switch state?.values {
    case .parameters(let states)?: states.map(\.parameterBytes)
    case .vector(let numbers)?: [numbers.withUnsafeBytes { Array($0) }]
    case nil: []
    }
  }

  @Test(arguments: Self.settings.indices) func aBreakLeavesNoTrace(index: Int) throws {
    try expectNoBreak(Self.settings[index], as: Float.self)
    try expectNoBreak(Self.settings[index], as: Double.self)
  }

  @Test func withoutTheStateTheBreakShows() throws {
    for optimizer in ["sgd", "nesterov", "adam", "rprop"] {
      let setting = Setting(optimizer: optimizer)
      let first = try Self.train(setting, epochs: 12) as (trainer: Trainer<Double>, TrainingSummary)
      let whole = try Self.train(setting, epochs: 15) as (trainer: Trainer<Double>, TrainingSummary)
      let trainer = try Trainer(
        network: first.trainer.network, data: Self.data(rows: 40, seed: 2, as: Double.self),
        configuration: Self.configuration(setting, epochs: 3))
      _ = trainer.run()
      #expect(trainer.network.parameterBytes != whole.trainer.network.parameterBytes, "\(optimizer)")
    }
  }

  @Test func noFurtherEpochLeavesTheState() throws {
    let setting = Setting(optimizer: "adam")
    let first = try Self.train(setting, epochs: 3) as (trainer: Trainer<Double>, TrainingSummary)
    let state = try #require(first.trainer.optimizerState)
    let second = try Self.train(setting, epochs: 0, from: (first.trainer.network, state))
    #expect(second.trainer.network.parameterBytes == first.trainer.network.parameterBytes)
    #expect(stateBytes(second.trainer.optimizerState) == stateBytes(state))
    #expect(second.trainer.optimizerState?.epochCount == 3)
  }

  /// A schedule that is not the state's begins with the first new epoch.
  @Test func anotherScheduleBegins() throws {
    let first = try Self.train(Setting(), epochs: 4) as (trainer: Trainer<Double>, TrainingSummary)
    let state = try #require(first.trainer.optimizerState)
    var configuration = try Self.configuration(Setting(schedule: "step:2,0.5"), epochs: 5)
    configuration.learningRate = 0.25
    let trainer = try Trainer(
      network: first.trainer.network, data: Self.data(rows: 40, seed: 2, as: Double.self),
      configuration: configuration, optimizerState: state)
    var rates: [Double] = []
    _ = trainer.run(onEpoch: { rates.append($0.learningRate) })
    #expect(rates == [0.25, 0.25, 0.125, 0.125, 0.0625])
    #expect(trainer.optimizerState?.epochCount == 9)
    #expect(trainer.optimizerState?.schedule.start == 4)
  }

  /// The initial weights of a trained network count as those of an epoch 0.
  @Test func theStartMayBeTheBest() throws {
    var setting = Setting(learningRate: 0.02, validates: true)
    let first = try Self.train(setting, epochs: 30) as (trainer: Trainer<Double>, TrainingSummary)
    let state = try #require(first.trainer.optimizerState)
    setting.learningRate = 1
    let second = try Self.train(setting, epochs: 2, from: (first.trainer.network, state))
    #expect(second.summary.stopReason == .epochs)
    #expect(second.summary.bestEpoch == 0)
    #expect(second.trainer.network.parameterBytes == first.trainer.network.parameterBytes)
    #expect(stateBytes(second.trainer.optimizerState) == stateBytes(state))
    #expect(second.trainer.optimizerState?.epochCount == state.epochCount)
  }

  @Test func aRunThatDivergedHasNoState() throws {
    let setting = Setting(batchSize: .full, learningRate: 1e30)
    let run = try Self.train(setting, epochs: 50) as (trainer: Trainer<Float>, TrainingSummary)
    #expect(run.1.stopReason == .diverged)
    #expect(run.trainer.optimizerState == nil)
  }

  @Test func statesOfOthersAreRefused() throws {
    let first = try Self.train(Setting(), epochs: 2) as (trainer: Trainer<Double>, TrainingSummary)
    let state = try #require(first.trainer.optimizerState)
    func refuses(_ setting: Setting, _ text: String) throws {
      let error = #expect(throws: BPNetError.self) {
        try Self.train(
          setting, epochs: 2, from: (Self.network(hidden: setting.hidden, as: Double.self), state))
      }
      #expect("\(try #require(error))".contains(text), "\(String(describing: error))")
    }
    try refuses(Setting(optimizer: "sgd:0.5"), "found a state of sgd:0.9, expected sgd:0.5")
    try refuses(Setting(optimizer: "nesterov:0.9"), "found a state of sgd:0.9, expected nesterov:0.9")
    try refuses(Setting(hidden: 6), "found a state for the network 3-5-2, expected 3-6-2")
  }

  /// The state of a full-batch method is checked when training continues from it.
  @Test(arguments: ["lbfgs", "scg", "lm", "lm-bayesian"]) func vectorsOfAnotherSizeAreRefused(
    optimizer: String
  ) throws {
    let setting = Setting(optimizer: optimizer, batchSize: .full)
    let first = try Self.train(setting, epochs: 3) as (trainer: Trainer<Double>, TrainingSummary)
    let state = try #require(first.trainer.optimizerState)
    guard case .vector(let numbers) = state.values else {
      Issue.record("another kind of state")
      return
    }
    #expect(state.stepCount == 3)
    func damaged(_ values: OptimizerState<Double>.Values) -> OptimizerState<Double> {
      OptimizerState(
        optimizer: state.optimizer, stepCount: 3, totalStepCount: 3, epochCount: 3, schedule: state.schedule,
        values: values)
    }
    for values in [.vector(numbers + [1]), .parameters([])] as [OptimizerState<Double>.Values] {
      #expect(throws: BPNetError.self) {
        try Self.train(setting, epochs: 1, from: (first.trainer.network, damaged(values)))
      }
    }
  }

  /// States that a damaged file could hold.
  @Test(arguments: [
    ("plateau:2,0.5", [1.0, 3, 1]), ("plateau:2,0.5", [1, -1, 1]), ("plateau:2,0.5", [1, 0.5, 1]),
    ("plateau:2,0.5", [1, .nan, 1]), ("plateau:2,0.5", [.nan, 0, 1]), ("plateau:2,0.5", [1, 0, 2]),
    ("plateau:2,0.5", [1, 0, -1]), ("plateau:2,0.5", [1, 0]), ("plateau:2,0.5", [1, .infinity, 1]),
    ("adaptive", [0, 1]), ("adaptive", [-1, 1]), ("adaptive", [.infinity, 1]), ("adaptive", [1, .nan]),
    ("adaptive", [1]), ("constant", [1]), ("step:2", [0]),
  ])
  func statesThatNoScheduleHas(schedule: String, state: [Double]) throws {
    var progress = try Schedule(parsing: schedule).rule.makeProgress()
    let before = progress.state
    let isRestored = progress.restore(state)
    #expect(!isRestored)
    #expect(progress.state == before)
  }

  @Test func namesOfOptimizersLeadBack() throws {
    for name in Optimizer.names {
      let optimizer = try Optimizer(parsing: name)
      let read = try Optimizer(parsing: optimizer.description)
      #expect(read.constants == optimizer.constants)
      #expect(read.name == name)
    }
    #expect("\(Optimizer.sgd(momentum: 0.25))" == "sgd:0.25")
    #expect("\(Optimizer.sgd(momentum: 0))" == "sgd:0.0")
  }
}
