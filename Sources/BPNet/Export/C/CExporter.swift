/// C99 source in one file, which predicts with the bits of `Model.predict`.
struct CExporter: ModelExporter {
  let name = "c"
  let summary = "C99 source without dependencies"
  let endings = [".c"]
  let optionNames: Set<String> = ["symbolPrefix", "quantization"]

  func export(_ program: InferenceProgram, _ options: ExportOptions) throws(BPNetError) -> [UInt8] {
    if options.quantization != nil { return try QuantizedCFile(program, options).bytes }
    var file = try CFile(program, options)
    file.writeBeginning()
    file.writeDeclarations()
    file.writeIncludes()
    file.writeTexts()
    file.writeFunctions()
    file.writeNumbers()
    file.writePredict()
    file.writeEnd()
    return file.text.bytes
  }
}

/// A C file in the making.
struct CFile {
  let program: InferenceProgram
  /// The beginning of all names, without the underscore.
  let prefix: String
  let layers: [SourceLayer]
  /// The type of inputs and outputs, and what stands for a missing value.
  var cell = (type: "double", missing: "NAN")
  /// The output above which the second of two labels is predicted, if it is not the probability.
  var thresholdText: String?
  var text = SourceText()

  var precision: Precision { program.precision }
  /// The most numbers that a layer reads or writes.
  var width: Int { program.width(of: layers) }

  init(_ program: InferenceProgram, _ options: ExportOptions) throws(BPNetError) {
    self.program = program
    prefix = try options.checkedPrefix()
    layers = options.quantization == nil ? try SourceLayer.all(of: program, .c, options) : []
    var texts = program.columns + program.outputNames + program.sources.map(\.name)
    for source in program.sources {
      if case .words(let words) = source.content { texts += words }
    }
    if case .secondLabels(let pairs, _, _) = program.decision { texts += pairs.flatMap { $0 } }
    if let long = texts.first(where: { $0.utf8.count > CText.maximumLength }) {
      throw options.unsupported(
        "a name or label of \(long.utf8.count) bytes",
        expected: "at most \(CText.maximumLength), as much as every C99 compiler accepts")
    }
  }

  /// Adds lines in the notation of `SourceLanguage`; CELL is the type of inputs, and MISSING a missing one.
  mutating func write(_ lines: String) {
    // Not for texts of the model, which may have any characters.
    let lines = lines.replacing("CELL", with: cell.type).replacing("MISSING", with: cell.missing)
    text.line(SourceLanguage.c.text(lines, prefix: prefix, precision))
  }

  /// Adds a line as it is.
  mutating func writeLine(_ line: String = "") { text.line(line) }

  /// Adds an array of texts.
  mutating func write(texts: [String], name: String) {
    write("const char *const @\(name)[\(texts.count)] = {")
    text.list(texts.map(CText.string))
    writeLine("};")
  }

  /// Adds an array of numbers.
  mutating func write(numbers: some Sequence<Double>, name: String, precision: Precision) {
    write("static const \(precision == .f32 ? "float" : "double") @\(name)[] = {")
    text.list(numbers.lazy.map { $0.isNaN ? "NAN" : CText.number($0, precision) })
    writeLine("};")
  }
}
