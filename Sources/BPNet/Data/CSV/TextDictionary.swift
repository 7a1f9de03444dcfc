internal import SystemLibrary

/// The different texts of a column, numbered in the order of first appearance; looked up by their bytes
/// so that a String is made once for each, not once a cell.
struct TextDictionary {
  /// The texts, by number.
  private(set) var values: [String] = []
  private var bytes: [UInt8] = []
  /// Text i is `bytes[ends[i - 1] ..< ends[i]]`.
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  /// An open-addressed table: 0 where it is free, else a number plus 1 below the upper half of its hash.
  ///
  /// Its size is a power of two, at most half full.
  private var slots = [UInt64](repeating: 0, count: 16)

  /// Whether each text stood in quotes somewhere; empty if none did.
  private(set) var areQuoted: [Bool] = []

  /// Whether a text was read as Latin-1.
  private(set) var holdsLatin1 = false

  /// Whether it differs from a new one.
  var isUsed: Bool { !values.isEmpty || holdsLatin1 }

  /// The number of `text`, a new one if it has none yet; nil when it is not UTF-8 and has to be.
  mutating func index(of text: UnsafeBufferPointer<UInt8>, encoding: TableReader.TextOptions.Encoding?)
    -> Int?
  {
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
    let place = place(of: text, hash: hash)
    if let index = place.index { return index }
    return String(validating: text, as: UTF8.self).map { add($0, text, hash: hash, slot: place.slot) }
  }

  /// The number of a text, or the free slot where it belongs.
  private func place(of text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> (index: Int?, slot: Int) {
    slots.withUnsafeBufferPointer { slots in
      let mask = slots.count - 1
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 {
        if (slots[slot] ^ hash) >> 32 == 0 {
          let index = Int(slots[slot] & 0xFFFF_FFFF) - 1
          if isEqual(index, text) { return (index, slot) }
        }
        slot = (slot + 1) & mask
      }
      return (nil, slot)
    }
  }

  /// Adds a text that has no number yet, and says which it has now.
  private mutating func add(
    _ value: String, _ text: UnsafeBufferPointer<UInt8>, hash: UInt64, slot: Int
  ) -> Int {
    let index = values.count
    // A table has fewer rows.
    precondition(index < UInt32.max)
    values.append(value)
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    hashes.append(hash)
    slots[slot] = Self.entry(index, hash)
    if 2 * values.count > slots.count { grow() }
    return index
  }

  /// Notes that a text stood in quotes.
  mutating func noteQuotes(around index: Int) {
    if areQuoted.count <= index {
      areQuoted += [Bool](repeating: false, count: index + 1 - areQuoted.count)
    }
    areQuoted[index] = true
  }

  /// Adds the texts of another dictionary, in their order.
  ///
  /// - Returns: the number that each of them has here.
  mutating func append(_ other: TextDictionary) -> [Int] {
    if other.holdsLatin1 { holdsLatin1 = true }
    let numbers = other.bytes.withUnsafeBufferPointer { bytes in
      other.values.indices.map { index in
        let start = index == 0 ? 0 : other.ends[index - 1]
        let text = UnsafeBufferPointer(rebasing: bytes[start..<other.ends[index]])
        let place = place(of: text, hash: other.hashes[index])
        return place.index ?? add(other.values[index], text, hash: other.hashes[index], slot: place.slot)
      }
    }
    for (index, isQuoted) in zip(numbers, other.areQuoted) where isQuoted { noteQuotes(around: index) }
    return numbers
  }

  private func isEqual(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = index == 0 ? 0 : ends[index - 1]
    guard ends[index] - start == text.count, let base = text.baseAddress else { return text.isEmpty }
    return bytes.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { memcmp($0 + start, base, text.count) == 0 } ?? false
    }
  }

  private mutating func grow() {
    slots = [UInt64](repeating: 0, count: 4 * slots.count)
    for (index, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Self.entry(index, hash)
    }
  }

  private static func entry(_ index: Int, _ hash: UInt64) -> UInt64 {
    (hash >> 32) << 32 | UInt64(truncatingIfNeeded: index + 1)
  }

  /// A hash of eight bytes at a time, whose upper and lower half depend on all of them.
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let bytes = UnsafeRawBufferPointer(text)
    var hash = UInt64(truncatingIfNeeded: text.count) &* 0x9E37_79B9_7F4A_7C15
    var offset = 0
    while offset + 8 <= bytes.count {
      mix(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self), into: &hash)
      offset += 8
    }
    var rest: UInt64 = 0
    while offset < bytes.count {
      rest = rest << 8 | UInt64(bytes[offset])
      offset += 1
    }
    mix(rest, into: &hash)
    return hash
  }

  @inline(__always)
  private static func mix(_ word: UInt64, into hash: inout UInt64) {
    let product = (hash ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    hash = product.high ^ product.low ^ 0xE703_7ED1_A0B4_28DB
  }
}
