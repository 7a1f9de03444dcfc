/// Bytes that decide what is done, one after the other; zeros after the last one.
struct FuzzScript {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func byte() -> Int { rest.popFirst().map { Int($0) } ?? 0 }

  /// A number from 0; 0 for a limit of 0.
  mutating func below(_ limit: Int) -> Int { limit <= 1 ? 0 : byte() % limit }

  mutating func bytes(count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(byte()) } }

  mutating func index(of elements: some Collection) -> Int? {
    elements.isEmpty ? nil : below(elements.count)
  }

  /// A text for C: without a NUL, of UTF-8 or not.
  mutating func text() -> [UInt8] {
    let names = ["width", "kind", "y", "yes", "no", "a", "", "2.5"]
    let choice = below(names.count + 2)
    return choice < names.count ? Array(names[choice].utf8) : bytes(count: byte() % 40).filter { $0 != 0 }
  }

  /// What a caller with so many elements may say: their number, or at times fewer, or none that there can be.
  mutating func count(below available: Int) -> Int {
    switch below(8) {
    case 0: below(available + 1)
    case 1: -1
    case 2: .min
    default: available
    }
  }

  /// The number that is expected, or at times one more or less, or none that there can be.
  mutating func count(near expected: Int) -> Int {
    switch below(8) {
    case 0: max(expected - 1, 0)
    case 1: expected + 1
    case 2: -1
    case 3: 0
    default: expected
    }
  }

  /// A recipe for training of some milliseconds; nil at times.
  mutating func recipe() -> [UInt8]? {
    let recipes = [
      "{}", #"{"hidden":2,"epochs":3}"#, #"{"hidden":2,"epochs":2,"precision":"f64"}"#, #"{"hidden": [0]}"#,
      #"{"preset":"classic","hidden":"none","target":"width","epochs":2}"#, #"{"hiden": 8}"#, "[",
      #"{"preset":"sklearn","hidden":3,"missing":"mean","validation":0.4,"epochs":4}"#,
      #"{"hidden":2,"restarts":2,"epochs":2,"class-weights":"auto"}"#,
      #"{"task":"autoencode","hidden":1,"epochs":2}"#, #"{"optimizer":"sgd","lr":1e30,"epochs":3}"#,
      #"{"task":"forecast","window":2,"target":"width","hidden":2,"epochs":2}"#,
    ]
    let choice = below(recipes.count + 4)
    if choice < recipes.count { return Array(recipes[choice].utf8) }
    if choice == recipes.count { return nil }
    let text = Array(#"{"epochs":2,"#.utf8) + bytes(count: byte() % 100).filter { $0 != 0 }
    return Self.isSmall(text) ? text : nil
  }

  /// Whether a recipe can neither ask for a large network nor name a file.
  private static func isSmall(_ text: [UInt8]) -> Bool {
    var digits = 0
    for (index, byte) in text.enumerated() {
      let isDigit = 48...57 ~= byte
      let isExponent = digits > 0 && (byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E"))
      digits = isDigit ? digits + 1 : 0
      if digits > 2 || isExponent || byte == UInt8(ascii: "\\") { return false }
      if text[index...].starts(with: "heckpoint".utf8) { return false }
    }
    return true
  }
}

/// Memory of a C caller, each block of which has its exact size.
final class CallerMemory {
  private var blocks: [UnsafeMutableRawPointer] = []

  deinit { free() }

  func free() {
    for block in blocks { block.deallocate() }
    blocks = []
  }

  /// A block of its own with these elements.
  func block<Element: BitwiseCopyable>(_ content: [Element]) -> UnsafeMutableRawPointer {
    content.withUnsafeBytes { bytes in
      let block = UnsafeMutableRawPointer.allocate(byteCount: bytes.count, alignment: 16)
      UnsafeMutableRawBufferPointer(start: block, count: bytes.count).copyMemory(from: bytes)
      blocks.append(block)
      return block
    }
  }

  func doubles(_ count: Int) -> UnsafeMutablePointer<Double> {
    block([Double](repeating: 0, count: max(count, 0))).assumingMemoryBound(to: Double.self)
  }

  /// A text with a NUL after it.
  func text(_ bytes: [UInt8]) -> UnsafePointer<CChar> {
    UnsafePointer(block(bytes + [0]).assumingMemoryBound(to: CChar.self))
  }

  func texts(_ texts: [[UInt8]?]) -> UnsafePointer<UnsafePointer<CChar>?> {
    let pointers = texts.map { text -> UnsafePointer<CChar>? in text.map { self.text($0) } }
    return UnsafePointer(block(pointers).assumingMemoryBound(to: UnsafePointer<CChar>?.self))
  }
}
