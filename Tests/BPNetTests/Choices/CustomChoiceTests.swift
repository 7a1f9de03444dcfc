import BPNet
import Testing

/// Choices that are defined outside of the package, with its public interface.
@Suite struct CustomChoiceTests {
  /// The mean squared error.
  private struct Squared: CustomLoss {
    let name = "my-squares"
    func value(output: Double, target: Double) -> Double { (output - target) * (output - target) }
    func derivative(output: Double, target: Double) -> Double { 2 * (output - target) }
  }

  /// Huber's loss, summed over the outputs.
  private struct SummedHuber: CustomLoss {
    let name = "my-huber"
    let delta: Double
    let averagesOutputs = false
    var constants: [Double] { [delta] }
    var kinks: [Double] { [delta] }

    func value(output: Double, target: Double) -> Double {
      let size = (output - target).magnitude
      return size <= delta ? 0.5 * size * size : delta * (size - 0.5 * delta)
    }

    func derivative(output: Double, target: Double) -> Double {
      min(max(output - target, -delta), delta)
    }
  }

  /// Gradient descent with momentum.
  private struct Momentum: CustomOptimizer {
    let name = "my-momentum"
    let momentum: Double
    let stateCount = 1
    var constants: KeyValuePairs<String, Double> { ["kept": momentum] }

    func update(
      _ parameter: inout Double, gradient: Double, states: inout MutableSpan<Double>, step: Optimizer.Step
    ) {
      states[0] = momentum * states[0] - step.learningRate * gradient
      parameter += states[0]
    }
  }

  /// Adam.
  private struct Adam: CustomOptimizer {
    let name = "my-adam"
    let stateCount = 2

    func update(
      _ parameter: inout Double, gradient: Double, states: inout MutableSpan<Double>, step: Optimizer.Step
    ) {
      states[0] = 0.9 * states[0] + 0.1 * gradient
      states[1] = 0.999 * states[1] + 0.001 * gradient * gradient
      var (power1, power2) = (1.0, 1.0)
      for _ in 0..<step.number { (power1, power2) = (power1 * 0.9, power2 * 0.999) }
      let root = (states[1] / (1 - power2)).squareRoot()
      parameter -= step.learningRate * (states[0] / (1 - power1)) / (root + 1e-8)
    }
  }

  /// Plain gradient descent whose state counts the steps, from a first value.
  private struct Counting: CustomOptimizer {
    let name = "my-counting"
    let stateCount = 1

    func initialState(_ index: Int, learningRate: Double) -> Double { 100 + learningRate }

    func update(
      _ parameter: inout Double, gradient: Double, states: inout MutableSpan<Double>, step: Optimizer.Step
    ) {
      states[0] += 1
      // Any other count shows.
      let isRight = (states[0] - 100 - step.learningRate - Double(step.number)).magnitude < 1e-4
      parameter -= isRight ? step.learningRate * gradient : 1000
    }
  }

  /// Weights after some epochs of batches of 7, of which the last is smaller, from the same first weights.
  private func train<Element: Scalar>(
    as _: Element.Type, initializer: Initializer? = nil, change: (inout TrainingConfiguration) -> Void
  ) throws -> (weights: [Double], loss: Double) {
    var generator = RandomGenerator(seed: 3, stream: 9)
    let rowCount = 60
    let data = try Dataset<Element>(
      inputs: (0..<rowCount * 3).map { _ in Element(generator.uniform()) }, inputCount: 3,
      targets: (0..<rowCount * 2).map { _ in Element(generator.uniform()) }, outputCount: 2)
    var network = try Network<Element>(
      topology: Topology(
        inputCount: 3,
        layers: [Layer(outputCount: 5, activation: .tanh), Layer(outputCount: 2, activation: .linear)]))
    network.initialize(weights: initializer, seed: 5)
    var configuration = TrainingConfiguration()
    configuration.batchSize = .samples(7)
    configuration.learningRate = 0.05
    configuration.stopping.epochs = 5
    change(&configuration)
    let trainer = try Trainer(network: network, data: data, configuration: configuration)
    let summary = trainer.run()
    let weights = (0..<2).flatMap { layer in
      trainer.network.weights(ofLayer: layer) + trainer.network.biases(ofLayer: layer)
    }
    return (weights.map { Double($0) }, summary.lastTrainingLoss)
  }

  private func expectAlike(
    _ title: String, lossFactor: Double = 1, _ change: (inout TrainingConfiguration) -> Void,
    than other: (inout TrainingConfiguration) -> Void
  ) throws {
    for (own, known) in [
      (try train(as: Float.self, change: change), try train(as: Float.self, change: other)),
      (try train(as: Double.self, change: change), try train(as: Double.self, change: other)),
    ] {
      for (weight, expected) in zip(own.weights, known.weights) {
        #expect((weight - expected).magnitude < 1e-6, "\(title): \(weight), \(expected)")
      }
      #expect((own.loss - lossFactor * known.loss).magnitude < 1e-6, "\(title): \(own.loss), \(known.loss)")
    }
    // Training moves the weights further than the tolerance.
    let start = try train(as: Double.self) { $0.stopping.epochs = 0 }.weights
    let end = try train(as: Double.self, change: change).weights
    #expect(zip(start, end).contains { ($0 - $1).magnitude > 1e-2 }, "\(title)")
  }

  @Test func aLossTrainsAsTheLibrarys() throws {
    try expectAlike("mse") {
      $0.loss = Loss(Squared())
    } than: {
      $0.loss = .meanSquared
    }
    // The library's is the mean over the two outputs.
    try expectAlike("huber", lossFactor: 2) {
      $0.loss = Loss(SummedHuber(delta: 0.25))
    } than: {
      $0.loss = .huber(delta: 0.25)
      $0.learningRate *= 2
    }
  }

  @Test func anOptimizerTrainsAsTheLibrarys() throws {
    try expectAlike("sgd") {
      $0.optimizer = Optimizer(Momentum(momentum: 0.8))
      $0.weightDecay = 0.01
      $0.schedule = .exponential(factor: 0.9)
    } than: {
      $0.optimizer = .sgd(momentum: 0.8)
      $0.weightDecay = 0.01
      $0.schedule = .exponential(factor: 0.9)
    }
    try expectAlike("adam") {
      $0.optimizer = Optimizer(Adam())
    } than: {
      $0.optimizer = .adam()
    }
    try expectAlike("states") {
      $0.optimizer = Optimizer(Counting())
    } than: {
      $0.optimizer = .sgd(momentum: 0)
    }
  }

  @Test func threadsChangeNoBit() throws {
    let results = try [1, 2, 3].map { threads in
      try train(as: Float.self) {
        $0.threads = threads
        $0.optimizer = Optimizer(Adam())
        $0.loss = Loss(Squared())
      }.weights
    }
    #expect(results.allSatisfy { $0 == results[0] })
  }

  @Test func aScheduleTrainsAsTheLibrarys() throws {
    let own = Schedule("my-halving") { epoch in (1..<epoch).reduce(1) { factor, _ in factor / 2 } }
    try expectAlike("halving") {
      $0.schedule = own
    } than: {
      $0.schedule = .exponential(factor: 0.5)
    }
  }

  @Test func anInitializerDrawsAsTheLibrarys() throws {
    let own = Initializer("my-uniform") { _, _, generator in generator.uniform() - 0.5 }
    let expected = try train(as: Double.self, initializer: .uniform(low: -0.5, high: 0.5)) { _ in }
    #expect(try train(as: Double.self, initializer: own) { _ in } == expected)
  }

  @Test func namesAndConstantsTellThemApart() throws {
    #expect(Loss(Squared()) == Loss(Squared()) && Loss(Squared()) != .meanSquared)
    #expect(Loss(SummedHuber(delta: 1)) != Loss(SummedHuber(delta: 2)))
    #expect(Loss(SummedHuber(delta: 2)).description == "my-huber:2.0")
    let optimizer = Optimizer(Momentum(momentum: 0.5))
    #expect(optimizer == Optimizer(Momentum(momentum: 0.5)) && optimizer != Optimizer(Momentum(momentum: 0)))
    #expect(optimizer.description == "my-momentum:0.5" && optimizer.constants == ["kept": 0.5])
    #expect(
      Schedule("mine") { _ in 1 } != .constant && Schedule("mine") { _ in 1 } == Schedule("mine") { _ in 2 })
  }

  @Test func theyAreReadAmongExtensions() throws {
    let loss = Loss(SummedHuber(delta: 2))
    let extensions: [any NamedChoice] = [Optimizer(Adam()), loss, Loss(Squared())]
    #expect(try Loss(parsing: "my-huber:2.0", extensions: extensions) == loss)
    #expect(try Loss(parsing: "mse", extensions: extensions) == .meanSquared)
    let error = #expect(throws: BPNetError.self) { try Loss(parsing: "my-huber", extensions: extensions) }
    #expect("\(try #require(error))".hasSuffix("poisson, cross-entropy, my-huber:2.0, my-squares"))
    #expect(throws: BPNetError.self) { try Loss(parsing: "my-huber:2.0") }
    #expect(throws: BPNetError.self) { try Loss(parsing: "my-adam", extensions: extensions) }
  }

  /// Checkpoints name them: whoever resumes has them in the recipe.
  @Test(arguments: [TrainingRecipe.Preset.classic, .default])
  func trainingResumes(preset: TrainingRecipe.Preset) throws {
    let rows = (0..<40).map { "\($0 * 7 % 11),\($0 * 5 % 13),\(Double($0 * 3 % 17) / 5)\n" }.joined()
    let table = try CSVReader().read(text: "a,b,y\n" + rows)
    var recipe = TrainingRecipe(preset: preset)
    recipe.task = .regress
    recipe.loss = Loss(SummedHuber(delta: 0.5))
    recipe.optimizer = .given(Optimizer(Momentum(momentum: 0.5)))
    recipe.schedule = Schedule("my-halving") { epoch in (1..<epoch).reduce(1) { factor, _ in factor / 2 } }
    recipe.weightInitializer = Initializer("my-uniform") { _, _, generator in generator.uniform() - 0.5 }
    recipe.activations = [Activation(CustomActivationTests.Logistic(steepness: 1.5))]
    recipe.rankingMetric = Metrics.RankingMetric("my-weights", isLargerBetter: true) {
      $0.weights.reduce(0, +)
    }
    recipe.epochs = 12
    let whole = try recipe.prepare(table, as: Float.self).train().model

    let folder = try TemporaryFolder()
    func train(resumes: Bool, epochs: Int = .max) throws -> TrainingResult {
      let checkpoints = try CheckpointFolder(
        folder.file("c"), interval: .epochs(2), resumes: resumes,
        onEvent: { event in
          switch event {
          case .unreadable(let error), .failed(let error): Issue.record("\(error)")
          case .startedAfresh: Issue.record("started afresh")
          case .resumed, .resumedRuns: break
          }
        })
      var count = 0
      return try recipe.prepare(table, checkpoints: checkpoints, as: Float.self).train(
        checkpoints: checkpoints, onEpoch: { _ in count += 1 }, shouldStop: { count >= epochs })
    }
    #expect(try train(resumes: false, epochs: 5).summary.epochs == 5)
    #expect(try train(resumes: true).model.weightsSHA256 == whole.weightsSHA256)

    recipe.restartCount = 2
    func results(resumes: Bool) throws -> [Run.Result] {
      let checkpoints = try CheckpointFolder(folder.file("r"), resumes: resumes)
      return try recipe.prepare(table, checkpoints: checkpoints, as: Float.self).trainBest(
        checkpoints: checkpoints
      ).runs
    }
    // Their times tell runs that were trained again.
    let runs = try results(resumes: false)
    #expect(try results(resumes: true) == runs && runs.count == 2)
  }

  /// From a recipe to a model's file and back: the file has the names, the program the definitions.
  @Test func modelsNameThem() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<40).map { "\($0 * 7 % 11),\($0 * 5 % 13),\(Double($0 * 3 % 17) / 5)\n" }.joined()
    let table = try CSVReader().read(text: "a,b,y\n" + rows)
    let schedule = Schedule("my-halving") { epoch in (1..<epoch).reduce(1) { factor, _ in factor / 2 } }
    let initializer = Initializer("my-uniform") { _, _, generator in generator.uniform() - 0.5 }
    var recipe = TrainingRecipe(preset: .classic)
    recipe.task = .regress
    recipe.loss = Loss(SummedHuber(delta: 0.5))
    recipe.optimizer = .given(Optimizer(Momentum(momentum: 0.5)))
    recipe.schedule = schedule
    recipe.weightInitializer = initializer
    recipe.activations = [Activation(CustomActivationTests.Logistic(steepness: 1.5))]
    recipe.epochs = 3
    let first = try recipe.prepare(table, as: Float.self).train().model
    try first.write(to: folder.file("m"))

    let extensions: [any NamedChoice] = [
      Loss(SummedHuber(delta: 0.5)), Optimizer(Momentum(momentum: 0.5)), schedule, initializer,
      Activation(CustomActivationTests.Logistic(steepness: 1.5)),
    ]
    let read = try Model(contentsOf: folder.file("m"), extensions: extensions)
    #expect(read.weightsSHA256 == first.weightsSHA256 && read.record == first.record)
    #expect(try read.predict(table) == first.predict(table))
    let next = try TrainingRecipe(continuing: read, overriding: TrainingRecipe())
    #expect(next.loss == recipe.loss && next.optimizer == recipe.optimizer && next.schedule == schedule)
    let second = try next.prepare(table, continuing: read, as: Float.self).train().model
    recipe.epochs = 103
    let whole = try recipe.prepare(table, as: Float.self).train().model
    #expect(second.weightsSHA256 == whole.weightsSHA256)

    // Without any of them the file cannot be read, and says what is missing.
    for (index, name) in [
      "my-huber:0.5", "my-momentum:0.5", "my-halving", "my-uniform", "my-logistic:1.5",
    ].enumerated() {
      var others = extensions
      others.remove(at: index)
      let error = #expect(throws: BPNetError.self) {
        try Model(contentsOf: folder.file("m"), extensions: others)
      }
      #expect(error?.description.contains("\"\(name)\"") == true, "\(String(describing: error))")
    }
  }
}
