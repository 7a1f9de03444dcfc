/// Files that are no table of text, known by how they start: an error that names them says more than one
/// about fields and quotes.
enum ForeignText {
  private struct Format {
    let starts: [StaticString]
    let name: String
    let hint: String
  }

  private static let toCSV = "pandas reads it; to_csv(path, index=False) writes a table"

  private static let formats = [
    Format(
      starts: ["PK\u{3}\u{4}"], name: "an Excel workbook or a ZIP archive", hint: "save the sheet as CSV"),
    Format(starts: ["PAR1"], name: "Parquet data", hint: toCSV),
    Format(starts: ["ARROW1", "FEA1"], name: "Arrow or Feather data", hint: toCSV),
    Format(starts: ["SQLite format 3"], name: "an SQLite database", hint: "export the table as CSV"),
    Format(
      starts: ["MATLAB 5.0 MAT-file"], name: "a MATLAB file",
      hint: "writematrix(M, 'data.csv') writes a table"),
    Format(
      starts: ["RDX", "RDA"], name: "R data", hint: "write.csv(d, 'data.csv', row.names=FALSE) writes a table"
    ),
    Format(starts: ["%PDF-"], name: "a PDF document", hint: "a table has a row a line"),
    Format(
      starts: ["<!DOCTYPE", "<!doctype", "<html", "<HTML", "<?xml"], name: "HTML or XML",
      hint: "was a page stored in place of the data?"),
    Format(starts: ["{\"", "[{\"", "[[", "{\n", "[\n", "{ \"", "[ {"], name: "JSON", hint: toCSV),
    Format(
      starts: ["@relation", "@RELATION", "@Relation"], name: "an ARFF file",
      hint: "without the lines that start with @ and % it is a table"),
  ]

  /// Checks that a text does not start as one of these does.
  static func check(_ text: UnsafeBufferPointer<UInt8>, source: String) throws(BPNetError) {
    if text.count > 1, text[0] == 0x80, 2...5 ~= text[1] {
      throw .invalidData(
        at: .init(file: source), found: "Python's pickle", expected: "a table of text",
        hint: "numpy.save(path, array) or frame.to_csv(path, index=False) writes one")
    }
    let starts = [text[...], behindComments(text)].map { text in
      text.prefix(256).drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D }
    }
    if isSparse(starts[0]) {
      throw .invalidData(
        at: .init(file: source), found: "rows of INDEX:VALUE, as LIBSVM has them",
        expected: "a table of text",
        hint: "sklearn.datasets.load_svmlight_file reads them; a table has a column for each index")
    }
    for format in formats {
      let isThis = format.starts.contains { word in
        word.withUTF8Buffer { word in starts.contains { $0.starts(with: word) } }
      }
      guard isThis else { continue }
      throw .invalidData(
        at: .init(file: source), found: format.name, expected: "a table of text", hint: format.hint)
    }
  }

  /// Whether a text starts with a number, and then two or more numbers with colons between, all with blanks
  /// before them.
  private static func isSparse(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let line = String(decoding: text.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    let fields = line.split(separator: " ")
    guard fields.count > 2, Double(fields[0]) != nil else { return false }
    // The last field may be cut off.
    return fields[1..<3].allSatisfy { field in
      let parts = field.split(separator: ":", omittingEmptySubsequences: false)
      return parts.count == 2 && Int(parts[0]) != nil && Double(parts[1]) != nil
    } && Int(fields[1].prefix { $0 != ":" }) ?? 0 < Int(fields[2].prefix { $0 != ":" }) ?? 0
  }

  /// The text without the lines at its start that begin with `%`, as those above an ARFF file do.
  private static func behindComments(_ text: UnsafeBufferPointer<UInt8>) -> Slice<UnsafeBufferPointer<UInt8>>
  {
    var rest = text[...]
    while rest.first == UInt8(ascii: "%") || rest.first == 0x0A || rest.first == 0x0D {
      rest = rest.drop { $0 != 0x0A && $0 != 0x0D }.dropFirst()
    }
    return rest
  }
}
