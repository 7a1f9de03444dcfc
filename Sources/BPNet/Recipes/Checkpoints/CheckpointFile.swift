#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A checkpoint as a safetensors file: JSON under a key of the metadata, and each state's tensors.
///
/// The tensors of a state are named as those of a model, after `current.`, `best.` or `before.`; those of the
/// optimiser follow `optimizer.` and their number in the same state.
struct CheckpointFile<Element: Scalar>: Sendable {
  let identity: CheckpointIdentity
  let checkpoint: Trainer<Element>.Checkpoint
}

extension CheckpointFile {
  private static var key: String { "bpnet_checkpoint" }
  /// The key of the check of everything else; files without it were written before there was one.
  private static var checkKey: String { "bpnet_checkpoint_check" }
  private static var format: Int { 1 }

  /// The part of the description that every version of the format has.
  private struct Origin: Decodable {
    struct Identity: Decodable { let version: String? }
    let format: Int
    let identity: Identity?
  }

  /// The content besides tensors.
  private struct Description: Codable {
    /// The version of the format.
    var format = CheckpointFile.format
    let identity: CheckpointIdentity
    let inputCount: Int
    let layers: [Layer]
    let states: [StateDescription]
    let history: TrainingHistory
  }

  private struct StateDescription: Codable {
    let name: String
    let control: RunControl
    /// The length of a full-batch method's state; nil for other optimisers.
    let vectorCount: Int?
    /// The number of the optimiser's states of one number a parameter.
    let stateCount: Int
  }

  /// The bytes of the file, in parts.
  func encodedParts(path: String) throws(BPNetError) -> [[UInt8]] {
    let named =
      [("current", checkpoint.current)]
      + [("best", checkpoint.best), ("before", checkpoint.beforeEpoch)].compactMap { name, state in
        state.map { (name, $0) }
      }
    var container = Safetensors()
    var states: [StateDescription] = []
    for (name, state) in named {
      container.tensors += state.network.tensors(prefix: "\(name).")
      container.tensors += state.values.tensors(prefix: "\(name).")
      let (vectorCount, stateCount): (Int?, Int) =
        switch state.values {
        case .vector(let numbers): (numbers.count, 0)
        case .parameters(let networks): (nil, networks.count)
        }
      states.append(
        .init(name: name, control: state.control, vectorCount: vectorCount, stateCount: stateCount))
    }
    let topology = checkpoint.current.network.topology
    let description = Description(
      identity: identity, inputCount: topology.inputCount, layers: topology.layers, states: states,
      history: checkpoint.history)
    let text = try CheckpointJSON.encoded(description, path: path)
    container.metadata = [Self.key: text, Self.checkKey: Self.check(of: text, container)]
    return container.encodedParts()
  }

  /// The check of a description and all tensors.
  private static func check(of text: String, _ container: Safetensors) -> String {
    var check = ContentCheck()
    check.add(text)
    for tensor in container.tensors.sorted(by: { $0.name < $1.name }) {
      tensor.bytes.withUnsafeBytes { check.add($0) }
    }
    return check.text
  }

  /// Reads a file, and checks it; its header is looked at before any tensor is copied.
  ///
  /// - Throws: `BPNetError.cannotOpen` or `readFailed`; `invalidModel` if it is not a whole checkpoint,
  ///   `invalidArgument` if it belongs to training with another identity, or is of another version.
  init(contentsOf path: String, for identity: CheckpointIdentity) throws(BPNetError) {
    try self.init(InputBytes(path: path), for: identity)
  }

  /// Reads what is not in a file, as `init(contentsOf:for:)` does.
  init(_ input: InputBytes, for identity: CheckpointIdentity) throws(BPNetError) {
    let source = input.source
    let container = try input.withBytes { bytes throws(BPNetError) in
      try Safetensors(decoding: bytes, file: source) { metadata throws(BPNetError) in
        _ = try Self.description(in: metadata, file: source)
      }
    }
    try self.init(container, file: source, for: identity)
  }

  private static func description(
    in metadata: [String: String], file: String
  ) throws(BPNetError) -> String {
    guard let text = metadata[key] else {
      throw .invalidModel(
        at: .init(file: file), found: "no entry \"\(key)\" in the metadata", expected: "a checkpoint")
    }
    return text
  }

  private init(
    _ container: Safetensors, file: String, for identity: CheckpointIdentity
  ) throws(BPNetError) {
    let text = try Self.description(in: container.metadata, file: file)
    let origin = try CheckpointJSON.decoded(Origin.self, from: text, file: file)
    guard origin.format == Self.format else {
      let writer = origin.identity?.version.map { " of version \($0)" } ?? ""
      throw .invalidArgument(
        name: "checkpoint", found: "\(file) of format \(origin.format), written by a program\(writer)",
        expected: "format \(Self.format) of version \(libraryVersion)")
    }
    let description = try CheckpointJSON.decoded(
      Description.self, from: text, file: file, extensions: identity.ownChoices)
    if let check = container.metadata[Self.checkKey], check != Self.check(of: text, container) {
      throw .invalidModel(
        at: .init(file: file), found: "other content than was written", expected: "a checkpoint as it was")
    }
    try description.identity.check(for: identity)
    func states() throws(BPNetError) -> [String: Trainer<Element>.Checkpoint.State] {
      let topology = try Topology(inputCount: description.inputCount, layers: description.layers)
      var states: [String: Trainer<Element>.Checkpoint.State] = [:]
      for state in description.states {
        states[state.name] = try Self.state(state, container, topology, file: file)
      }
      return states
    }
    let named: [String: Trainer<Element>.Checkpoint.State]
    do throws(BPNetError) {
      named = try states()
    } catch .invalidArgument(let name, let found, let expected) {
      throw .invalidModel(at: .init(file: file), found: "\(name): \(found)", expected: expected)
    }
    guard let current = named["current"] else {
      throw .invalidModel(at: .init(file: file), found: "no current state", expected: "one")
    }
    self.identity = description.identity
    checkpoint = Trainer.Checkpoint(
      current: current, best: named["best"], beforeEpoch: named["before"], history: description.history)
  }

  private static func state(
    _ description: StateDescription, _ container: Safetensors, _ topology: Topology, file: String
  ) throws(BPNetError) -> Trainer<Element>.Checkpoint.State {
    let name = description.name
    let network = try Network<Element>(
      tensors: container, topology: topology, prefix: "\(name).", file: file)
    let values = try OptimizerState<Element>.Values(
      tensors: container, topology: topology, vectorCount: description.vectorCount,
      stateCount: description.stateCount, prefix: "\(name).", file: file)
    return .init(control: description.control, network: network, values: values)
  }
}

/// JSON of checkpoints, in which numbers may be infinite.
enum CheckpointJSON {
  static func encoded(_ value: some Encodable, path: String) throws(BPNetError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw .writeFailed(path: path, reason: "a state that cannot be written")
    }
  }

  /// - Parameter extensions: choices that the program has defined itself.
  static func decoded<Value: Decodable>(
    _ type: Value.Type, from text: String, file: String, extensions: [any NamedChoice] = []
  ) throws(BPNetError) -> Value {
    let decoder = JSONDecoder()
    decoder.userInfo[.namedChoices] = extensions
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      try JSONSyntax.check(text)
      return try decoder.decode(type, from: Data(text.utf8))
    } catch let fault as JSONFault {
      throw .invalidModel(at: .init(file: file), found: fault.foundInLine, expected: fault.expected)
    } catch {
      throw .invalidModel(
        at: .init(file: file), found: "a description that cannot be read",
        expected: "a checkpoint of version \(libraryVersion)")
    }
  }
}
