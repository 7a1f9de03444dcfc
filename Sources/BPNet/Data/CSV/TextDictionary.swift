/// The different texts of a column, numbered in the order of first appearance; looked up by their bytes
/// so that a String is made once for each, not once a cell.
struct TextDictionary {
  /// The texts, by number.
  private(set) var values: [String] = []
  private var bytes: [UInt8] = []
  /// Text i is `bytes[ends[i - 1] ..< ends[i]]`.
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  /// An open-addressed table of numbers, -1 where free; its size is a power of two, at most half full.
  private var slots = [Int](repeating: -1, count: 16)

  /// Whether a text was read as Latin-1.
  private(set) var holdsLatin1 = false

  /// The number of `text`, a new one if it has none yet; nil when it is not UTF-8 and has to be.
  mutating func index(of text: UnsafeBufferPointer<UInt8>, encoding: TextOptions.Encoding?) -> Int? {
    if encoding == .latin1 { return index(ofLatin1: text) }
    if let index = index(ofUTF8: text) { return index }
    guard encoding == nil else { return nil }
    holdsLatin1 = true
    return index(ofLatin1: text)
  }

  private mutating func index(ofLatin1 text: UnsafeBufferPointer<UInt8>) -> Int? {
    let utf8 = Array(Latin1.string(text).utf8)
    return utf8.withUnsafeBufferPointer { index(ofUTF8: $0) }
  }

  private mutating func index(ofUTF8 text: UnsafeBufferPointer<UInt8>) -> Int? {
    let hash = Self.hash(text)
    let slot = slot(of: text, hash: hash)
    if slots[slot] >= 0 { return slots[slot] }
    return String(validating: text, as: UTF8.self).map { add($0, text, hash: hash, slot: slot) }
  }

  /// The slot of a text, or the free one where it belongs.
  private func slot(of text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0, hashes[slots[slot]] != hash || !isEqual(slots[slot], text) {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  /// Adds a text that has no number yet, and says which it has now.
  private mutating func add(
    _ value: String, _ text: UnsafeBufferPointer<UInt8>, hash: UInt64, slot: Int
  ) -> Int {
    let index = values.count
    values.append(value)
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    hashes.append(hash)
    slots[slot] = index
    if 2 * values.count > slots.count { grow() }
    return index
  }

  /// Adds the texts of another dictionary, in their order.
  ///
  /// - Returns: the number that each of them has here.
  mutating func append(_ other: TextDictionary) -> [Int] {
    if other.holdsLatin1 { holdsLatin1 = true }
    return other.bytes.withUnsafeBufferPointer { bytes in
      other.values.indices.map { index in
        let start = index == 0 ? 0 : other.ends[index - 1]
        let text = UnsafeBufferPointer(rebasing: bytes[start..<other.ends[index]])
        let slot = slot(of: text, hash: other.hashes[index])
        guard slots[slot] < 0 else { return slots[slot] }
        return add(other.values[index], text, hash: other.hashes[index], slot: slot)
      }
    }
  }

  private func isEqual(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = index == 0 ? 0 : ends[index - 1]
    guard ends[index] - start == text.count else { return false }
    return bytes.withUnsafeBufferPointer { UnsafeBufferPointer(rebasing: $0[start...]).starts(with: text) }
  }

  private mutating func grow() {
    slots = [Int](repeating: -1, count: 4 * slots.count)
    for (index, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = index
    }
  }

  /// FNV-1a, with its high bits folded into the low ones that choose the slot.
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    return hash ^ hash >> 32
  }
}
