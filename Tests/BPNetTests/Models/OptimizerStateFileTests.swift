import Foundation
import Testing

@testable import BPNet

/// The optimiser's state in a model file.
@Suite struct OptimizerStateFileTests {
  /// A model of 2 inputs, 3 hidden neurons and 2 classes after two epochs.
  private static func model<Element: Scalar>(
    _ optimizer: String, schedule: String = "plateau:3,0.5", as _: Element.Type
  ) throws -> TypedModel<Element> {
    let start = try ModelFileTests.model(as: Element.self)
    var configuration = TrainingConfiguration()
    configuration.optimizer = try Optimizer(parsing: optimizer)
    configuration.schedule = try Schedule(parsing: schedule)
    configuration.loss = .crossEntropy
    configuration.batchSize = .samples(2)
    configuration.stopping.epochs = 2
    let data = try Dataset<Element>(
      inputs: [1, 2, 0, -1, -2, 1, 0.5, 0.25], inputCount: 2, classes: [0, 1, 1, 0], classCount: 2)
    let trainer = try Trainer(network: start.network, data: data, configuration: configuration)
    _ = trainer.run()
    return try TypedModel(
      network: trainer.network, preprocessing: start.preprocessing, loss: .crossEntropy,
      record: TrainingRecord(epochs: 2, bestEpoch: 2), optimizerState: trainer.optimizerState)
  }

  private static func read<Element: Scalar>(_ bytes: [UInt8], as _: Element.Type) throws -> TypedModel<
    Element
  > {
    try Model(decoding: bytes, file: "m").typed(as: Element.self)
  }

  private func expectRoundTrip<Element: Scalar>(_ optimizer: String, as type: Element.Type) throws {
    let schedules = ["constant", "plateau:3,0.5", "adaptive", "cosine:4"]
    for schedule in optimizer.hasPrefix("rprop") ? ["constant"] : schedules {
      let model = try Self.model(optimizer, schedule: schedule, as: type)
      let bytes = try model.encoded(path: "")
      let read = try Self.read(bytes, as: type)
      let (found, expected) = (try #require(read.optimizerState), try #require(model.optimizerState))
      #expect(found.fits(expected.optimizer))
      #expect(found.stepCount == expected.stepCount)
      #expect(found.totalStepCount == 4)
      #expect(found.epochCount == 2)
      #expect(found.schedule == expected.schedule)
      guard case .parameters(let foundStates) = found.values,
        case .parameters(let expectedStates) = expected.values
      else {
        Issue.record("another kind of state")
        return
      }
      #expect(foundStates.map(\.parameterBytes) == expectedStates.map(\.parameterBytes))
      #expect(try read.encoded(path: "") == bytes)
    }
  }

  /// Optimisers that update parameter by parameter.
  private static let rules = Optimizer.names.filter {
    if case .rule? = (try? Optimizer(parsing: $0))?.algorithm { true } else { false }
  }

  @Test(arguments: Self.rules) func roundTrip(optimizer: String) throws {
    try expectRoundTrip(optimizer, as: Float.self)
    try expectRoundTrip(optimizer, as: Double.self)
  }

  /// A state has the bounds of its steps; default bounds have the text of older files without them.
  @Test func boundsOfStepsAreKept() throws {
    try expectRoundTrip("rprop:0.5,1.2,0.001,2", as: Double.self)
    let model = try Self.model("rprop:0.5,1.2,0.001,2", schedule: "constant", as: Double.self)
    let read = try #require(Self.read(model.encoded(path: ""), as: Double.self).optimizerState)
    #expect(read.optimizer.constants["smallest-step"] == 0.001)
    #expect(read.optimizer.constants["largest-step"] == 2)
    #expect(!read.fits(.rprop()))
    let usual = try Self.model("rprop", schedule: "constant", as: Double.self)
    let text = try #require(Safetensors(decoding: usual.encoded(path: ""), file: "m").metadata["bpnet"])
    #expect(text.contains(#""optimizer":"rprop:0.5,1.2""#))
    #expect(
      try Self.read(usual.encoded(path: ""), as: Double.self).optimizerState?.fits(.rprop()) == true)
  }

  @Test func tensorsAreNamedByStateAndLayer() throws {
    let model = try Self.model("adam", as: Float.self)
    let container = try Safetensors(decoding: model.encoded(path: ""), file: "m")
    #expect(container.tensors.count == 12)
    #expect(container.tensor(named: "optimizer.0.0.weight")?.shape == [3, 2])
    #expect(container.tensor(named: "optimizer.1.1.bias")?.shape == [2])
    guard case .parameters(let states)? = model.optimizerState?.values else {
      Issue.record("no states")
      return
    }
    let weights = states[1].weights(ofLayer: 0).withUnsafeBytes { Array($0) }
    #expect(container.tensor(named: "optimizer.1.0.weight")?.bytes == weights)
    #expect(weights.contains { $0 != 0 })
  }

  /// The digest depends only on weights and biases.
  @Test func theStateIsNoPartOfTheDigest() throws {
    let model = try Self.model("sgd", as: Float.self)
    let bare = try TypedModel(
      network: model.network, preprocessing: model.preprocessing, loss: model.loss, record: model.record)
    #expect(model.network.weightsSHA256 == bare.network.weightsSHA256)
    let container = try Safetensors(decoding: bare.encoded(path: ""), file: "m")
    #expect(container.tensors.count == 4)
    let text = try #require(container.metadata["bpnet"])
    #expect(!text.contains("optimizerState"))
    #expect(try Self.read(bare.encoded(path: ""), as: Float.self).optimizerState == nil)
  }

  /// Numbers of steps and epochs that training begins with, up to what it can end with.
  @Test(arguments: [
    (1 << 41, 1 << 41, true), (1 << 59, 1 << 46, true), ((1 << 59) + 1, 2, false),
    (4, (1 << 46) + 1, false), (1 << 60, 2, false),
  ]) func longTrainingGoesOnAndIsRead(steps: Int, epochs: Int, isAllowed: Bool) throws {
    let model = try Self.model("adam", as: Float.self)
    let state = try #require(model.optimizerState)
    let late = OptimizerState<Float>(
      optimizer: state.optimizer, stepCount: steps, totalStepCount: steps, epochCount: epochs,
      schedule: state.schedule, values: state.values)
    let start = try TypedModel(
      network: model.network, preprocessing: model.preprocessing, loss: model.loss, record: model.record,
      optimizerState: late)
    let read = try Model(decoding: start.encoded(path: ""), file: "m")
    var configuration = TrainingConfiguration(continuing: read)
    configuration.schedule = try Schedule(parsing: "plateau:3,0.5")
    configuration.stopping.epochs = 2
    let data = try Dataset<Float>(
      inputs: [1, 2, 0, -1], inputCount: 2, classes: [0, 1], classCount: 2)
    guard isAllowed else {
      let error = #expect(throws: BPNetError.self) {
        try Trainer(
          network: model.network, data: data, configuration: configuration, optimizerState: late)
      }
      #expect(error?.description.contains("found a state after \(epochs) epochs") == true)
      return
    }
    let trainer = try Trainer(
      network: model.network, data: data, configuration: configuration, optimizerState: late)
    _ = trainer.run()
    let trained = try TypedModel<Float>(
      network: trainer.network, preprocessing: model.preprocessing, loss: model.loss, record: model.record,
      optimizerState: trainer.optimizerState)
    let again = try Self.read(trained.encoded(path: ""), as: Float.self) as TypedModel<Float>
    #expect(again.optimizerState?.epochCount == epochs + 2)
  }

  /// The state of a full-batch method has a tensor of its own; this state is made by hand.
  @Test func vectorsAreWrittenAsOneTensor() throws {
    let state = try #require(Self.model("sgd", as: Float.self).optimizerState)
    let vector = OptimizerState<Float>(
      optimizer: state.optimizer, stepCount: 4, totalStepCount: 4, epochCount: 2, schedule: state.schedule,
      values: .vector([1, -2.5, 1e-300]))
    let start = try ModelFileTests.model(as: Float.self)
    let model = try TypedModel(
      network: start.network, preprocessing: start.preprocessing, loss: start.loss, record: start.record,
      optimizerState: vector)
    let container = try Safetensors(decoding: model.encoded(path: ""), file: "m")
    let tensor = try #require(container.tensor(named: "optimizer.state"))
    #expect(tensor.elementType == .f64)
    #expect(tensor.shape == [3])
    #expect(tensor.bytes == [1, -2.5, 1e-300].withUnsafeBytes { Array($0) })
    // sgd is no such method.
    #expect(throws: BPNetError.self) { try Model(decoding: container.encoded(), file: "m") }
  }

  private func expectInvalid(_ container: Safetensors, _ title: String) {
    let error = #expect(throws: BPNetError.self, "\(title)") {
      try Model(decoding: container.encoded(), file: "some.safetensors")
    }
    guard case .invalidModel(let place, _, _)? = error else {
      Issue.record("\(title): \(String(describing: error))")
      return
    }
    #expect(place.file == "some.safetensors")
  }

  private static let tensorDamage: [(String, @Sendable (inout Safetensors, Int) -> Void)] = [
    ("missing", { $0.tensors.remove(at: $1) }),
    ("another name", { $0.tensors[$1].name = "optimizer.2.0.weight" }),
    ("another type", { $0.tensors[$1].elementType = .i32 }),
    ("one dimension", { $0.tensors[$1].shape = [1] + $0.tensors[$1].shape }),
    ("NaN", { $0.tensors[$1].bytes.replaceSubrange(0..<4, with: [0, 0, 0xC0, 0x7F]) }),
    ("infinity", { $0.tensors[$1].bytes.replaceSubrange(0..<4, with: [0, 0, 0x80, 0xFF]) }),
    (
      "one more",
      { container, _ in
        container.tensors.append(
          .init(name: "optimizer.2.0.bias", elementType: .f32, shape: [1], bytes: [0, 0, 0, 0]))
      }
    ),
    ("all but the network's", { container, _ in container.tensors.removeLast(8) }),
  ]

  @Test(arguments: Self.tensorDamage.indices) func damagedTensors(index: Int) throws {
    let (title, damage) = Self.tensorDamage[index]
    let whole = try Safetensors(decoding: Self.model("adam", as: Float.self).encoded(path: ""), file: "m")
    for place in 4..<12 {
      var container = whole
      damage(&container, place)
      expectInvalid(container, "\(title) of \(whole.tensors[place].name)")
    }
  }

  private static let descriptionDamage: [(String, String)] = [
    (#""optimizer":"adam:0.9,0.999,1e-08""#, #""optimizer":"adam:0.9,1.5,1e-08""#),
    (#""optimizer":"adam:0.9,0.999,1e-08""#, #""optimizer":"sgd:0.9""#),
    (#""optimizer":"adam:0.9,0.999,1e-08""#, #""optimizer":"magic""#),
    (#""optimizer":"adam:0.9,0.999,1e-08""#, #""optimizer":7"#),
    (#""optimizer":"adam:0.9,0.999,1e-08","#, ""), (#""stepCount":4"#, #""stepCount":-1"#),
    (#""stepCount":4"#, #""stepCount":9223372036854775807"#), (#""stepCount":4"#, #""stepCount":1e99"#),
    (#""stepCount":4"#, #""stepCount":"4""#), (#""totalStepCount":4"#, #""totalStepCount":-4"#),
    (#""epochCount":2"#, #""epochCount":-2"#), (#""epochCount":2"#, #""epochCount":281474976710655"#),
    (#""epochCount":2,"#, ""), (#""schedule":"plateau:3.0,0.5""#, #""schedule":"plateau""#),
    (#""schedule":"plateau:3.0,0.5""#, #""schedule":"adaptive""#),
    (#""schedule":"plateau:3.0,0.5""#, #""schedule":"never""#),
    (#""scheduleStart":0"#, #""scheduleStart":3"#), (#""scheduleStart":0"#, #""scheduleStart":-1"#),
    (#""scheduleState":["#, #""scheduleState":["1.0","#),
    (#""scheduleState":["#, #""scheduleState":["x","x","x"],"other":["#),
    (#""warmUpEpochs":0"#, #""warmUpEpochs":-1"#),
    (#""warmUpEpochs":0"#, #""warmUpEpochs":0,"vectorCount":3"#),
    (#""warmUpEpochs":0"#, #""warmUpEpochs":0,"vectorCount":-1"#),
  ]

  @Test(arguments: Self.descriptionDamage) func damagedDescriptions(piece: String, replacement: String) throws
  {
    var container = try Safetensors(
      decoding: Self.model("adam", as: Float.self).encoded(path: ""), file: "m")
    let text = try #require(container.metadata["bpnet"])
    let place = try #require(text.range(of: piece), "\(piece) in \(text)")
    container.metadata["bpnet"] = text.replacingCharacters(in: place, with: replacement)
    // The default of plateau has another patience: its state fits.
    if replacement == #""schedule":"plateau""# {
      #expect(throws: Never.self) { try Model(decoding: container.encoded(), file: "m") }
    } else {
      expectInvalid(container, replacement)
    }
  }

  @Test func damagedBytesNeverCrash() throws {
    let bytes = try Self.model("adam", as: Float.self).encoded(path: "")
    for index in bytes.indices {
      for value in [bytes[index] ^ 1, bytes[index] ^ 0x80, 0x2D, 0x39] where value != bytes[index] {
        var damaged = bytes
        damaged[index] = value
        do {
          _ = try Model(decoding: damaged, file: "m")
        } catch {
          guard case .invalidModel = error else {
            Issue.record("byte \(index) as \(value): \(error)")
            continue
          }
        }
      }
    }
  }

  /// A state of another network is refused when the model is made.
  @Test func aStateOfAnotherNetworkIsRefused() throws {
    let state = try Self.model("sgd", as: Double.self).optimizerState
    let other = try ModelFileTests.model(as: Double.self, bias: .shared)
    #expect(throws: BPNetError.self) {
      try TypedModel(
        network: other.network, preprocessing: other.preprocessing, loss: other.loss, record: other.record,
        optimizerState: state)
    }
  }
}
