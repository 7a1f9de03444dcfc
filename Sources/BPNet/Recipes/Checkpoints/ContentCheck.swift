/// A number that tells whether stored content has changed by accident, fast enough for every checkpoint.
///
/// Words of eight bytes take the step of FNV-1a with its prime for 64 bits, and the upper half of each
/// product goes into the lower one. A single word that changes always changes the number.
///
/// Source: Fowler, Noll, Vo, Eastlake, Hansen, "The FNV Non-Cryptographic Hash Algorithm".
struct ContentCheck {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Adds bytes, and their number.
  ///
  /// - Complexity: O(n), some gigabytes a second.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var value = value
    let wordCount = bytes.count / 8
    for index in 0..<wordCount {
      step(&value, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)))
    }
    for byte in bytes[(8 * wordCount)...] { step(&value, UInt64(byte)) }
    step(&value, UInt64(bytes.count))
    self.value = value
  }

  private func step(_ value: inout UInt64, _ word: UInt64) {
    value = (value ^ word) &* 0x0000_0100_0000_01B3
    value ^= value >> 32
  }
}

/// What is stored as JSON together with the check of all of it.
protocol CheckedContent: Codable {
  /// The check of the JSON without this member; nil in what was written before there was one.
  var check: String? { get set }
}

extension CheckpointJSON {
  /// JSON with its check.
  static func encodedContent<Content: CheckedContent>(
    _ content: Content, path: String
  ) throws(BPNetError) -> String {
    var checked = content
    checked.check = try check(of: content, path: path)
    return try encoded(checked, path: path)
  }

  /// Decodes JSON, and compares the check that it has.
  ///
  /// - Throws: `BPNetError.invalidModel` for anything that was not written so.
  static func decodedContent<Content: CheckedContent>(
    _ type: Content.Type, from text: String, file: String, extensions: [any NamedChoice]
  ) throws(BPNetError) -> Content {
    let content = try decoded(type, from: text, file: file, extensions: extensions)
    guard let stored = content.check, try check(of: content, path: file) != stored else { return content }
    throw .invalidModel(
      at: .init(file: file), found: "other content than was written", expected: "the file as it was")
  }

  private static func check(of content: some CheckedContent, path: String) throws(BPNetError) -> String {
    var content = content
    content.check = nil
    var check = ContentCheck()
    Array(try encoded(content, path: path).utf8).withUnsafeBytes { check.add($0) }
    return String(check.value, radix: 16)
  }
}
