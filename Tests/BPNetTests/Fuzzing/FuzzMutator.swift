/// Changes whole inputs in ways that readers may not expect; the same seed gives the same changes.
struct FuzzMutator {
  private var generator: TestGenerator
  private static let bytes: [UInt8] = [
    0, 1, 9, 10, 13, 32, 34, 44, 45, 46, 57, 58, 91, 93, 123, 125, 127, 128, 255,
  ]
  private static let texts = [
    "-1", "0", "9223372036854775807", "18446744073709551615", "1e308", "-1e-320", "nan", "inf", "null",
    "\"\"",
    "[]", "{}", "\u{FEFF}", "é", "\\u0000", "\r\n", ",,,,", "1e999", "4294967296", "true",
  ]

  init(seed: UInt64) { generator = TestGenerator(state: seed) }

  private mutating func number(below limit: Int) -> Int {
    limit <= 1 ? 0 : Int.random(in: 0..<limit, using: &generator)
  }

  /// One to four changes of `input`; `other` is another input, of which a part may be taken.
  mutating func mutated(_ input: [UInt8], _ other: [UInt8]) -> [UInt8] {
    var result = input
    for _ in 0...number(below: 4) { change(&result, other) }
    return result
  }

  private mutating func change(_ bytes: inout [UInt8], _ other: [UInt8]) {
    let place = number(below: bytes.count + 1)
    let length = number(below: min(bytes.count - place, 64) + 1)
    switch number(below: 9) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(number(below: 8))
    case 1 where place < bytes.count: bytes[place] = Self.bytes[number(below: Self.bytes.count)]
    case 2: bytes.removeSubrange(place..<place + length)
    case 3: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
    case 4: bytes.insert(contentsOf: Self.texts[number(below: Self.texts.count)].utf8, at: place)
    case 5: bytes.removeSubrange(place...)
    case 6: replaceNumber(&bytes)
    case 7 where place + 8 <= bytes.count:
      // A length, little endian, of any size.
      let value = UInt64.random(in: 0...(.max), using: &generator) >> UInt64(number(below: 64))
      for index in 0..<8 { bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
    default:
      let from = number(below: other.count + 1)
      let count = number(below: min(other.count - from, 64) + 1)
      bytes.replaceSubrange(place..<place + length, with: other[from..<from + count])
    }
  }

  /// The input with another number in place of one that is written in digits.
  mutating func withOtherNumber(_ input: [UInt8]) -> [UInt8] {
    var result = input
    replaceNumber(&result)
    return result
  }

  /// Puts another number in place of one that is written in digits.
  private mutating func replaceNumber(_ bytes: inout [UInt8]) {
    let isDigit = { (byte: UInt8) in 48...57 ~= byte }
    let starts = bytes.indices.filter { isDigit(bytes[$0]) && ($0 == 0 || !isDigit(bytes[$0 - 1])) }
    guard !starts.isEmpty else { return }
    let start = starts[number(below: starts.count)]
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    let texts = Self.texts + JSONNumbers.hostile
    bytes.replaceSubrange(start..<end, with: texts[number(below: texts.count)].utf8)
  }
}
