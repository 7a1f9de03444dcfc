/// What a field of a CSV file says.
enum CSVCell: Equatable {
  /// A finite number.
  case number(Double)
  /// Nothing, `NA`, `?`, or `nan` in any case.
  case missing
  /// `inf`, `infinity`, or a number beyond the range of a Double.
  case notFinite
  /// Anything else.
  case text

  /// Reads a field's text.
  init(_ text: UnsafeBufferPointer<UInt8>, parser: NumberParser) {
    if let number = parser.parse(text) {
      self = number.isFinite ? .number(number) : .notFinite
    } else if Self.isMissing(text) {
      self = .missing
    } else {
      self = Self.isInfinity(text) ? .notFinite : .text
    }
  }

  private static func isMissing(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    switch text.count {
    case 0: true
    case 1: text[0] == UInt8(ascii: "?")
    case 2: text[0] == UInt8(ascii: "N") && text[1] == UInt8(ascii: "A")
    case 3: isWord(text[...], "nan")
    default: false
    }
  }

  private static func isInfinity(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let isSigned = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
    let word = text[(isSigned ? 1 : 0)...]
    return isWord(word, "inf") || isWord(word, "infinity")
  }

  private static func isWord(_ text: Slice<UnsafeBufferPointer<UInt8>>, _ word: StaticString) -> Bool {
    word.withUTF8Buffer { letters in
      text.count == letters.count && zip(text, letters).allSatisfy { $0 | 0x20 == $1 }
    }
  }
}
