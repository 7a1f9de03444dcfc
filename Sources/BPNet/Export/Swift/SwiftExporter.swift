/// Swift source in one file, which predicts with the bits of `Model.predict`.
struct SwiftExporter: ModelExporter {
  let name = "swift"
  let summary = "Swift source without dependencies"
  let endings = [".swift"]
  let optionNames: Set<String> = ["symbolPrefix"]

  func export(_ program: InferenceProgram, _ options: ExportOptions) throws(BPNetError) -> [UInt8] {
    var file = try SwiftFile(program, options)
    file.writeBeginning()
    file.writePublicParts()
    file.writePredict()
    file.writeFunctions()
    file.writeNumbers()
    file.writeEnd()
    return file.text.bytes
  }
}

/// A Swift file in the making.
struct SwiftFile {
  let program: InferenceProgram
  /// The name of the type that holds everything.
  let name: String
  let layers: [SourceLayer]
  var text = SourceText()

  var precision: Precision { program.precision }

  /// The names that a type of the file would hide or cannot have.
  private static let takenNames: Set<String> = [
    "Any", "Array", "BitwiseCopyable", "Bool", "Cell", "Double", "Equatable", "Error", "Float", "Int",
    "Int64", "InvalidInput", "Prediction", "Protocol", "SIMD", "SIMD16", "SIMD2", "SIMD32", "SIMD4", "SIMD64",
    "SIMD8", "Self", "Sendable", "StaticString", "String", "Swift", "Type", "UInt32", "UInt64",
    "UnsafeBufferPointer", "UnsafeMutableBufferPointer", "UnsafeMutablePointer", "UnsafePointer",
  ]

  init(_ program: InferenceProgram, _ options: ExportOptions) throws(BPNetError) {
    self.program = program
    name = SourceLanguage.upperFirst(try options.checkedPrefix())
    guard !Self.takenNames.contains(name) else {
      throw .invalidArgument(
        name: "symbolPrefix", found: "\"\(options.symbolPrefix ?? "")\"",
        expected: "another name than those of the language, since a type gets it")
    }
    layers = try SourceLayer.all(of: program, .swift, options)
  }

  /// Adds lines of the type in the notation of `SourceLanguage`.
  mutating func write(_ lines: String) {
    // Not for texts of the model, which may have any characters.
    for line in SourceLanguage.swift.text(lines, prefix: "", precision).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      text.line(line.isEmpty ? "" : "  " + line)
    }
  }

  /// Adds an array of texts.
  mutating func write(texts: [String], name: String, comment: String) {
    write("/// \(comment)\npublic static let \(name): [String] = [")
    text.list(texts.map(SwiftText.string))
    write("]")
  }

  /// Adds a pointer to numbers, which are made at the first use.
  ///
  /// An array literal of many numbers takes a compiler long; a text does not.
  mutating func write(numbers: some Sequence<Double>, name: String, precision: Precision) {
    let type = SourceLanguage.swift.type(precision)
    write(
      "nonisolated(unsafe) private static let \(name): UnsafePointer<\(type)> = numbers(\n"
        + "  bits: \"\"\"")
    let perLine = precision == .f32 ? 12 : 6
    var line = ""
    var count = 0
    for number in numbers {
      line += SwiftText.bits(number, precision)
      count += 1
      if count % perLine == 0 {
        text.line("      " + line)
        line = ""
      }
    }
    if !line.isEmpty { text.line("      " + line) }
    write(
      "    \"\"\", count: \(count)\n) { \(type)(bitPattern: \(precision == .f32 ? "UInt32($0)" : "$0")) }")
  }

  mutating func writeEnd() { text.line("}") }
}
