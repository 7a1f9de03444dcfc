import BPNet
import CommandSupport

/// The options of every command that reads a table.
enum DataOptions {
  static let format = Option<String?>(
    "format", placeholder: "NAME",
    help: "of the data: "
      + TableReader.formatSummary.map { "\($0.name) (\($0.endings.joined(separator: ", ")))" }.joined(
        separator: ", "),
    defaultText: "by the file's ending, else csv", parse: .oneOf(TableReader.formatNames))
  static let labels = Option<String?>(
    "labels", placeholder: "FILE", help: "a second file whose columns become the last ones, as IDX has them",
    parse: .path)
  static let header = Option(flag: "header", help: "the first line names the columns [found by itself]")
  static let noHeader = Option(flag: "no-header", help: "the first line is data [found by itself]")
    .setting("header: absent")
  static let delimiter = Option<UInt8?>(
    "delimiter", placeholder: "CHARACTER",
    help: "what stands between fields: a character, tab, or blank for runs of spaces and tabs",
    defaultText: "what divides the first lines evenly", parse: delimiterParser)
  static let decimal = Option<UInt8?>(
    "decimal", placeholder: "CHARACTER", help: "what stands before the fraction of a number: . or ,",
    defaultText: "by the first lines", parse: characterParser
  ).setting("decimalMark")
  static let comment = Option<UInt8?>(
    "comment", placeholder: "CHARACTER", help: "lines that start with it are left out",
    defaultText: "# before the first row", parse: characterParser)
  static let encoding = Option<TableReader.TextOptions.Encoding?>(
    "encoding", placeholder: "NAME", help: "of text: utf-8 or latin-1",
    defaultText: "utf-8, and latin-1 for what is not", parse: .caseName)
  static let missingValues = Option<String?>(
    "missing-values", placeholder: "LIST",
    help: "what stands for a missing value beside nothing, with commas between; never a cell in quotes",
    defaultText: TableReader.TextOptions.defaultMissingValues.filter { !$0.isEmpty }.joined(separator: ",")
      + "; as in its training for a model",
    parse: ValueParser(expected: "texts with commas between") { text in text })

  static let stream = Option(
    flag: "stream",
    help: "for data larger than the memory: numbers stay on the disk (of text, in a temporary file), and "
      + "train shuffles them in blocks of 1 MB, 64 at a time"
  ).setting("streams")

  static let section = OptionSection("Reading data", [format] + others, isFurther: true)

  /// The options of reading data beside `--format`.
  static let others: [any CommandOption] = [
    labels, header, noHeader, delimiter, decimal, comment, encoding, missingValues, stream,
  ]

  /// The options of commands that use a model on a table.
  static let usage: [any CommandOption] = [TrainOptions.missingInUse, TrainOptions.unknownCategory]

  /// What these options say.
  static func use(_ arguments: ParsedArguments) -> Model.TableUse {
    Model.TableUse(
      missing: arguments[TrainOptions.missingInUse], unknownCategory: arguments[TrainOptions.unknownCategory])
  }

  /// The files that `readTable(_:_:)` would read.
  static func paths(_ path: String, _ arguments: ParsedArguments) -> [String] {
    [path] + [arguments[labels]].compactMap { $0 }
  }

  /// Reads the table at `path` ("-" is standard input), with the labels that belong to it.
  ///
  /// - Parameters:
  ///   - model: what the table is read for; its training's choices stand in for those not given.
  ///   - format: the option of the data's format.
  static func readTable(
    _ path: String, _ arguments: ParsedArguments, for model: Model? = nil, saysNotes: Bool = true,
    format: Option<String?> = format
  ) throws -> Table {
    try readTable(
      path, labelsPath: arguments[labels], arguments, for: model, saysNotes: saysNotes, format: format)
  }

  /// Reads the table at `path`, with the labels at `labelsPath`.
  ///
  /// - Parameter saysRemarks: whether to say, beside notes, what looks wrong where the model is used.
  static func readTable(
    _ path: String, labelsPath: String?, _ arguments: ParsedArguments, for model: Model? = nil,
    saysNotes: Bool = true, saysRemarks: Bool = true, format: Option<String?> = format
  ) throws -> Table {
    let (header, noHeader) = (arguments[header], arguments[noHeader])
    if header && noHeader {
      throw UsageError(name: "--header", found: "--no-header beside it", expected: "one of the two")
    }
    var text = TableReader.TextOptions(
      delimiter: arguments[delimiter], header: header ? .present : noHeader ? .absent : .automatic,
      decimalMark: arguments[decimal], comment: arguments[comment], encoding: arguments[encoding],
      missingValues: arguments[missingValues].map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      })
    text.modelMissingValues = model?.preprocessing.missingValues
    if let columns = model?.preprocessing {
      text.modelColumns = columns.hasHeader ? columns.inputs.map(\.sourceName) : []
    }
    let reader = try TableReader(
      format: arguments[format], text: text, streams: arguments[stream],
      threads: arguments.value(ifDeclared: TrainOptions.threads) ?? nil)
    let table = try reader.read(path: path, labelsPath: labelsPath)
    let diagnostics = Diagnostics(isQuiet: arguments.isGiven(CommonOptions.quiet))
    if saysNotes, let note = model.flatMap({ placeNote(table, for: $0.preprocessing) }) {
      diagnostics.note("\(path): \(note)")
    }
    for note in table.notes where saysNotes { diagnostics.note("\(path): \(note.withOptions())") }
    if saysNotes, saysRemarks { model?.preprocessing.remarks(onUseOf: table).forEach(diagnostics.say) }
    return table
  }

  /// What is said where columns go by their places, although the model or the data have names for them.
  private static func placeNote(_ table: Table, for columns: Preprocessing) -> String? {
    guard columns.columnCount > 1, columns.hasHeader != table.hasHeader else { return nil }
    return placeText(hasNames: table.hasHeader)
  }

  /// What is said where the data, or those that a model was trained on, alone have names.
  static func placeText(hasNames: Bool) -> String {
    hasNames
      ? "the training data have no names: columns are taken in their order"
      : "columns without names are taken in the order of the training data"
  }

  private static let delimiterExpectation =
    "one ASCII character that is no quote and no line end, tab, or blank"

  private static let delimiterParser = ValueParser<UInt8>(expected: delimiterExpectation) {
    (text) throws(ValueMismatch) in
    if text == "tab" || text == "\\t" { return UInt8(ascii: "\t") }
    if text == "blank" { return TableReader.TextOptions.blank }
    let isUsable = text.utf8.count == 1 && text.utf8.allSatisfy { $0 < 128 && ![0, 10, 13, 34].contains($0) }
    guard isUsable, let byte = text.utf8.first else {
      throw ValueMismatch(expected: delimiterExpectation)
    }
    return byte
  }

  private static let characterParser = ValueParser<UInt8>(expected: "one ASCII character") {
    (text) throws(ValueMismatch) in
    guard text.utf8.count == 1, let byte = text.utf8.first, 32...126 ~= byte else {
      throw ValueMismatch(expected: "one ASCII character")
    }
    return byte
  }
}
