/// A format of other programs from which models are made.
///
/// To add one: a file with a conforming type, and its line in `ModelImporters.registry`.
protocol ModelImporter: Sendable {
  /// The name in options.
  var name: String { get }
  /// The format in words, for help texts.
  var summary: String { get }
  /// How its file names end, with a point.
  var endings: [String] { get }

  /// The model of a file.
  ///
  /// - Parameters:
  ///   - file: the file's name, for messages.
  ///   - like: a model of the same topology, for what the format does not say; nil if none is given.
  /// - Throws: `BPNetError.invalidModel` for what cannot be a model, `invalidArgument` under the name `like`.
  func model(of bytes: [UInt8], file: String, like: Model?) throws(BPNetError) -> Model
}

/// The formats that models can be imported from.
package enum ModelImporters {
  /// One line for each format.
  static let registry: [any ModelImporter] = [SequentialImporter(), FANNImporter()]

  /// The names of the formats.
  package static var names: [String] { registry.map(\.name) }

  /// For each format its name, and itself in words.
  package static var formats: [(name: String, summary: String)] { registry.map { ($0.name, $0.summary) } }

  /// The name of the format that the ending of a path stands for.
  package static func name(ofPath path: String) -> String? {
    let path = path.lowercased()
    return registry.first { $0.endings.contains { path.hasSuffix($0) } }?.name
  }
}

extension Model {
  /// Reads a network of another program.
  ///
  /// - Parameters:
  ///   - name: the format, one of `ModelImporters.names`.
  ///   - like: a model of the same topology, for what the format does not say.
  /// - Throws: `BPNetError.cannotOpen` or `readFailed`; `invalidModel` for what cannot be a model;
  ///   `invalidArgument` under the name `format` or `like`.
  package init(importing path: String, as name: String, like: Model? = nil) throws(BPNetError) {
    guard let importer = ModelImporters.registry.first(where: { $0.name == name }) else {
      throw .invalidArgument(
        name: "format", found: "\"\(name)\"",
        expected: "one of \(ModelImporters.names.joined(separator: ", "))")
    }
    let bytes: [UInt8]
    do throws(BPNetError) {
      bytes = try InputBytes(path: path).withBytes { bytes throws(BPNetError) in Array(bytes) }
    } catch .invalidData(let place, let found, _, _) {
      throw .invalidModel(at: place, found: found, expected: importer.summary)
    }
    self = try importer.model(of: bytes, file: path, like: like)
  }
}
