import Testing

@testable import BPNet

/// Networks of other programs as models; `Scripts/check-exports.py` imports those of libfann.
@Suite struct ImporterTests {
  private static let layers = [
    Layer(outputCount: 2, activation: .prelu()), Layer(outputCount: 3, activation: .softmax),
  ]

  /// A model of two inputs and three classes.
  private func like(_ layers: [Layer] = ImporterTests.layers) throws -> Model {
    let table = try CSVReader().read(text: "a,b,k\n1,2,x\n3,5,y\n2,9,z\n", source: "like.csv")
    var recipe = TrainingRecipe(preset: .classic)
    recipe.hidden = .sizes([2])
    let prepared = try recipe.prepare(table, as: Float.self)
    let network = try Network<Float>(topology: Topology(inputCount: 2, layers: layers))
    return Model(
      try TypedModel(
        network: network, preprocessing: prepared.preprocessing, loss: .crossEntropy, record: TrainingRecord()
      ))
  }

  private func tensor(_ name: String, _ shape: [Int], _ numbers: [Float]) -> Safetensors.Tensor {
    .init(name: name, elementType: .f32, shape: shape, bytes: littleEndianBytes(numbers))
  }

  /// In another order than that of the layers; "10" comes after "2".
  private var tensors: [Safetensors.Tensor] {
    [
      tensor("net.10.weight", [3, 2], [1, 2, 3, 4, 5, 6]), tensor("net.10.bias", [3], [7, 8, 9]),
      tensor("net.0.weight", [2, 2], [10, 20, 30, 40]), tensor("net.2.weight", [1], [0.125]),
      tensor("net.0.bias", [2], [50, 60]),
    ]
  }

  private func importing(_ tensors: [Safetensors.Tensor], like: Model?) throws -> Model {
    var file = Safetensors()
    file.tensors = tensors
    return try SequentialImporter().model(of: file.encoded(), file: "net.safetensors", like: like)
  }

  @Test func aSequentialBecomesAModel() throws {
    let model = try importing(tensors, like: like())
    #expect(model.weights(ofLayer: 0) == [[10, 20], [30, 40]] && model.biases(ofLayer: 0) == [50, 60])
    #expect(
      model.weights(ofLayer: 1) == [[1, 2], [3, 4], [5, 6]] && model.biases(ofLayer: 1) == [7, 8, 9])
    #expect(model.slope(ofLayer: 0) == 0.125)
    #expect(model.preprocessing == (try like().preprocessing) && model.optimizerProgress == nil)
  }

  @Test func layersWithoutBiasesHaveBiasesOfZero() throws {
    let model = try importing(tensors.filter { !$0.name.hasSuffix("bias") }, like: like())
    #expect(model.biases(ofLayer: 1) == [0, 0, 0])
  }

  @Test(arguments: [
    ("net.10.weight", "net.10.gamma", [3, 2], "a tensor \"net.10.gamma\""),
    ("net.10.weight", "net.10.weight", [2, 3], "tensor \"net.10.weight\" of shape [2, 3]"),
    ("net.2.weight", "net.3.bias", [1], "a tensor \"net.3.bias\""),
    ("net.10.bias", "net.11.weight", [3], "4 modules with weights"),
  ])
  func otherTensorsAreRefused(name: String, newName: String, shape: [Int], found: String) throws {
    var tensors = tensors
    let index = try #require(tensors.firstIndex { $0.name == name })
    (tensors[index].name, tensors[index].shape) = (newName, shape)
    let like = try like()
    #expect {
      try importing(tensors, like: like)
    } throws: { error in
      guard case .invalidModel(let place, let text, _) = error as? BPNetError else { return false }
      return place.file == "net.safetensors" && text.hasPrefix(found)
    }
  }

  @Test func numbersThatAreNotFiniteAreRefused() throws {
    var tensors = tensors
    tensors[0].bytes = littleEndianBytes([1, 2, .nan, 4, 5, 6] as [Float])
    let like = try like()
    #expect(throws: BPNetError.self) { try importing(tensors, like: like) }
    tensors = self.tensors
    tensors[0].elementType = .i32
    #expect(throws: BPNetError.self) { try importing(tensors, like: like) }
  }

  @Test func aSharedBiasIsOneNumber() throws {
    var layers = Self.layers
    layers[0].bias = .shared
    let like = try like(layers)
    #expect(throws: BPNetError.self) { try importing(tensors, like: like) }
  }

  @Test func tensorsAloneAreNotEnough() {
    #expect {
      try importing(tensors, like: nil)
    } throws: { error in
      guard case .invalidArgument(name: "like", _, _) = error as? BPNetError else { return false }
      return true
    }
  }

  // MARK: - FANN

  private static let network = """
    FANN_FLO_2.1
    network_type=0
    layer_sizes=3 3 2\u{20}
    scale_included=1
    scale_mean_in=10 20\u{20}
    scale_deviation_in=2 4\u{20}
    scale_new_min_in=-1 -1\u{20}
    scale_factor_in=1 1\u{20}
    scale_mean_out=100\u{20}
    scale_deviation_out=8\u{20}
    scale_new_min_out=0\u{20}
    scale_factor_out=0.5\u{20}
    neurons (num_inputs, activation_function, activation_steepness)=(0, 0, 0) (0, 0, 0) (0, 0, 0) \
    (3, 5, 0.5) (3, 5, 2) (0, 0, 0) (3, 0, 0.25) (0, 0, 0)\u{20}
    connections (connected_to_neuron, weight)=(0, 1) (1, 2) (2, 3) (0, 4) (1, 5) (2, 6) \
    (3, 8) (4, 12) (5, 1)\u{20}
    """

  private func importingFANN(_ text: String) throws -> Model {
    try FANNImporter().model(of: Array(text.utf8), file: "x.net", like: nil)
  }

  @Test func aNetworkOfFANNBecomesAModel() throws {
    let model = try importingFANN(Self.network)
    #expect(model.topology.description == "2-2-1" && model.precision == .f64)
    #expect(model.topology.layers.map(\.activation) == [.tanh, .linear])
    #expect(model.weights(ofLayer: 0) == [[0.5, 1], [8, 10]] && model.biases(ofLayer: 0) == [1.5, 12])
    #expect(model.weights(ofLayer: 1) == [[2, 3]] && model.biases(ofLayer: 1) == [0.25])
    let scalings = model.preprocessing.inputs.map(\.scaling)
    #expect(scalings == [.init(offset: 10, scale: 2), .init(offset: 20, scale: 4)])
    // ((y − 0) / 0.5 − 1) · 8 + 100
    #expect(model.preprocessing.targets.map(\.scaling) == [.init(offset: 92, scale: 16)])
    #expect(model.preprocessing.inputs.map(\.name) == ["x1", "x2"])
  }

  @Test(arguments: [
    ("FANN_FLO_2.1", "FANN_FIX_2.1", "no line FANN_FLO_2.1"),
    ("network_type=0", "network_type=1", "shortcut"),
    ("network_type=0", "", "no line network_type="), ("3 3 2", "3 3 1", "layer_sizes=[3, 3, 1]"),
    ("3 3 2", "3 4 2", "8 neurons"), ("3 3 2", "3 x 2", "\"x\" in layer_sizes"),
    ("3 3 2", "8", "layer_sizes=[8]"),
    ("(3, 5, 2)", "(2, 5, 2)", "without a connection"), ("(3, 5, 2)", "(3, 3, 2)", "the functions 3 and 5"),
    ("(3, 0, 0.25)", "(3, 4, 0.25)", "the functions 4"),
    ("(3, 0, 0.25)", "(3, 12, 0.25)", "FANN_LINEAR_PIECE"),
    ("(3, 0, 0.25)", "(3, 12, 1e-12)", "pieces of a line as outputs"), ("(5, 1)", "", "8 connections"),
    ("(4, 12)", "(3, 12)", "a connection to neuron 3"), ("(4, 12)", "(4, inf)", "\"inf\" in connections"),
    ("factor_out=0.5", "factor_out=0", "a scaling by 8.0 and 0.0"),
    ("mean_in=10 20", "mean_in=10", "scalings of other"),
    ("(0, 4)", "(0, 1.7e308)", "a weight that is not finite"),
  ])
  func otherNetworksAreRefused(part: String, other: String, found: String) {
    #expect(Self.network.contains(part))
    #expect {
      try importingFANN(Self.network.replacing(part, with: other))
    } throws: { error in
      guard case .invalidModel(let place, let text, _) = error as? BPNetError else { return false }
      return place.file == "x.net" && text.contains(found)
    }
  }
}
