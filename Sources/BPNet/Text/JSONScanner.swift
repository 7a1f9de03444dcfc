/// What a text has where JSON has something else.
package struct JSONFault: Error, Equatable {
  /// What is there: the key that is there twice, or the beginning of what no JSON has there.
  package let found: String
  /// What could stand there.
  package let expected: String
  /// Where the text goes wrong, in bytes counted from 0.
  package let offset: Int
  /// The same as a line, counted from 1; nil if the text has only one.
  package let line: Int?

  /// What is there, and in which line.
  package var foundInLine: String { found + (line.map { " in line \($0)" } ?? "") }
}

/// Reads JSON (RFC 8259) token by token.
///
/// The toolchain's parsers are not used where it matters that two readers see the same: they accept commas
/// behind the last member, and of several members with one key they keep any, without a word.
struct JSONScanner {
  /// The characters of the escapes, by the character after the backslash.
  private static let escapes: [UInt8: String] = [
    UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
    UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n",
    UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
  ]

  private let bytes: ArraySlice<UInt8>
  /// Where the next token or the space before it begins.
  private(set) var position: Int

  /// A scanner of `bytes`, which are valid UTF-8.
  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Returns the bytes from here on that are all as `isIncluded` wants them, and goes behind them.
  mutating func take(while isIncluded: (UInt8) -> Bool) -> String {
    let taken = bytes[position...].prefix(while: isIncluded)
    position = taken.endIndex
    return String(decoding: taken, as: UTF8.self)
  }

  mutating func skipSpaces() {
    while position < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  /// Whether `character` is next, without a space before it.
  func isNext(_ character: UnicodeScalar) -> Bool {
    position < bytes.endIndex && bytes[position] == UInt8(ascii: character)
  }

  /// Skips spaces and, if it is next, `character`; returns whether it was.
  mutating func skip(_ character: UnicodeScalar) -> Bool {
    skipSpaces()
    guard isNext(character) else { return false }
    position += 1
    return true
  }

  mutating func expect(_ character: UnicodeScalar) throws(JSONFault) {
    if !skip(character) { throw fault(expected: "\(character)") }
  }

  /// Skips spaces and expects nothing behind them.
  mutating func expectEnd(of text: String) throws(JSONFault) {
    skipSpaces()
    if position < bytes.endIndex { throw fault(expected: "the end of the \(text)") }
  }

  /// Reads the key of a member with its colon.
  ///
  /// - Parameter keys: the keys of the object so far, to which it is added.
  mutating func parseKey(_ keys: inout Set<String>) throws(JSONFault) -> String {
    let key = try parseString()
    guard keys.insert(key).inserted else {
      throw fault(found: "the key \(JSONValue.string(key)) twice", expected: "it once")
    }
    try expect(":")
    return key
  }

  mutating func parseString() throws(JSONFault) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while position < bytes.endIndex {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        position += 1
        text += try parseEscape().utf8
      case 0..<0x20:
        throw fault(expected: "an escape for this control character")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw fault(expected: "the end of a text")
  }

  /// Parses an escape after its backslash.
  private mutating func parseEscape() throws(JSONFault) -> String {
    guard position < bytes.endIndex else { throw fault(expected: "the rest of an escape") }
    if let character = Self.escapes[bytes[position]] {
      position += 1
      return character
    }
    let unit = try parseCodeUnit()
    if !UTF16.isSurrogate(unit) { return String(decoding: [unit], as: UTF16.self) }
    guard UTF16.isLeadSurrogate(unit), position < bytes.endIndex, bytes[position] == UInt8(ascii: "\\") else {
      throw fault(expected: "a pair of surrogates")
    }
    position += 1
    let second = try parseCodeUnit()
    guard UTF16.isTrailSurrogate(second) else { throw fault(expected: "a pair of surrogates") }
    return String(decoding: [unit, second], as: UTF16.self)
  }

  /// Parses `u` and four hexadecimal digits.
  private mutating func parseCodeUnit() throws(JSONFault) -> UInt16 {
    let digits = bytes[position...].dropFirst().prefix(4)
    let areDigits = digits.allSatisfy { UnicodeScalar($0).properties.isASCIIHexDigit }
    guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "u"), digits.count == 4, areDigits,
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fault(expected: "an escape of JSON") }
    position = digits.endIndex
    return unit
  }

  /// A fault at `place`, or at the current position.
  ///
  /// - Parameter found: what is there; nil means an excerpt of the text.
  func fault(found: String? = nil, expected: String, at place: Int? = nil) -> JSONFault {
    let place = place ?? position
    let excerpt = String(decoding: bytes[place...].prefix(24), as: UTF8.self)
    let isAtEnd = place == bytes.endIndex
    let newline = UInt8(ascii: "\n")
    return JSONFault(
      found: found ?? (isAtEnd ? "its end" : JSONValue.string(excerpt).description), expected: expected,
      offset: place - bytes.startIndex,
      line: bytes.contains(newline) ? bytes[..<place].count { $0 == newline } + 1 : nil)
  }
}
