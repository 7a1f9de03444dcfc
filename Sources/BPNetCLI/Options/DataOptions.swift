import BPNet
import CommandSupport

/// The options of every command that reads a table.
enum DataOptions {
  static let header = Option(flag: "header", help: "the first line names the columns [found by itself]")
  static let noHeader = Option(flag: "no-header", help: "the first line is data [found by itself]")
  static let delimiter = Option<UInt8?>(
    "delimiter", placeholder: "CHARACTER", help: "what stands between fields: a character, or tab",
    defaultText: "by the file's ending and first line", parse: delimiterParser)

  static let section = OptionSection("Reading data", [header, noHeader, delimiter])

  /// Reads the table at `path` ("-" is standard input).
  static func readTable(_ path: String, _ arguments: ParsedArguments) throws -> Table {
    let (header, noHeader) = (arguments[header], arguments[noHeader])
    if header && noHeader {
      throw UsageError(name: "--header", found: "--no-header beside it", expected: "one of the two")
    }
    let reader = CSVReader(
      delimiter: arguments[delimiter], header: header ? .present : noHeader ? .absent : .automatic)
    return try reader.read(path: path)
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
