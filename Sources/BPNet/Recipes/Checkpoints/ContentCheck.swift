/// A number that tells whether stored content has changed by accident, fast enough for every checkpoint.
///
/// Words of eight bytes take the step of FNV-1a with its prime for 64 bits, and the upper half of each
/// product goes into the lower one. A single word that changes always changes the number.
///
/// Source: Fowler, Noll, Vo, Eastlake, Hansen, "The FNV Non-Cryptographic Hash Algorithm".
struct ContentCheck {
  private var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The number as it is stored, in hexadecimal digits.
  var text: String { String(value, radix: 16) }

  /// Adds the bytes of a text.
  mutating func add(_ text: String) { Array(text.utf8).withUnsafeBytes { add($0) } }

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
