/// A format in which a trained model is used by other programs.
///
/// An exporter reads the model's `InferenceProgram`, which is all that it needs. To add one: a file with a
/// conforming type, and its line in `ModelExporters.registry`.
protocol ModelExporter: Sendable {
  /// The name in options.
  var name: String { get }
  /// The format in words, for help texts and messages.
  var summary: String { get }
  /// How its file names end, with a point.
  var endings: [String] { get }
  /// The options that it knows, by their names in `ExportOptions`.
  var optionNames: Set<String> { get }

  /// The content of the file.
  ///
  /// - Throws: `BPNetError.invalidModel` for what the format cannot hold, `invalidArgument` for an option.
  func export(_ program: InferenceProgram, _ options: ExportOptions) throws(BPNetError) -> [UInt8]
}

extension ModelExporter {
  var optionNames: Set<String> { [] }
}

/// The choices of an export.
package struct ExportOptions: Sendable {
  /// The name of the model's file, for messages.
  package var source = "model"
  /// The beginning of all names in source code; nil means `model`.
  package var symbolPrefix: String?
  /// Whole numbers in place of floating point; nil means none.
  package var quantization: Quantization?

  /// The default choices.
  package init() {}

  /// The names of the choices that were made, and need a format that knows them.
  fileprivate var givenNames: [String] {
    (symbolPrefix == nil ? [] : ["symbolPrefix"]) + (quantization == nil ? [] : ["quantization"])
  }

  /// An error for what a format cannot hold.
  func unsupported(_ found: String, expected: String) -> BPNetError {
    .invalidModel(at: .init(file: source), found: found, expected: expected)
  }
}

/// The formats that models can be exported to.
package enum ModelExporters {
  /// One line for each format.
  static let registry: [any ModelExporter] = [
    CExporter(), SwiftExporter(), ONNXExporter(), FANNExporter(), SafetensorsExporter(),
  ]

  /// The names of the formats.
  package static var names: [String] { registry.map(\.name) }

  /// For each format its name, itself in words, and the endings of its files.
  package static var formats: [(name: String, summary: String, endings: [String])] {
    registry.map { ($0.name, $0.summary, $0.endings) }
  }

  /// The name of the format that the ending of a path stands for.
  package static func name(ofPath path: String) -> String? {
    let path = path.lowercased()
    return registry.first { $0.endings.contains { path.hasSuffix($0) } }?.name
  }

  /// Checks that a format knows an option.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the option's name.
  package static func check(_ option: String, isKnownTo name: String) throws(BPNetError) {
    guard registry.contains(where: { $0.name == name && !$0.optionNames.contains(option) }) else { return }
    let others = registry.filter { $0.optionNames.contains(option) }.map(\.name)
    throw .invalidArgument(
      name: option, found: "it beside the format \(name)",
      expected: "it beside \(others.joined(separator: " or ")) alone")
  }
}

extension Model {
  /// The content of a file of the format called `name`.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `format` if there is none of this name, or under
  ///   that of an option that it does not know or allow; `invalidModel` for what the format cannot hold.
  /// - Complexity: O(parameters).
  package func exported(as name: String, _ options: ExportOptions) throws(BPNetError) -> [UInt8] {
    guard let exporter = ModelExporters.registry.first(where: { $0.name == name }) else {
      throw .invalidArgument(
        name: "format", found: "\"\(name)\"",
        expected: "one of \(ModelExporters.names.joined(separator: ", "))")
    }
    for option in options.givenNames { try ModelExporters.check(option, isKnownTo: name) }
    return try exporter.export(program, options)
  }

  /// Writes the model in the format called `name`; an existing file is replaced atomically.
  ///
  /// - Returns: the number of bytes written.
  /// - Throws: as `exported(as:_:)`, and `BPNetError.cannotCreate` or `writeFailed`.
  package func export(
    to path: String, as name: String, _ options: ExportOptions = ExportOptions()
  ) throws(BPNetError) -> Int {
    guard MemoryBudget.hasRoom(for: 100 * topology.parameterCount) else {
      throw .writeFailed(path: path, reason: "there is too little memory left for its text")
    }
    let bytes = try exported(as: name, options)
    try AtomicFile.write(bytes, to: path)
    return bytes.count
  }
}
