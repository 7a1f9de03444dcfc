/// What stands in front of the numbers of an NPY file.
struct NPYHeader {
  /// NumPy's name of the type, such as `<f4`.
  let typeName: String
  let isFortranOrder: Bool
  let shape: [Int]
  /// The bytes before the first number.
  let byteCount: Int

  private static let magic = [0x93] + Array("NUMPY".utf8)

  /// Reads the header at the start of `bytes`.
  ///
  /// - Throws: `BPNetError.invalidData` when there is none that is whole.
  init(_ bytes: UnsafeRawBufferPointer, source: String) throws(BPNetError) {
    guard bytes.count >= 10, bytes.starts(with: NPYHeader.magic) else {
      throw .invalidData(
        at: .init(file: source), found: "no \\x93NUMPY at the start", expected: "an array in NumPy's format",
        hint: bytes.first == 0x80 ? "is it Python's pickle? numpy.save(path, array) writes an array" : nil)
    }
    let version = bytes[6]
    guard 1...3 ~= version, bytes[7] == 0, version == 1 || bytes.count >= 12 else {
      throw .invalidData(
        at: .init(file: source), found: "version \(version).\(bytes[7])", expected: "version 1.0, 2.0 or 3.0")
    }
    let start = version == 1 ? 10 : 12
    let length = (8..<start).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
    guard length <= bytes.count - start else {
      throw .invalidData(
        at: .init(file: source), found: "a header that is cut off", expected: "\(length) bytes")
    }
    let text = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard !text.contains("'descr': [") else {
      throw .invalidData(
        at: .init(file: source), found: "records with named fields", expected: "rows and columns",
        hint: "numpy.lib.recfunctions.structured_to_unstructured(array) makes columns of them")
    }
    var parser = NPYHeaderParser(Array(bytes[start..<start + length]))
    guard let entries = parser.dictionary(), case .text(let typeName)? = entries["descr"],
      case .flag(let isFortranOrder)? = entries["fortran_order"], case .tuple(let shape)? = entries["shape"]
    else {
      throw .invalidData(
        at: .init(file: source), found: "a header without type, order and shape of plain numbers",
        expected: "descr as text, fortran_order, and a shape")
    }
    // Types of one byte have no order, however it is written; a character of text has four.
    let isByte = typeName.dropFirst(2) == "1" && typeName.dropFirst().first != "U"
    self.typeName = isByte ? "|" + typeName.dropFirst() : typeName
    self.isFortranOrder = isFortranOrder
    self.shape = shape
    self.byteCount = start + length
  }
}

/// A parser of the few Python literals that a header is made of.
private struct NPYHeaderParser {
  enum Value: Equatable {
    case text(String)
    case flag(Bool)
    case tuple([Int])
  }

  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// `{'NAME': VALUE, …}` and blanks; nil for anything else.
  mutating func dictionary() -> [String: Value]? {
    guard accept("{") else { return nil }
    var entries: [String: Value] = [:]
    while !accept("}") {
      guard let key = text(), accept(":"), let value = value(), entries.updateValue(value, forKey: key) == nil
      else { return nil }
      guard accept(",") || peek() == UInt8(ascii: "}") else { return nil }
    }
    return peek() == nil ? entries : nil
  }

  private mutating func value() -> Value? {
    if let text = text() { return .text(text) }
    if accept("True") { return .flag(true) }
    if accept("False") { return .flag(false) }
    return tuple().map(Value.tuple)
  }

  private mutating func tuple() -> [Int]? {
    guard accept("(") else { return nil }
    var numbers: [Int] = []
    while !accept(")") {
      guard let number = number() else { return nil }
      numbers.append(number)
      // Python 2 wrote long integers with an L.
      _ = accept("L")
      guard accept(",") || peek() == UInt8(ascii: ")") else { return nil }
    }
    return numbers
  }

  private mutating func number() -> Int? {
    skipBlanks()
    let digits = bytes[index...].prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    index += digits.count
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private mutating func text() -> String? {
    guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
    let rest = bytes[(index + 1)...]
    guard let end = rest.firstIndex(of: quote) else { return nil }
    index = end + 1
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  private mutating func accept(_ token: String) -> Bool {
    skipBlanks()
    guard bytes[index...].starts(with: token.utf8) else { return false }
    index += token.utf8.count
    return true
  }

  private mutating func peek() -> UInt8? {
    skipBlanks()
    return index < bytes.count ? bytes[index] : nil
  }

  private mutating func skipBlanks() {
    while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
  }
}
