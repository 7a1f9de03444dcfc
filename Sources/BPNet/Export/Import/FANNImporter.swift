/// FANN's network files of the formats 2.0 and 2.1, which libfann 2.0 to 2.2 write, in floating point.
///
/// The model predicts numbers, called y1, y2 and so on, from the columns x1, x2 and so on. Steepnesses become
/// part of the weights, and the file's scaling that of the columns.
struct FANNImporter: ModelImporter {
  let name = "fann"
  let summary = "FANN's network file"
  let endings = [".net"]

  func model(of bytes: [UInt8], file: String, like: Model?) throws(BPNetError) -> Model {
    if like != nil {
      throw .invalidArgument(
        name: "like", found: "it beside a network of FANN", expected: "it beside safetensors alone")
    }
    let network = try FANNFile(bytes, file: file)
    let layers = try network.layers.map { (layer) throws(BPNetError) in
      Layer(outputCount: layer.outputCount, activation: try activation(layer, file: file))
    }
    var result: Network<Double>
    do throws(BPNetError) {
      result = try Network(topology: try Topology(inputCount: network.inputCount, layers: layers))
    } catch .invalidArgument(let name, let found, let expected) {
      throw FANNFile.invalid(file, "\(name): \(found)", expected)
    }
    var inputFactor = 1.0
    for (index, layer) in network.layers.enumerated() {
      let factor = layer.function == .sigmoid ? 2.0 : layer.function == .linearPiece ? 0 : 1
      let steepnesses = layer.steepnesses.map { factor == 0 ? 1 : factor * $0 }
      result.setWeights(
        layer.weights.indices.map { layer.weights[$0] * steepnesses[$0 / layer.inputCount] * inputFactor },
        ofLayer: index)
      result.setBiases(zip(layer.biases, steepnesses).map { $0 * $1 }, ofLayer: index)
      inputFactor = layer.function == .linearPiece ? layer.steepnesses[0] : 1
    }
    if inputFactor != 1 {
      throw FANNFile.invalid(file, "pieces of a line as outputs", "sigmoid, tanh or linear outputs")
    }
    guard result.isFinite else {
      throw FANNFile.invalid(file, "a weight that is not finite with its steepness", "finite numbers")
    }
    var record = TrainingRecord()
    record.recipe.task = .regress
    record.recipe.loss = .meanSquared
    return Model(
      try TypedModel(network: result, preprocessing: preprocessing(network), record: record))
  }

  private func activation(_ layer: FANNFile.Layer, file: String) throws(BPNetError) -> Activation {
    switch layer.function {
    case .linear: return .linear
    case .threshold: return .hardLimit
    case .sigmoid: return .sigmoid()
    case .symmetricSigmoid: return .tanh
    case .linearPiece:
      // A piece of a line that ends so far away is a ReLU; `FANNExporter` writes such.
      guard layer.steepnesses.allSatisfy({ $0 == layer.steepnesses[0] && 0 < $0 && $0 <= 0x1p-30 }) else {
        throw FANNFile.invalid(file, "the function FANN_LINEAR_PIECE", "one that bpnet has")
      }
      return .relu
    }
  }

  private func preprocessing(_ network: FANNFile) -> Preprocessing {
    let (inputs, outputs) = (network.inputScalings, network.outputScalings)
    func columns(_ letter: String, _ scalings: [ColumnScaling], from first: Int) -> [Preprocessing.Column] {
      scalings.enumerated().map { index, scaling in
        Preprocessing.Column(
          name: "\(letter)\(index + 1)", position: first + index, scaling: scaling, replacement: nil,
          coding: nil, source: nil)
      }
    }
    return Preprocessing(
      inputs: columns("x", inputs, from: 0), targets: columns("y", outputs, from: inputs.count), labels: nil,
      hasHeader: false, columnCount: inputs.count + outputs.count)
  }
}
