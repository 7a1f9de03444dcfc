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
    let start = text.prefix(256).drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D }
    for format in formats {
      guard format.starts.contains(where: { word in word.withUTF8Buffer { start.starts(with: $0) } }) else {
        continue
      }
      throw .invalidData(
        at: .init(file: source), found: format.name, expected: "a table of text", hint: format.hint)
    }
  }
}
