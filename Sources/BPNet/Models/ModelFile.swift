#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Model {
  /// Writes the model as a safetensors file.
  ///
  /// Tensors are `0.weight` `[out, in]`, `0.bias` `[out]`, for a layer that trains its slope `0.slope` `[1]`,
  /// `1.weight` and so on, numbered by layer, in the network's precision; all else is JSON text in the metadata. The file takes the place of an older one in
  /// one step, or is not there at all.
  ///
  /// - Throws: `BPNetError.cannotCreate` or `writeFailed`.
  public func write(to path: String) throws(BPNetError) {
    try AtomicFile.write(try encoded(path: path), to: path)
  }

  /// Checks that `write(to:)` could create a file here, without touching anything.
  ///
  /// - Throws: `BPNetError.cannotCreate`.
  public static func checkWritable(_ path: String) throws(BPNetError) {
    try AtomicFile.checkCanCreate(path)
  }

  func encoded(path: String) throws(BPNetError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(ModelDescription(of: self)) else {
      throw .writeFailed(path: path, reason: "the description holds a number that is not finite")
    }
    var container = Safetensors()
    container.metadata = [ModelDescription.key: String(decoding: json, as: UTF8.self), "format": "pt"]
    for index in network.topology.layers.indices {
      let inputCount = network.topology.inputCount(ofLayer: index)
      let outputCount = network.topology.layers[index].outputCount
      container.tensors.append(
        .init(
          name: "\(index).weight", elementType: Element.precision.tensorType,
          shape: [outputCount, inputCount], bytes: littleEndianBytes(network.weights(ofLayer: index))))
      container.tensors.append(
        .init(
          name: "\(index).bias", elementType: Element.precision.tensorType, shape: [outputCount],
          bytes: littleEndianBytes(network.biases(ofLayer: index))))
      if let slope = network.slope(ofLayer: index) {
        container.tensors.append(
          .init(
            name: "\(index).slope", elementType: Element.precision.tensorType, shape: [1],
            bytes: littleEndianBytes([slope])))
      }
    }
    return container.encoded()
  }
}

extension Network {
  /// The SHA-256 of all weights, biases and slopes, layer by layer, weights `[out][in]` before biases, and these
  /// before the slope of a layer that trains one, little endian, as 64 hexadecimal digits.
  public var weightsSHA256: String {
    var digest = SHA256()
    for index in topology.layers.indices {
      littleEndianBytes(weights(ofLayer: index)).withUnsafeBytes { digest.update($0) }
      littleEndianBytes(biases(ofLayer: index)).withUnsafeBytes { digest.update($0) }
      if let slope = slope(ofLayer: index) {
        littleEndianBytes([slope]).withUnsafeBytes { digest.update($0) }
      }
    }
    return digest.finalized()
  }
}

/// A model read from a file, in whichever precision the file has.
public enum AnyModel: Sendable {
  /// In single precision.
  case f32(Model<Float>)
  /// In double precision.
  case f64(Model<Double>)

  /// Reads a model file and checks all of it.
  ///
  /// - Throws: `BPNetError.cannotOpen` or `readFailed`; `invalidModel` if the file is damaged, was edited
  ///   into something that does not fit together, or is no model of this library.
  public init(path: String) throws(BPNetError) {
    let bytes: [UInt8]
    do throws(BPNetError) {
      let file = try InputBytes(path: path)
      bytes = try file.withBytes { bytes throws(BPNetError) in Array(bytes) }
    } catch .invalidData(let place, let found, _, _) {
      throw .invalidModel(at: place, found: found, expected: "a model file")
    }
    try self.init(decoding: bytes, file: path)
  }

  init(decoding bytes: [UInt8], file: String) throws(BPNetError) {
    let container = try Safetensors(decoding: bytes, file: file)
    guard let text = container.metadata[ModelDescription.key] else {
      throw .invalidModel(
        at: .init(file: file), found: "no entry \"\(ModelDescription.key)\" in the metadata",
        expected: "a model written by bpnet")
    }
    let description: ModelDescription
    do {
      description = try JSONDecoder().decode(ModelDescription.self, from: Data(text.utf8))
    } catch let error as BPNetError {
      throw .invalidModel(at: .init(file: file), found: "\(error)", expected: "a model written by bpnet")
    } catch {
      throw .invalidModel(
        at: .init(file: file), found: "a description that cannot be read",
        expected: "a model written by bpnet")
    }
    if let fault = description.fault {
      throw .invalidModel(at: .init(file: file), found: fault.found, expected: fault.expected)
    }
    switch description.precision {
    case .f32: self = .f32(try Model(description, container, file: file))
    case .f64: self = .f64(try Model(description, container, file: file))
    }
  }
}

extension Model {
  fileprivate init(
    _ description: ModelDescription, _ container: Safetensors, file: String
  ) throws(BPNetError) {
    do throws(BPNetError) {
      // The tensors say how large the network is: their sizes are checked before memory is taken.
      let topology = try Topology(inputCount: description.inputCount, layers: description.layers)
      let tensors = try Model.checkedTensors(container, topology: topology, file: file)
      var network = try Network<Element>(topology: topology)
      for (index, layer) in tensors.enumerated() {
        network.setWeights(elements(layer.weight.bytes, as: Element.self), ofLayer: index)
        let biases = elements(layer.bias.bytes, as: Element.self)
        guard !topology.layers[index].bias.isShared || biases.allSatisfy({ $0 == biases[0] }) else {
          throw .invalidModel(
            at: .init(file: file), found: "different biases in tensor \(index).bias",
            expected: "one bias for the layer")
        }
        network.setBiases(biases, ofLayer: index)
        if let slope = layer.slope {
          network.setSlope(elements(slope.bytes, as: Element.self)[0], ofLayer: index)
        }
      }
      try self.init(
        network: network, preprocessing: description.preprocessing, loss: try Loss(named: description.loss),
        reduction: description.reduction, record: description.record)
    } catch .invalidArgument(let name, let found, let expected) {
      throw .invalidModel(at: .init(file: file), found: "\(name): \(found)", expected: expected)
    }
  }

  private typealias LayerTensors = (
    weight: Safetensors.Tensor, bias: Safetensors.Tensor, slope: Safetensors.Tensor?
  )

  private static func checkedTensors(
    _ container: Safetensors, topology: Topology, file: String
  ) throws(BPNetError) -> [LayerTensors] {
    func tensor(_ name: String, shape: [Int]) throws(BPNetError) -> Safetensors.Tensor {
      let expected = "\(Element.precision.tensorType.rawValue) \(shape)"
      guard let tensor = container.tensor(named: name) else {
        throw .invalidModel(at: .init(file: file), found: "no tensor \(name)", expected: expected)
      }
      guard tensor.elementType == Element.precision.tensorType, tensor.shape == shape else {
        throw .invalidModel(
          at: .init(file: file), found: "tensor \(name) as \(tensor.elementType.rawValue) \(tensor.shape)",
          expected: expected)
      }
      guard elements(tensor.bytes, as: Element.self).allSatisfy(\.isFinite) else {
        throw .invalidModel(
          at: .init(file: file), found: "a number that is not finite in tensor \(name)",
          expected: "finite numbers")
      }
      return tensor
    }
    let slopeCount = topology.slopeCount
    guard container.tensors.count == 2 * topology.layers.count + slopeCount else {
      throw .invalidModel(
        at: .init(file: file), found: "\(container.tensors.count) tensors",
        expected: "\(2 * topology.layers.count + slopeCount), two a layer"
          + (slopeCount == 0 ? "" : " and one a prelu"))
    }
    var result: [LayerTensors] = []
    for (index, layer) in topology.layers.enumerated() {
      let inputCount = topology.inputCount(ofLayer: index)
      result.append(
        (
          try tensor("\(index).weight", shape: [layer.outputCount, inputCount]),
          try tensor("\(index).bias", shape: [layer.outputCount]),
          layer.activation.initialSlope == nil ? nil : try tensor("\(index).slope", shape: [1])
        ))
    }
    return result
  }
}

extension Precision {
  fileprivate var tensorType: Safetensors.ElementType {
    switch self {
    case .f32: .f32
    case .f64: .f64
    }
  }
}

// The processors that the kernels are written for are little endian, as the file is.

private func littleEndianBytes<Element: Scalar>(_ values: [Element]) -> [UInt8] {
  values.withUnsafeBytes { Array($0) }
}

private func elements<Element: Scalar>(_ bytes: [UInt8], as _: Element.Type) -> [Element] {
  bytes.withUnsafeBytes { raw in
    (0..<raw.count / MemoryLayout<Element>.stride).map {
      raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Element>.stride, as: Element.self)
    }
  }
}
