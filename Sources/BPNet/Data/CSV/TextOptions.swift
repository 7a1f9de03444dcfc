extension TableReader {
  /// Options for reading text files; nil means that the reader detects the value.
  public struct TextOptions: Sendable, Equatable {
    /// How the bytes of a file are characters.
    public enum Encoding: String, CaseIterable, Sendable {
      /// UTF-8.
      case utf8 = "utf-8"
      /// ISO 8859-1 with the printable characters that Windows-1252 has in place of control characters.
      case latin1 = "latin-1"
    }

    /// Whether the first record holds the names of the columns.
    public enum Header: String, CaseIterable, Sendable {
      /// Found out from the first 101 records. The first is a header
      /// - when one of its cells is text, and no word for a missing value, in a column that otherwise holds
      ///   numbers, and the numbers beside it, if any, are names, too: those of the columns, or years or
      ///   others in equal steps that are apart from the numbers below;
      /// - when all of its cells are text, all different, and none occurs again in its column (so a file of
      ///   text alone has a header, unless its first record looks like the others);
      /// - when two of its cells are text at least, none is empty, and nothing but other words stands below,
      ///   each of them more than once, in ten records or more: a name may stand twice there, or be `NA`;
      /// - when it counts its columns from 0 or 1, and numbers with fractions or lesser ones stand below;
      /// - when it holds three numbers or more in equal steps, such as years, each far from those below, in
      ///   ten records or more.
      ///
      /// It is none when it has a date or a number with a unit, and its column has another.
      case automatic
      /// The first record is a header.
      case present
      /// The first record is data; the columns are called "1", "2", …
      case absent
    }

    /// The delimiter that stands for runs of spaces and tabs.
    public static let blank = UInt8(ascii: " ")

    /// The texts of a cell without a value, unless others are given; `nan` counts in any case.
    public static let defaultMissingValues = ["", "NA", "N/A", "null", "NULL", "nan", "NaN", "?"]

    /// The byte between fields; `blank` is any number of spaces and tabs.
    public var delimiter: UInt8?
    /// Whether the first record holds names.
    public var header: Header
    /// The byte between the digits and the fraction of a number: a point or a comma.
    public var decimalMark: UInt8?
    /// The byte with which lines start that are no data; nil means none but those before the first record
    /// that start with `#`.
    public var comment: UInt8?
    /// How bytes are characters; nil means UTF-8, and Latin-1 for a text that is not UTF-8.
    public var encoding: Encoding?
    /// The texts of missing values besides the empty text; nil means `defaultMissingValues`.
    ///
    /// A cell in quotes is missing only if there is nothing between them.
    public var missingValues: [String]?
    /// Those of the training of the model that the text is read for, which stand in for `missingValues`.
    ///
    /// Of no meaning for data that are no text.
    package var modelMissingValues: [String]?
    /// The input columns of the model that the text is read for: a first record that has them all is a
    /// header.
    ///
    /// None for a model without names, for which a first record of words like those below is data.
    package var modelColumns: [String]?
    /// The most threads that read the text; nil means one for each available processor.
    var threads: Int?
    /// Whether a comma stands before fractions in a text that showed it late.
    var foundDecimalComma = false
    /// Whether a table that was printed for people is looked for.
    var readsPrintedTables = true

    /// Options that are detected unless they are given.
    public init(
      delimiter: UInt8? = nil, header: Header = .automatic, decimalMark: UInt8? = nil,
      comment: UInt8? = nil, encoding: Encoding? = nil, missingValues: [String]? = nil
    ) {
      self.delimiter = delimiter
      self.header = header
      self.decimalMark = decimalMark
      self.comment = comment
      self.encoding = encoding
      self.missingValues = missingValues
    }
  }
}

extension TableReader.TextOptions {
  /// The texts that stand for a missing value, if they are not the usual ones.
  var usedMissingValues: [String]? { missingValues ?? modelMissingValues }

  /// Whether a text stands for a missing value unless others are given.
  static func isUsuallyMissing(_ text: String) -> Bool { defaultMissingValues.contains(text) }

  /// The name of the first option that is given; nil if all are detected.
  var firstGiven: String? {
    let given = [
      ("delimiter", delimiter != nil), ("header", header != .automatic),
      ("decimalMark", decimalMark != nil), ("comment", comment != nil), ("encoding", encoding != nil),
      ("missingValues", missingValues != nil),
    ]
    return given.first { $0.1 }?.0
  }

  /// Checks what cannot be.
  ///
  /// - Throws: `BPNetError.invalidArgument`.
  func check() throws(BPNetError) {
    if let delimiter { try TableReader.TextOptions.check(delimiter) }
    if let decimalMark, decimalMark != UInt8(ascii: "."), decimalMark != UInt8(ascii: ",") {
      throw .invalidArgument(
        name: "decimalMark", found: CSVReader.name(ofDelimiter: decimalMark), expected: "a point or a comma")
    }
    if let decimalMark, decimalMark == delimiter {
      throw .invalidArgument(
        name: "decimalMark", found: "\(CSVReader.name(ofDelimiter: decimalMark)), which is the delimiter",
        expected: "another character than the delimiter")
    }
    if let comment, comment == delimiter || comment == UInt8(ascii: "\"") || comment <= 32 || comment >= 127 {
      throw .invalidArgument(
        name: "comment", found: CSVReader.name(ofDelimiter: comment),
        expected: "one ASCII character that is no blank, no quote and not the delimiter")
    }
  }

  private static func check(_ delimiter: UInt8) throws(BPNetError) {
    switch delimiter {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "\""), UInt8(ascii: "?"), 0, UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x80...:
      throw .invalidArgument(
        name: "delimiter", found: CSVReader.name(ofDelimiter: delimiter),
        expected: "one ASCII character that cannot stand in a number, such as ',', ';' or a tab")
    default:
      break
    }
  }
}
