extension Network {
  /// The parameters as tensors: `0.weight` `[out, in]`, `0.bias` `[out]`, for a layer with a trained slope
  /// `0.slope` `[1]`, then `1.weight` and so on, numbered by layer; each name begins with `prefix`.
  func tensors(prefix: String = "") -> [Safetensors.Tensor] {
    let type = Element.precision.tensorType
    return topology.layers.indices.flatMap { index -> [Safetensors.Tensor] in
      let (inputCount, outputCount) = (
        topology.inputCount(ofLayer: index), topology.layers[index].outputCount
      )
      return [
        .init(
          name: "\(prefix)\(index).weight", elementType: type, shape: [outputCount, inputCount],
          bytes: littleEndianBytes(weights(ofLayer: index))),
        .init(
          name: "\(prefix)\(index).bias", elementType: type, shape: [outputCount],
          bytes: littleEndianBytes(biases(ofLayer: index))),
      ]
        + (slope(ofLayer: index).map { slope in
          [
            .init(
              name: "\(prefix)\(index).slope", elementType: type, shape: [1],
              bytes: littleEndianBytes([slope]))
          ]
        } ?? [])
    }
  }

  /// The number of tensors of a network.
  static func tensorCount(topology: Topology) -> Int { 2 * topology.layers.count + topology.slopeCount }

  /// Reads the parameters from a file's tensors, and checks them.
  ///
  /// - Throws: `BPNetError.invalidModel` if a tensor is missing, has another type or shape or has a number
  ///   that is not finite, or if a shared bias is not the same for all neurons.
  init(
    tensors container: Safetensors, topology: Topology, prefix: String = "", file: String
  ) throws(BPNetError) {
    // The sizes of tensors are checked before memory is allocated for the network.
    var layers: [(weights: [Element], biases: [Element], slope: [Element])] = []
    for (index, layer) in topology.layers.enumerated() {
      let shape = [layer.outputCount, topology.inputCount(ofLayer: index)]
      let weights = try container.numbers(
        named: "\(prefix)\(index).weight", shape: shape, as: Element.self, file: file)
      let biases = try container.numbers(
        named: "\(prefix)\(index).bias", shape: [layer.outputCount], as: Element.self, file: file)
      let slope =
        layer.activation.initialSlope == nil
        ? []
        : try container.numbers(named: "\(prefix)\(index).slope", shape: [1], as: Element.self, file: file)
      layers.append((weights, biases, slope))
    }
    try self.init(topology: topology)
    for (index, layer) in layers.enumerated() {
      setWeights(layer.weights, ofLayer: index)
      let bias = layer.biases[0]
      guard !topology.layers[index].bias.isShared || layer.biases.allSatisfy({ $0 == bias }) else {
        throw .invalidModel(
          at: .init(file: file), found: "different biases in tensor \(prefix)\(index).bias",
          expected: "one bias for the layer")
      }
      setBiases(layer.biases, ofLayer: index)
      if let slope = layer.slope.first { setSlope(slope, ofLayer: index) }
    }
  }
}

extension Safetensors {
  /// The elements of a tensor of finite numbers.
  ///
  /// - Throws: `BPNetError.invalidModel` if there is none of this name, type and shape, or a number is not
  ///   finite.
  func numbers<Element: Scalar>(
    named name: String, shape: [Int], as type: Element.Type, file: String
  ) throws(BPNetError) -> [Element] {
    let expected = "\(Element.precision.tensorType.rawValue) \(shape)"
    guard let tensor = tensor(named: name) else {
      throw .invalidModel(at: .init(file: file), found: "no tensor \(name)", expected: expected)
    }
    guard tensor.elementType == Element.precision.tensorType, tensor.shape == shape else {
      throw .invalidModel(
        at: .init(file: file), found: "tensor \(name) as \(tensor.elementType.rawValue) \(tensor.shape)",
        expected: expected)
    }
    let numbers = elements(tensor.bytes, as: type)
    guard numbers.allSatisfy(\.isFinite) else {
      throw .invalidModel(
        at: .init(file: file), found: "a number that is not finite in tensor \(name)",
        expected: "finite numbers")
    }
    return numbers
  }
}

extension Precision {
  var tensorType: Safetensors.ElementType {
    switch self {
    case .f32: .f32
    case .f64: .f64
    }
  }
}

// All supported processors are little endian, like the file.

func littleEndianBytes<Element: Scalar>(_ values: [Element]) -> [UInt8] {
  values.withUnsafeBytes { Array($0) }
}

func elements<Element: Scalar>(_ bytes: [UInt8], as _: Element.Type) -> [Element] {
  bytes.withUnsafeBytes { raw in
    (0..<raw.count / MemoryLayout<Element>.stride).map {
      raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Element>.stride, as: Element.self)
    }
  }
}
