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
  static let delimiter = Option<UInt8?>(
    "delimiter", placeholder: "CHARACTER", help: "what stands between fields: a character, or tab",
    defaultText: "by the file's ending and first line", parse: delimiterParser)

  static let section = OptionSection("Reading data", [format, labels, header, noHeader, delimiter])

  /// The files that `readTable(_:_:)` would read.
  static func paths(_ path: String, _ arguments: ParsedArguments) -> [String] {
    [path] + [arguments[labels]].compactMap { $0 }
  }

  /// Reads the table at `path` ("-" is standard input), with the labels that belong to it.
  static func readTable(_ path: String, _ arguments: ParsedArguments) throws -> Table {
    try readTable(path, labelsPath: arguments[labels], arguments)
  }

  /// Reads the table at `path`, with the labels at `labelsPath`.
  static func readTable(_ path: String, labelsPath: String?, _ arguments: ParsedArguments) throws -> Table {
    let (header, noHeader) = (arguments[header], arguments[noHeader])
    if header && noHeader {
      throw UsageError(name: "--header", found: "--no-header beside it", expected: "one of the two")
    }
    let text = TextOptions(
      delimiter: arguments[delimiter], header: header ? .present : noHeader ? .absent : .automatic)
    return try TableReader(format: arguments[format], text: text).read(path: path, labelsPath: labelsPath)
  }

  private static let delimiterParser = ValueParser<UInt8>(
    expected: "one ASCII character that is no quote and no line end, or tab"
  ) { (text) throws(ValueMismatch) in
    if text == "tab" || text == "\\t" { return UInt8(ascii: "\t") }
    let isUsable = text.utf8.count == 1 && text.utf8.allSatisfy { $0 < 128 && ![0, 10, 13, 34].contains($0) }
    guard isUsable, let byte = text.utf8.first else {
      throw ValueMismatch(expected: "one ASCII character that is no quote and no line end, or tab")
    }
    return byte
  }
}
