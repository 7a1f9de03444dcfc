#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension TypedModel {
  package func write(to path: String) throws(BPNetError) {
    try AtomicFile.write(parts: try container(path: path).encodedParts(), to: path)
  }

  package func encoded(path: String) throws(BPNetError) -> [UInt8] {
    try container(path: path).encoded()
  }

  private func container(path: String) throws(BPNetError) -> Safetensors {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(ModelDescription(of: self)) else {
      throw .writeFailed(path: path, reason: "the description holds a number that is not finite")
    }
    var container = Safetensors()
    container.metadata = [ModelDescription.key: String(decoding: json, as: UTF8.self), "format": "pt"]
    container.tensors = network.tensors()
    if let values = optimizerState?.values { container.tensors += values.tensors() }
    return container
  }
}

extension Network {
  /// The SHA-256 of all weights, biases and slopes, as 64 hexadecimal digits.
  ///
  /// The bytes are little endian, layer by layer: weights `[out][in]`, biases, and a trained slope.
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

extension Model {
  /// Reads a model file and checks all of it.
  ///
  /// - Parameter extensions: the program's own choices, such as a `CustomLoss`, that the file may name.
  /// - Throws: `BPNetError.cannotOpen` or `readFailed`; `invalidModel` if the file is damaged, inconsistent,
  ///   or not a model of this library.
  public init(contentsOf path: String, extensions: [any NamedChoice] = []) throws(BPNetError) {
    let container: Safetensors
    do throws(BPNetError) {
      let file = try InputBytes(path: path)
      container = try file.withBytes { bytes throws(BPNetError) in
        try Safetensors(decoding: bytes, file: path) { metadata throws(BPNetError) in
          _ = try Model.description(in: metadata, file: path)
        }
      }
    } catch .invalidData(let place, let found, _, _) {
      throw .invalidModel(at: place, found: found, expected: "a model file")
    }
    try self.init(container, file: path, extensions: extensions)
  }

  /// Reads the bytes of a model file and checks all of them.
  ///
  /// - Parameter file: the name of the bytes in errors.
  /// - Throws: `BPNetError.invalidModel` as for a file.
  package init(
    decoding bytes: [UInt8], file: String, extensions: [any NamedChoice] = []
  ) throws(BPNetError) {
    try self.init(try Safetensors(decoding: bytes, file: file), file: file, extensions: extensions)
  }

  /// The text of the model's description.
  private static func description(
    in metadata: [String: String], file: String
  ) throws(BPNetError) -> String {
    guard let text = metadata[ModelDescription.key] else {
      throw .invalidModel(
        at: .init(file: file), found: "no entry \"\(ModelDescription.key)\" in the metadata",
        expected: "a model written by bpnet")
    }
    return text
  }

  private init(
    _ container: Safetensors, file: String, extensions: [any NamedChoice]
  ) throws(BPNetError) {
    let text = try Model.description(in: container.metadata, file: file)
    let description = try ModelDescription(text, file: file, extensions: extensions)
    if let fault = description.fault {
      throw .invalidModel(at: .init(file: file), found: fault.found, expected: fault.expected)
    }
    switch description.precision {
    case .f32: self.init(try TypedModel<Float>(description, container, file: file, extensions))
    case .f64: self.init(try TypedModel<Double>(description, container, file: file, extensions))
    }
  }
}

extension ModelDescription {
  /// Decodes the JSON text.
  fileprivate init(_ text: String, file: String, extensions: [any NamedChoice]) throws(BPNetError) {
    let place = BPNetError.Place(file: file)
    let decoder = JSONDecoder()
    decoder.userInfo[.namedChoices] = extensions
    do {
      try JSONSyntax.check(text)
      self = try decoder.decode(ModelDescription.self, from: Data(text.utf8))
    } catch let fault as JSONFault {
      throw .invalidModel(at: place, found: "\(fault.found) in its description", expected: fault.expected)
    } catch BPNetError.invalidModel(_, let found, let expected) {
      throw .invalidModel(at: place, found: found, expected: expected)
    } catch BPNetError.invalidArgument(let name, let found, let expected) {
      throw .invalidModel(at: place, found: "\(name): \(found)", expected: expected)
    } catch {
      throw .invalidModel(
        at: place, found: "a description that cannot be read", expected: "a model written by bpnet")
    }
  }
}

extension TypedModel {
  fileprivate init(
    _ description: ModelDescription, _ container: Safetensors, file: String, _ extensions: [any NamedChoice]
  ) throws(BPNetError) {
    do throws(BPNetError) {
      let topology = try Topology(inputCount: description.inputCount, layers: description.layers)
      let stateTensorCount = try description.optimizerState?.tensorCount(topology: topology) ?? 0
      let tensorCount = Network<Element>.tensorCount(topology: topology) + stateTensorCount
      guard container.tensors.count == tensorCount else {
        let states = stateTensorCount == 0 ? "" : ", \(stateTensorCount) of them for the optimizer's state"
        throw .invalidModel(
          at: .init(file: file), found: "\(container.tensors.count) tensors",
          expected:
            "\(tensorCount), two a layer\(topology.slopeCount == 0 ? "" : " and one a prelu")\(states)")
      }
      try self.init(
        network: try Network(tensors: container, topology: topology, file: file),
        preprocessing: description.preprocessing, record: description.record,
        optimizerState: try description.optimizerState?.state(
          container, topology: topology, file: file, extensions: extensions))
    } catch .invalidArgument(let name, let found, let expected) {
      throw .invalidModel(at: .init(file: file), found: "\(name): \(found)", expected: expected)
    }
  }
}
