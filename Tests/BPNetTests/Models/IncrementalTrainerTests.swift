import Foundation
import Testing

@testable import BPNet

@Suite struct IncrementalTrainerTests {
  /// A thousand points of two moons.
  private static let moons: [String] = {
    var generator = RandomGenerator(seed: 8, stream: 0)
    return (0..<1000).map { row in
      let angle = Double.pi * generator.uniform()
      let (x, y) = row % 2 == 0 ? (cos(angle), sin(angle)) : (1 - cos(angle), 0.5 - sin(angle))
      return
        "\(10 * x + generator.gaussian()),\(y + 0.1 * generator.gaussian()),\(row % 2 == 0 ? "up" : "down")"
    }
  }()

  private static func table(_ rows: some Collection<String>, source: String = "moons.csv") throws -> Table {
    try CSVReader().read(text: "x,y,moon\n" + rows.joined(separator: "\n") + "\n", source: source)
  }

  private static func prepared<Element: Scalar>(
    _ rows: some Collection<String> = moons, as type: Element.Type,
    _ change: (inout TrainingRecipe) -> Void = { _ in }
  ) throws -> PreparedTraining<Element> {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.hidden = .sizes([16])
    recipe.activations = [.tanh]
    recipe.optimizer = .given(.adam())
    recipe.learningRate = 0.02
    recipe.batchSize = .samples(10)
    recipe.shuffles = false
    recipe.epochs = 1
    change(&recipe)
    return try recipe.prepare(table(rows), as: type)
  }

  private static func accuracy(_ model: TypedModel<Float>) throws -> Double {
    let data = try model.preprocessing.encode(table(moons), rows: Array(0..<1000), as: Float.self)
    guard case .classification(let metrics) = model.evaluate(data).metrics else { return 0 }
    return metrics.accuracy
  }

  /// The scaling is fitted on the first 50 rows; the stream is 20 chunks of 50 rows, one in memory at a time.
  @Test func aStreamReachesWhatTrainingAtOnceDoes() throws {
    let trainer = try IncrementalTrainer(Self.prepared(Self.moons.prefix(50), as: Float.self))
    for chunk in 0..<20 {
      try trainer.partialFit(on: Self.table(Self.moons[chunk * 50..<chunk * 50 + 50]))
    }
    #expect(trainer.rowCount == 1000)
    let atOnce = try Self.prepared(as: Float.self) {
      $0.shuffles = true
      $0.epochs = 1
    }.trainBest().best.model.typed(as: Float.self)
    let (stream, whole) = (try Self.accuracy(trainer.makeTypedModel()), try Self.accuracy(atOnce))
    #expect(whole > 0.85)
    #expect(stream > whole - 0.03, "\(stream), at once \(whole)")
  }

  private func expectSameBytes<Element: Scalar>(as type: Element.Type) throws {
    let prepared = try Self.prepared(as: type)
    let one = try prepared.makeTrainer()
    let loss = try #require(one.runEpoch())
    let stream = try IncrementalTrainer(prepared)
    var losses: [Double] = []
    for chunk in 0..<20 {
      losses.append(try stream.partialFit(on: Self.table(Self.moons[chunk * 50..<chunk * 50 + 50])))
    }
    #expect(stream.network.parameterBytes == one.network.parameterBytes)
    #expect(relativeDifference([losses.reduce(0, +) / 20], [loss]) < 1e-6)
  }

  @Test func theBatchesOfAStreamAreThoseOfATrainer() throws {
    try expectSameBytes(as: Float.self)
    try expectSameBytes(as: Double.self)
  }

  /// Chunks that are not a multiple of a batch: the last batch of each has the remaining rows.
  @Test func unevenChunks() throws {
    let prepared = try Self.prepared(as: Double.self)
    let one = try prepared.makeTrainer()
    let stream = try IncrementalTrainer(prepared)
    for chunk in [0..<23, 23..<24, 24..<60] {
      for start in stride(from: chunk.lowerBound, to: chunk.upperBound, by: 10) {
        one.step(rows: Array(start..<min(start + 10, chunk.upperBound)))
      }
      try stream.partialFit(on: Self.table(Self.moons[chunk]))
    }
    #expect(stream.network.parameterBytes == one.network.parameterBytes)
  }

  /// A stream that is interrupted, written to a file and continued gives the result of an uninterrupted one.
  @Test func aModelInBetweenLeavesNoTrace() throws {
    let prepared = try Self.prepared(as: Float.self)
    let (first, whole) = (try IncrementalTrainer(prepared), try IncrementalTrainer(prepared))
    for chunk in [0..<30, 30..<60] {
      try first.partialFit(on: Self.table(Self.moons[chunk]))
      try whole.partialFit(on: Self.table(Self.moons[chunk]))
    }
    let model = try Model(decoding: first.makeTypedModel().encoded(path: ""), file: "m")
    #expect(model.record.trainingRowCount == 60)
    var configuration = TrainingConfiguration(continuing: model)
    #expect(configuration.optimizer.name == "adam")
    #expect(configuration.learningRate == 0.02)
    configuration.batchSize = .samples(10)
    let second = try IncrementalTrainer<Float>(model, configuration: configuration)
    try second.partialFit(on: Self.table(Self.moons[60..<90]))
    try whole.partialFit(on: Self.table(Self.moons[60..<90]))
    #expect(second.network.parameterBytes == whole.network.parameterBytes)
  }

  @Test func arraysAreRowsInTheUnitsOfTheData() throws {
    let prepared = try Self.prepared(as: Double.self)
    let (tables, arrays) = (try IncrementalTrainer(prepared), try IncrementalTrainer(prepared))
    try tables.partialFit(on: Self.table(Self.moons[0..<25]))
    let fields = Self.moons[0..<25].map { $0.split(separator: ",").map(String.init) }
    try arrays.partialFit(
      inputs: fields.map { $0[0..<2].compactMap(Double.init) }, targets: fields.map { $0[2] })
    #expect(arrays.network.parameterBytes == tables.network.parameterBytes)
  }

  @Test func badRowsMakeNoStep() throws {
    let trainer = try IncrementalTrainer(Self.prepared(as: Float.self))
    let before = trainer.network.parameterBytes
    func refuses(_ message: String, _ body: () throws -> Void) {
      let error = #expect(throws: BPNetError.self, "\(message)") { try body() }
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
    var rows = Array(Self.moons[0..<40])
    rows[30] = "1,2,left"
    refuses("c.csv:32:moon: found 'left'") { try trainer.partialFit(on: Self.table(rows, source: "c.csv")) }
    rows[30] = "1,,up"
    refuses("c.csv:32:y: found a missing value") {
      try trainer.partialFit(on: Self.table(rows, source: "c.csv"))
    }
    refuses("input: found 1 number, expected 2") { try trainer.partialFit(inputs: [[1]], targets: ["up"]) }
    refuses("target: found \"left\"") { try trainer.partialFit(inputs: [[1, 2]], targets: ["left"]) }
    refuses("targets: found 2 for 1 row") {
      try trainer.partialFit(inputs: [[1, 2]], targets: ["up", "up"])
    }
    refuses("targets: found 0 for 0 rows") { try trainer.partialFit(inputs: [], targets: []) }
    refuses("inputs: found a value that is not finite") {
      try trainer.partialFit(inputs: [[1, .nan]], targets: ["up"])
    }
    refuses("data: found 1 input and 2 outputs") {
      try trainer.partialFit(on: Dataset(inputs: [1], inputCount: 1, classes: [0], classCount: 2))
    }
    #expect(trainer.network.parameterBytes == before)
    #expect(trainer.rowCount == 0)
  }

  @Test func whatAStreamHasNotIsRefused() throws {
    let changes: [(String, (inout TrainingRecipe) -> Void)] = [
      ("batchSize: found full", { $0.batchSize = .full }),
      ("schedule: found step:2.0,0.1", { $0.schedule = .step(epochs: 2) }),
      ("schedule: found constant", { $0.warmUpEpochs = 3 }),
      ("batchSize: found 0", { $0.batchSize = .samples(0) }),
    ]
    for (message, change) in changes {
      let prepared = try Self.prepared(as: Float.self, change)
      let error = #expect(throws: BPNetError.self) { try IncrementalTrainer(prepared) }
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
  }
}
