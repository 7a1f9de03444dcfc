/// Reads the JSON of a safetensors header.
///
/// The toolchain's parsers are not used because they accept duplicate keys and keep either value, so that two
/// readers could see two different models in a file. A header has only objects of texts and of tensors, so
/// this parser needs no recursion.
struct SafetensorsHeaderParser {
  /// A tensor as the header describes it, not yet checked against the file.
  struct Entry {
    var name: String
    var elementType: Safetensors.ElementType
    var shape: [Int]
    var start: Int
    var end: Int
  }

  /// The characters of the escapes, by the character after the backslash.
  private static let escapes: [UInt8: String] = [
    UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
    UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n",
    UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
  ]

  private let bytes: ArraySlice<UInt8>
  private let file: String
  private var position: Int

  /// A parser of `bytes`, which are valid UTF-8.
  init(_ bytes: ArraySlice<UInt8>, file: String) {
    self.bytes = bytes
    self.file = file
    position = bytes.startIndex
  }

  /// The metadata and the tensors in the order of the header.
  mutating func parse() throws(BPNetError) -> (metadata: [String: String], entries: [Entry]) {
    var metadata: [String: String] = [:]
    var entries: [Entry] = []
    if bytes.first != UInt8(ascii: "{") { throw invalid("a header that begins with {") }
    try parseObject { (parser, key) throws(BPNetError) in
      if key == Safetensors.metadataKey {
        metadata = try parser.parseMetadata()
      } else {
        entries.append(try parser.parseEntry(name: key))
      }
    }
    skipSpaces()
    if position < bytes.endIndex { throw invalid("the end of the header") }
    return (metadata, entries)
  }

  private mutating func parseMetadata() throws(BPNetError) -> [String: String] {
    var metadata: [String: String] = [:]
    try parseObject { (parser, key) throws(BPNetError) in
      metadata[key] = try parser.parseString()
    }
    return metadata
  }

  private mutating func parseEntry(name: String) throws(BPNetError) -> Entry {
    var elementType: Safetensors.ElementType?
    var shape: [Int]?
    var offsets: [Int]?
    try parseObject { (parser, key) throws(BPNetError) in
      switch key {
      case "dtype": elementType = try parser.parseElementType()
      case "shape": shape = try parser.parseIntegers()
      case "data_offsets": offsets = try parser.parseIntegers()
      default: throw parser.invalid("dtype, shape or data_offsets before this")
      }
    }
    guard let elementType, let shape, let offsets, offsets.count == 2 else {
      throw invalid("a dtype, a shape and two data_offsets before this")
    }
    return Entry(name: name, elementType: elementType, shape: shape, start: offsets[0], end: offsets[1])
  }

  private mutating func parseElementType() throws(BPNetError) -> Safetensors.ElementType {
    let start = position
    let name = try parseString()
    guard let type = Safetensors.ElementType(rawValue: name) else {
      position = start
      let names = Safetensors.ElementType.allCases.map(\.rawValue)
      throw invalid("one of \(names.joined(separator: ", "))")
    }
    return type
  }

  /// Parses an object without duplicate keys; `parseValue` is called after each key's colon.
  private mutating func parseObject(
    _ parseValue: (inout Self, String) throws(BPNetError) -> Void
  ) throws(BPNetError) {
    var keys: Set<String> = []
    try expect("{")
    if skip("}") { return }
    repeat {
      let key = try parseString()
      if !keys.insert(key).inserted { throw invalid("a key other than \(JSONValue.string(key)) before this") }
      try expect(":")
      try parseValue(&self, key)
    } while skip(",")
    try expect("}")
  }

  private mutating func parseIntegers() throws(BPNetError) -> [Int] {
    var integers: [Int] = []
    try expect("[")
    if skip("]") { return integers }
    repeat {
      integers.append(try parseInteger())
    } while skip(",")
    try expect("]")
    return integers
  }

  private mutating func parseInteger() throws(BPNetError) -> Int {
    skipSpaces()
    let digits = bytes[position...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let leadingZero = digits.count > 1 && digits.first == UInt8(ascii: "0")
    guard !leadingZero, let integer = Int(String(decoding: digits, as: UTF8.self)) else {
      throw invalid("an integer from 0 to \(Int.max)")
    }
    position = digits.endIndex
    return integer
  }

  private mutating func parseString() throws(BPNetError) -> String {
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
        throw invalid("an escape for this control character")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw invalid("the end of a text")
  }

  /// Parses an escape after its backslash.
  private mutating func parseEscape() throws(BPNetError) -> String {
    guard position < bytes.endIndex else { throw invalid("the rest of an escape") }
    if let character = Self.escapes[bytes[position]] {
      position += 1
      return character
    }
    let unit = try parseCodeUnit()
    if !UTF16.isSurrogate(unit) { return String(decoding: [unit], as: UTF16.self) }
    guard UTF16.isLeadSurrogate(unit), position < bytes.endIndex, bytes[position] == UInt8(ascii: "\\") else {
      throw invalid("a pair of surrogates")
    }
    position += 1
    let second = try parseCodeUnit()
    guard UTF16.isTrailSurrogate(second) else { throw invalid("a pair of surrogates") }
    return String(decoding: [unit, second], as: UTF16.self)
  }

  /// Parses `u` and four hexadecimal digits.
  private mutating func parseCodeUnit() throws(BPNetError) -> UInt16 {
    let digits = bytes[position...].dropFirst().prefix(4)
    let areDigits = digits.allSatisfy { Unicode.Scalar($0).properties.isASCIIHexDigit }
    guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "u"), digits.count == 4, areDigits,
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw invalid("an escape of JSON") }
    position = digits.endIndex
    return unit
  }

  private mutating func skipSpaces() {
    while position < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  /// Skips spaces and, if it is next, `character`; returns whether it was.
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard position < bytes.endIndex, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(BPNetError) {
    if !skip(character) { throw invalid("\(character)") }
  }

  /// An error at the current position, with an excerpt of the text there.
  private func invalid(_ expected: String) -> BPNetError {
    let excerpt = String(decoding: bytes[position...].prefix(24), as: UTF8.self)
    let found = position < bytes.endIndex ? JSONValue.string(excerpt).description : "its end"
    let offset = position - bytes.startIndex
    return .invalidModel(
      at: .init(file: file), found: "\(found) at byte \(offset) of the header", expected: expected)
  }
}
