/// Reads the JSON of a safetensors header.
///
/// A header has only objects of texts and of tensors, so this parser needs no recursion.
struct SafetensorsHeaderParser {
  /// A tensor as the header describes it, not yet checked against the file.
  struct Entry {
    var name: String
    var elementType: Safetensors.ElementType
    var shape: [Int]
    var start: Int
    var end: Int
  }

  private let file: String
  private var scanner: JSONScanner

  /// A parser of `bytes`, which are valid UTF-8.
  init(_ bytes: ArraySlice<UInt8>, file: String) {
    self.file = file
    scanner = JSONScanner(bytes)
  }

  /// The metadata and the tensors in the order of the header.
  mutating func parse() throws(BPNetError) -> (metadata: [String: String], entries: [Entry]) {
    do throws(JSONFault) {
      return try parseHeader()
    } catch {
      throw .invalidModel(
        at: .init(file: file), found: "\(error.found) at byte \(error.offset) of the header",
        expected: error.expected)
    }
  }

  private mutating func parseHeader() throws(JSONFault) -> (metadata: [String: String], entries: [Entry]) {
    var metadata: [String: String] = [:]
    var entries: [Entry] = []
    guard scanner.isNext("{") else { throw scanner.fault(expected: "a header that begins with {") }
    try parseObject { (parser, key) throws(JSONFault) in
      if key == Safetensors.metadataKey {
        metadata = try parser.parseMetadata()
      } else {
        entries.append(try parser.parseEntry(name: key))
      }
    }
    try scanner.expectEnd(of: "header")
    return (metadata, entries)
  }

  private mutating func parseMetadata() throws(JSONFault) -> [String: String] {
    var metadata: [String: String] = [:]
    try parseObject { (parser, key) throws(JSONFault) in
      metadata[key] = try parser.scanner.parseString()
    }
    return metadata
  }

  private mutating func parseEntry(name: String) throws(JSONFault) -> Entry {
    var elementType: Safetensors.ElementType?
    var shape: [Int]?
    var offsets: [Int]?
    try parseObject { (parser, key) throws(JSONFault) in
      switch key {
      case "dtype": elementType = try parser.parseElementType()
      case "shape": shape = try parser.parseIntegers()
      case "data_offsets": offsets = try parser.parseIntegers()
      default: throw parser.scanner.fault(expected: "dtype, shape or data_offsets before this")
      }
    }
    guard let elementType, let shape, let offsets, offsets.count == 2 else {
      throw scanner.fault(expected: "a dtype, a shape and two data_offsets before this")
    }
    return Entry(name: name, elementType: elementType, shape: shape, start: offsets[0], end: offsets[1])
  }

  private mutating func parseElementType() throws(JSONFault) -> Safetensors.ElementType {
    let start = scanner.position
    let name = try scanner.parseString()
    guard let type = Safetensors.ElementType(rawValue: name) else {
      let names = Safetensors.ElementType.allCases.map(\.rawValue)
      throw scanner.fault(expected: "one of \(names.joined(separator: ", "))", at: start)
    }
    return type
  }

  /// Parses an object without duplicate keys; `parseValue` is called after each key's colon.
  private mutating func parseObject(
    _ parseValue: (inout Self, String) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    var keys: Set<String> = []
    try scanner.expect("{")
    if scanner.skip("}") { return }
    repeat {
      let key = try scanner.parseKey(&keys)
      try parseValue(&self, key)
    } while scanner.skip(",")
    try scanner.expect("}")
  }

  private mutating func parseIntegers() throws(JSONFault) -> [Int] {
    var integers: [Int] = []
    try scanner.expect("[")
    if scanner.skip("]") { return integers }
    repeat {
      integers.append(try parseInteger())
    } while scanner.skip(",")
    try scanner.expect("]")
    return integers
  }

  private mutating func parseInteger() throws(JSONFault) -> Int {
    scanner.skipSpaces()
    let start = scanner.position
    let digits = scanner.take { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let hasLeadingZero = digits.utf8.count > 1 && digits.utf8.first == UInt8(ascii: "0")
    guard !hasLeadingZero, let integer = Int(digits) else {
      throw scanner.fault(expected: "an integer from 0 to \(Int.max)", at: start)
    }
    return integer
  }
}
