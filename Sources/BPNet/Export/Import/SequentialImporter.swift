/// The tensors of a PyTorch `Sequential` of `Linear` layers and activations, as safetensors stores them.
///
/// The tensors say neither activations nor scaling nor labels: these are those of a model of the same
/// topology.
struct SequentialImporter: ModelImporter {
  let name = "safetensors"
  let summary = "the tensors of a PyTorch Sequential"
  let endings = [".safetensors"]

  func model(of bytes: [UInt8], file: String, like: Model?) throws(BPNetError) -> Model {
    guard let like else {
      throw .invalidArgument(
        name: "like", found: "nothing",
        expected: "a model of the same layers, whose activations, scaling and labels become the new one's")
    }
    let tensors = try Safetensors(decoding: bytes, file: file)
    if tensors.metadata[ModelDescription.key] != nil {
      throw .invalidModel(
        at: .init(file: file), found: "a model of bpnet", expected: "tensors of another program")
    }
    let modules = try Self.modules(of: tensors, file: file)
    return switch like.precision {
    case .f32: Model(try Self.model(of: modules, like: like, as: Float.self, file: file))
    case .f64: Model(try Self.model(of: modules, like: like, as: Double.self, file: file))
    }
  }

  /// A module of the `Sequential` that has parameters.
  private struct Module {
    let name: String
    let weight: Safetensors.Tensor
    var bias: Safetensors.Tensor?
  }

  /// The modules in the order of their names, in which numbers count as such.
  private static func modules(of file: Safetensors, file name: String) throws(BPNetError) -> [Module] {
    var modules: [String: Module] = [:]
    for tensor in file.tensors where tensor.name.hasSuffix(".weight") {
      let module = String(tensor.name.dropLast(".weight".count))
      modules[module] = Module(name: module, weight: tensor)
    }
    for tensor in file.tensors where !tensor.name.hasSuffix(".weight") {
      let module = String(tensor.name.dropLast(".bias".count))
      guard tensor.name.hasSuffix(".bias"), modules[module] != nil else {
        throw .invalidModel(
          at: .init(file: name), found: "a tensor \(Self.quoted(tensor.name))",
          expected: "the names NUMBER.weight and NUMBER.bias, as a Sequential of Linear layers has them")
      }
      modules[module]?.bias = tensor
    }
    return modules.values.map { (key: Self.sortingKey($0.name), module: $0) }.sorted { one, other in
      Self.precedes(one.key, other.key)
    }.map(\.module)
  }

  private static func quoted(_ name: String) -> String { JSONValue.string(name).description }

  /// The runs of digits of a name as numbers, and what is between them.
  private static func sortingKey(_ name: String) -> [(text: String, number: Int)] {
    var key: [(text: String, number: Int)] = []
    var (text, digits) = ("", "")
    for character in name + "\0" {
      if character.isASCII, character.isNumber {
        digits.append(character)
        continue
      }
      if !digits.isEmpty {
        key.append((text, Int(digits) ?? .max))
        (text, digits) = ("", "")
      }
      text.append(character)
    }
    return key + [(text, -1)]
  }

  private static func precedes(
    _ one: [(text: String, number: Int)], _ other: [(text: String, number: Int)]
  ) -> Bool {
    for (a, b) in zip(one, other) where a != b { return a < b }
    return one.count < other.count
  }

  private static func model<Element: Scalar>(
    of modules: [Module], like: Model, as _: Element.Type, file: String
  ) throws(BPNetError) -> TypedModel<Element> {
    let topology = like.topology
    let expected = topology.layers.reduce(0) { $0 + ($1.activation.initialSlope == nil ? 1 : 2) }
    guard modules.count == expected else {
      throw .invalidModel(
        at: .init(file: file), found: "\(modules.count) modules with weights",
        expected: "\(expected), as the network \(topology) has them")
    }
    var network = try Network<Element>(topology: topology)
    var rest = modules[...]
    for (index, layer) in topology.layers.enumerated() {
      let linear = rest.removeFirst()
      let shape = [layer.outputCount, topology.inputCount(ofLayer: index)]
      network.setWeights(try numbers(linear.weight, shape: shape, file: file), ofLayer: index)
      let biases: [Element]? = try linear.bias.map { (bias) throws(BPNetError) in
        try numbers(bias, shape: [layer.outputCount], file: file)
      }
      if layer.bias.isShared, let biases, let bias = linear.bias, biases.contains(where: { $0 != biases[0] })
      {
        throw .invalidModel(
          at: .init(file: file), found: "different biases in tensor \(quoted(bias.name))",
          expected: "one for the layer, as the model has it")
      }
      network.setBiases(biases ?? [Element](repeating: 0, count: layer.outputCount), ofLayer: index)
      if layer.activation.initialSlope != nil {
        network.setSlope(try numbers(rest.removeFirst().weight, shape: [1], file: file)[0], ofLayer: index)
      }
    }
    var record = TrainingRecord(recipe: like.record.recipe)
    record.recipe.loss = like.loss
    return try TypedModel(network: network, preprocessing: like.preprocessing, record: record)
  }

  /// The elements of a tensor of a shape.
  private static func numbers<Element: Scalar>(
    _ tensor: Safetensors.Tensor, shape: [Int], file: String
  ) throws(BPNetError) -> [Element] {
    func invalid(_ found: String, _ expected: String) -> BPNetError {
      .invalidModel(
        at: .init(file: file), found: "tensor \(quoted(tensor.name)) \(found)", expected: expected)
    }
    guard tensor.shape == shape else { throw invalid("of shape \(tensor.shape)", "\(shape)") }
    let numbers: [Element]
    switch tensor.elementType {
    case .f32: numbers = elements(tensor.bytes, as: Float.self).map { Element($0) }
    case .f64: numbers = elements(tensor.bytes, as: Double.self).map { Element($0) }
    default: throw invalid("as \(tensor.elementType.rawValue)", "F32 or F64")
    }
    guard numbers.allSatisfy(\.isFinite) else {
      throw invalid("with a number that is not finite", "numbers within the range of the model's precision")
    }
    return numbers
  }
}
