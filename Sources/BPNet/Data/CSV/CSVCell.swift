/// The content of a field of a CSV file.
enum CSVCell: Equatable {
  /// A finite number.
  case number(Double)
  /// Nothing, or a text that stands for a missing value.
  case missing
  /// `inf`, `infinity`, or a number beyond the range of a Double.
  case notFinite
  /// Anything else.
  case text
}

/// How the fields of a file are read.
struct CSVCellReader {
  /// The parser of numbers with a decimal point.
  private let parser = NumberParser()
  /// The parser of plain numbers with the decimal mark of the file.
  let plainParser: NumberParser
  /// Whether a comma stands before the fraction of a number: a point does then, too, unless it may stand
  /// between thousands.
  let hasDecimalComma: Bool
  /// The texts of missing values, and the numbers among them.
  private let missingTexts: [[UInt8]]
  private let missingNumbers: [Double]
  private let takesAnyNaN: Bool
  /// The bytes that texts of missing values start with, a bit each.
  private let firstBytes: SIMD4<UInt64>

  init(hasDecimalComma: Bool, missingValues: [String]?) {
    self.hasDecimalComma = hasDecimalComma
    plainParser = NumberParser(decimalMark: UInt8(ascii: hasDecimalComma ? "," : "."))
    let texts = missingValues ?? TableReader.TextOptions.defaultMissingValues
    missingTexts = texts.filter { !$0.isEmpty }.map { Array($0.utf8) }
    missingNumbers = texts.compactMap { Double($0) }.filter(\.isFinite)
    takesAnyNaN = missingValues == nil
    var firstBytes = SIMD4<UInt64>()
    for byte in missingTexts.map({ $0[0] }) + (takesAnyNaN ? Array("nN".utf8) : []) {
      firstBytes[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
    }
    self.firstBytes = firstBytes
  }

  /// Whether a plain number may stand for a missing value.
  var hasMissingNumbers: Bool { !missingNumbers.isEmpty }

  /// Reads a field.
  func cell(_ field: CSVField) -> CSVCell {
    field.withText { cell($0, isQuoted: field.isQuoted) }
  }

  private func cell(_ text: UnsafeBufferPointer<UInt8>, isQuoted: Bool) -> CSVCell {
    if text.isEmpty { return .missing }
    if let number = number(text) {
      if !isQuoted, missingNumbers.contains(number) { return .missing }
      return number.isFinite ? .number(number) : .notFinite
    }
    if !isQuoted, isMissing(text) { return .missing }
    return CSVCellReader.isInfinity(text) ? .notFinite : .text
  }

  private func number(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    guard hasDecimalComma else { return parser.parse(text) }
    if let point = text.firstIndex(of: UInt8(ascii: ".")), DecimalMark.isGroupOfThousands(text, at: point) {
      return nil
    }
    return plainParser.parse(text) ?? parser.parse(text)
  }

  /// Whether a field that is no number is missing.
  func isMissing(_ field: CSVField) -> Bool {
    field.count == 0 || !field.isQuoted && field.withText(isMissing)
  }

  private func isMissing(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard firstBytes[Int(text[0] >> 6)] >> UInt64(text[0] & 63) & 1 == 1 else { return false }
    return missingTexts.contains { $0.elementsEqual(text) }
      || takesAnyNaN && CSVCellReader.isWord(text[...], "nan")
  }

  private static func isInfinity(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = text.first, first == 0x2B || first == 0x2D || first | 0x20 == 0x69 else { return false }
    let isSigned = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
    let word = text[(isSigned ? 1 : 0)...]
    return isWord(word, "inf") || isWord(word, "infinity")
  }

  private static func isWord(_ text: Slice<UnsafeBufferPointer<UInt8>>, _ word: StaticString) -> Bool {
    word.withUTF8Buffer { letters in
      text.count == letters.count && zip(text, letters).allSatisfy { $0 | 0x20 == $1 }
    }
  }

  /// Whether a text is digits alone, more than one, of which the first is 0: a code such as 007.
  static func isCode(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.count > 1 && text[0] == UInt8(ascii: "0")
      && text.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
  }
}
