import Foundation
import Testing

@testable import BPNet

@Suite struct ModelFileTests {
  static func preprocessing(labels: [String]? = ["no", "yes"]) -> Preprocessing {
    Preprocessing(
      inputs: [
        .init(
          name: "width, in \"mm\"", position: 0, scaling: ColumnScaling(offset: 0.1 + 0.2, scale: 1.0 / 3),
          replacement: 1.0 / 7),
        .init(
          name: "höhe\n\t\u{0}", position: 2,
          scaling: ColumnScaling(offset: -Double.leastNonzeroMagnitude, scale: .greatestFiniteMagnitude),
          replacement: nil),
      ],
      targets: [.init(name: "类", position: 1, scaling: .identity, replacement: nil)], labels: labels,
      hasHeader: true, columnCount: 3)
  }

  static func model<Element: Scalar>(
    as _: Element.Type, labels: [String] = ["no", "yes"], bias: Topology.BiasMode = .each
  ) throws -> TypedModel<Element> {
    let layers = [
      Layer(outputCount: 3, activation: .sigmoid(steepness: 0.1 + 0.2), bias: bias),
      Layer(outputCount: labels.count, activation: .softmax, bias: .shared),
    ]
    var network = try Network<Element>(topology: Topology(inputCount: 2, layers: layers))
    network.initialize(weights: .leCun, biases: .uniform(), seed: 11)
    var recipe = TrainingRecipe(preset: .classic)
    recipe.optimizer = .given(.sgd(momentum: 0.25))
    recipe.target = "\"\\ ü"
    recipe.clippingNorm = 0.1 + 0.2
    return try TypedModel(
      network: network, preprocessing: preprocessing(labels: labels), loss: .crossEntropy, reduction: .sum,
      record: TrainingRecord(
        recipe: recipe, classWeights: [0.1 + 0.2, 2], epochs: 7, bestEpoch: 5, stopReason: .maxFail,
        trainingRowCount: 90, validationRowCount: 10))
  }

  private func expectEqual<Element: Scalar>(_ read: TypedModel<Element>, _ model: TypedModel<Element>) {
    #expect(read.network.parameterBytes == model.network.parameterBytes)
    #expect(read.network.weightsSHA256 == model.network.weightsSHA256)
    #expect(read.network.topology == model.network.topology)
    #expect(read.preprocessing == model.preprocessing)
    #expect(read.loss.name == model.loss.name)
    #expect(read.reduction == model.reduction)
    #expect(read.record == model.record)
    // Equality of Doubles hides the sign of 0, equality of Strings the spelling.
    let bits = { (model: TypedModel<Element>) in
      (model.preprocessing.inputs + model.preprocessing.targets).flatMap {
        [$0.scaling.offset.bitPattern, $0.scaling.scale.bitPattern, ($0.replacement ?? .nan).bitPattern]
      }
    }
    #expect(bits(read) == bits(model))
    let texts = { (model: TypedModel<Element>) in
      ((model.preprocessing.labels ?? []) + model.preprocessing.inputs.map(\.name)).map { Array($0.utf8) }
    }
    #expect(texts(read) == texts(model))
  }

  @Test func roundTripInSinglePrecision() throws {
    let folder = try TemporaryFolder()
    for bias in Topology.BiasMode.allCases {
      let model = try Self.model(as: Float.self, bias: bias)
      try model.write(to: folder.file("m.safetensors"))
      let read = try Model(contentsOf: folder.file("m.safetensors")).typed(as: Float.self)
      expectEqual(read, model)
      #expect(try read.encoded(path: "") == model.encoded(path: ""))
    }
    #expect(try folder.names() == ["m.safetensors"])
  }

  @Test func roundTripInDoublePrecision() throws {
    let model = try Self.model(as: Double.self)
    let read = try Model(decoding: model.encoded(path: ""), file: "m").typed(as: Double.self)
    expectEqual(read, model)
  }

  @Test(
    arguments: [
      .leakyReLU(), .leakyReLU(slope: 0.1 + 0.2), .elu(), .elu(alpha: 1 / 3), .softplus, .gelu, .geluTanh,
      .silu,
      .hardLimit, .prelu(), .prelu(slope: -0.1 - 0.2),
    ] as [Activation])
  func roundTripOfActivations(activation: Activation) throws {
    let layers = [
      Layer(outputCount: 4, activation: activation), Layer(outputCount: 1, activation: activation),
    ]
    var network = try Network<Double>(topology: Topology(inputCount: 2, layers: layers))
    network.initialize(biases: .uniform(), seed: 3)
    let model = try TypedModel(
      network: network, preprocessing: Self.preprocessing(labels: nil), loss: .meanSquared,
      record: TrainingRecord())
    let read = try Model(decoding: model.encoded(path: ""), file: "m").typed(as: Double.self)
    expectEqual(read, model)
    let inputs = [0.5, -1, 2, 3, -4, 0]
    #expect(read.network.predict(inputs) == network.predict(inputs))
  }

  @Test func roundTripOfRegression() throws {
    var network = try Network<Double>(
      topology: Topology(inputCount: 2, layers: [Layer(outputCount: 1, activation: .relu, bias: .frozen)]))
    network.initialize(seed: 2)
    let model = try TypedModel(
      network: network, preprocessing: Self.preprocessing(labels: nil), loss: .halfSquared,
      record: TrainingRecord())
    let read = try Model(decoding: model.encoded(path: ""), file: "m").typed(as: Double.self)
    expectEqual(read, model)
    #expect(read.task == .regress)
    #expect(read.record.stopReason == nil)
  }

  @Test func labelsKeepTheirCharacters() throws {
    // The last two are one text to Unicode, and two to a data file.
    let labels = [
      "", " ", "a,b", "\"", "\\", "\n", "\u{0}", "\u{7F}", "\u{2028}", "😀", "1", "1.0", "é", "e\u{301}",
    ]
    let model = try Self.model(as: Float.self, labels: labels)
    let read = try Model(decoding: model.encoded(path: ""), file: "m").typed(as: Float.self)
    expectEqual(read, model)
  }

  @Test func tensorsAreAsPyTorchHasThem() throws {
    let model = try Self.model(as: Float.self)
    let container = try Safetensors(decoding: model.encoded(path: ""), file: "m")
    #expect(container.tensors.map(\.name).sorted() == ["0.bias", "0.weight", "1.bias", "1.weight"])
    #expect(container.tensor(named: "0.weight")?.shape == [3, 2])
    #expect(container.tensor(named: "0.bias")?.shape == [3])
    #expect(container.tensor(named: "1.weight")?.shape == [2, 3])
    let weights = model.network.weights(ofLayer: 0).withUnsafeBytes { Array($0) }
    #expect(container.tensor(named: "0.weight")?.bytes == weights)
    #expect(container.metadata["format"] == "pt")
  }

  @Test func theDigestIsOfAllParameters() throws {
    // Weights [out][in] of 1, 2, 3, 4, biases 5, 6 as little-endian 32-bit numbers.
    var network = try Network<Float>(
      topology: Topology(inputCount: 2, layers: [Layer(outputCount: 2, activation: .tanh)]))
    network.setWeights([1, 2, 3, 4], ofLayer: 0)
    network.setBiases([5, 6], ofLayer: 0)
    #expect(network.weightsSHA256 == "24ae2dfe8df57c1b80e54cef3d90ac3b417fd98973345a5f616bbc9a75dcc202")
    network.setBiases([5, 6.000001], ofLayer: 0)
    #expect(network.weightsSHA256 != "24ae2dfe8df57c1b80e54cef3d90ac3b417fd98973345a5f616bbc9a75dcc202")
  }

  @Test func aFailedWriteLeavesTheOldFile() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("m.safetensors")
    try Self.model(as: Float.self).write(to: file)
    let before = FileManager.default.contents(atPath: file)
    // JSON has no way to say that a number is infinite.
    let unwritable = try TypedModel<Float>(
      network: Self.model(as: Float.self).network,
      preprocessing: Preprocessing(
        inputs: Self.preprocessing().inputs.map {
          .init(name: $0.name, position: $0.position, scaling: .identity, replacement: .infinity)
        },
        targets: Self.preprocessing().targets, labels: ["a", "b"], hasHeader: true, columnCount: 3),
      loss: .crossEntropy, record: TrainingRecord())
    #expect(throws: BPNetError.self) { try unwritable.write(to: file) }
    #expect(throws: BPNetError.self) { try Self.model(as: Float.self).write(to: folder.file("none/m")) }
    #expect(throws: BPNetError.self) { try Self.model(as: Float.self).write(to: folder.path) }
    #expect(FileManager.default.contents(atPath: file) == before)
    #expect(try folder.names() == ["m.safetensors"])
  }

  @Test func aMissingFileCannotBeOpened() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: BPNetError.self) { try Model(contentsOf: folder.file("none")) }
    guard case .cannotOpen? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func modelsOfPartsThatDoNotFitAreRefused() throws {
    func refuses(_ inputs: Int, _ layers: [Layer], loss: Loss) {
      let error = #expect(throws: BPNetError.self) {
        let network = try Network<Float>(topology: Topology(inputCount: inputs, layers: layers))
        return try TypedModel(
          network: network, preprocessing: Self.preprocessing(), loss: loss, record: TrainingRecord())
      }
      guard case .invalidArgument? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
    refuses(3, [Layer(outputCount: 2, activation: .softmax)], loss: .meanSquared)
    refuses(2, [Layer(outputCount: 3, activation: .softmax)], loss: .meanSquared)
    refuses(2, [Layer(outputCount: 2, activation: .tanh)], loss: .crossEntropy)
  }
}
