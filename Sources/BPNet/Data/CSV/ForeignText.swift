/// Files that are no table of text, known by how they start: an error that names them says more than one
/// about fields and quotes.
enum ForeignText {
  private struct Format {
    /// The bytes that such a file starts with, one of these.
    let starts: [[UInt8]]
    let name: String
    let hint: String

    init(_ name: String, starts: [String] = [], bytes: [[UInt8]] = [], hint: String) {
      self.starts = starts.map { Array($0.utf8) } + bytes
      (self.name, self.hint) = (name, hint)
    }
  }

  private static let toCSV = "pandas reads it; to_csv(path, index=False) writes a table"
  private static let unpack = "unpack it: gzip is the one that is read"

  /// Files that hold bytes of no text: without any among the first, the start is that of a name, such as
  /// `PAR1,PAR2`.
  private static let binary = [
    Format("an Excel workbook or a ZIP archive", starts: ["PK\u{3}\u{4}"], hint: "save the sheet as CSV"),
    Format("an old Excel workbook", bytes: [[0xD0, 0xCF, 0x11, 0xE0]], hint: "save the sheet as CSV"),
    Format("HDF5 data", bytes: [[0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A]], hint: "h5py or pandas reads it"),
    Format("Parquet data", starts: ["PAR1"], hint: toCSV),
    Format("Arrow or Feather data", starts: ["ARROW1", "FEA1"], hint: toCSV),
    Format("Avro data", starts: ["Obj\u{1}"], hint: "fastavro and pandas make a table of it"),
    Format("an SQLite database", starts: ["SQLite format 3"], hint: "export the table as CSV"),
    Format(
      "a MATLAB file", starts: ["MATLAB 5.0 MAT-file"], hint: "writematrix(M, 'data.csv') writes a table"),
    Format(
      "R data", starts: ["RDX2\u{A}", "RDX3\u{A}", "X\u{A}\u{0}\u{0}"],
      hint: "write.csv(d, 'data.csv', row.names=FALSE) writes a table"),
    Format("an SPSS file", starts: ["$FL2@(#)", "$FL3@(#)"], hint: toCSV),
    Format("a Stata file", starts: ["<stata_dta>"], hint: toCSV),
    Format(
      "a SAS file", bytes: [[UInt8](repeating: 0, count: 12) + [0xC2, 0xEA, 0x81, 0x60]], hint: toCSV),
    Format(
      "an array of NumPy", bytes: [[0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]], hint: "`format: npy` reads it"),
    Format("data packed by bzip2", starts: (1...9).map { "BZh\($0)1AY&SY" }, hint: unpack),
    Format("data packed by xz", bytes: [[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]], hint: unpack),
    Format("data packed by Zstandard", bytes: [[0x28, 0xB5, 0x2F, 0xFD]], hint: unpack),
    Format("data packed by 7-Zip", bytes: [[0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]], hint: unpack),
    Format("data packed by RAR", starts: ["Rar!\u{1A}"], hint: unpack),
    Format(
      "a picture", starts: ["GIF8", "II*\u{0}", "MM\u{0}*"],
      bytes: [[0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF]],
      hint: "the pixels of all pictures are one array: numpy.save(path, pixels)"),
  ]

  /// Texts that are no tables.
  private static let texts = [
    Format("a PDF document", starts: ["%PDF-"], hint: "a table has a row a line"),
    Format(
      "HTML or XML", starts: ["<!DOCTYPE", "<!doctype", "<html", "<HTML", "<table", "<TABLE", "<?xml"],
      hint: "was a page stored in place of the data?"),
    Format(
      "an array as NumPy prints it", starts: ["[[ ", "[[-", "array("],
      hint: "numpy.savetxt('data.csv', array, delimiter=',') writes a table"),
    Format("JSON", starts: ["{\"", "[{\"", "[[", "{\n", "[\n", "{ \"", "[ {"], hint: toCSV),
    Format(
      "commands of SQL",
      starts: [
        "INSERT INTO ", "insert into ", "CREATE TABLE ", "create table ", "-- MySQL dump",
        "-- MariaDB dump", "-- PostgreSQL database dump", "--\n-- PostgreSQL database dump",
        "PRAGMA foreign_keys",
      ],
      hint: "export the table that they make as CSV"),
    Format(
      "a table drawn with lines", starts: ["┌", "╭", "╒", "╔", "┏", "shape: ("],
      hint: "the program that drew it writes CSV, too; DuckDB: COPY … TO 'data.csv', polars: write_csv"),
    Format(
      "a tibble as R prints it", starts: ["# A tibble", "# A data frame"],
      hint: "write.csv(d, 'data.csv', row.names=FALSE) writes a table"),
    Format(
      "an ARFF file", starts: ["@relation", "@RELATION", "@Relation"],
      hint: "without the lines that start with @ and % it is a table"),
    Format(
      "a pointer of Git LFS in place of the file", starts: ["version https://git-lfs"],
      hint: "git lfs pull fetches it"
    ),
    Format(
      "the answer of a server without the file", starts: ["404: Not Found", "404 Not Found"],
      hint: "is the address right?"),
  ]

  /// Checks that a text does not start as one of these does.
  static func check(_ text: UnsafeBufferPointer<UInt8>, source: String) throws(BPNetError) {
    if text.count > 1, text[0] == 0x80, 2...5 ~= text[1] {
      throw .invalidData(
        at: .init(file: source), found: "Python's pickle", expected: "a table of text",
        hint: "numpy.save(path, array) or frame.to_csv(path, index=False) writes one")
    }
    if text.count > 9, text[5...7].allSatisfy({ $0 == 0 }), text[8] == UInt8(ascii: "{") {
      throw .invalidData(
        at: .init(file: source), found: "a model or other tensors in the format safetensors",
        expected: "a table of text", hint: "inspect describes a model")
    }
    let starts = [text[...], behindComments(text)].map { text in
      text.prefix(256).drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D }
    }
    if isSparse(starts[0]) {
      throw .invalidData(
        at: .init(file: source), found: "rows of INDEX:VALUE, as LIBSVM has them",
        expected: "a table of text",
        hint: "`format: libsvm` reads them")
    }
    let isBinary = text.prefix(512).contains { $0 < 9 || 14...31 ~= $0 }
    for format in isBinary ? binary + texts : texts {
      let isThis = format.starts.contains { word in starts.contains { $0.starts(with: word) } }
      guard isThis || format.starts.contains(where: { text.starts(with: $0) }) else { continue }
      throw .invalidData(
        at: .init(file: source), found: format.name, expected: "a table of text", hint: format.hint)
    }
  }

  /// Whether a text starts with a number, perhaps the one of a query (`qid:N`), and two or more numbers with
  /// colons between, all with blanks before them.
  private static func isSparse(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let line = String(decoding: text.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    let all = line.split(separator: " ")
    let fields = all.count > 1 && all[1].hasPrefix("qid:") ? all.prefix(1) + all.dropFirst(2) : all[...]
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
