/// Where the delimiters and line feeds of a stretch of text are.
///
/// They are found 64 bytes at a time, without a branch a byte; then the fields between them can be parsed
/// independently of each other, several at once in the processor, where a scanner that learns the start of
/// a field from the end of the one before it waits for each. A position counts only while the reader knows
/// that it is outside of quotes.
struct CSVFieldEnds {
  /// The bytes of a stretch.
  private static let stretch = 4096
  private static let blockSize = 64

  /// Separators that are known and not yet passed: each is `origin` and a position.
  struct Known {
    let origin: UnsafePointer<UInt8>
    let first: UnsafePointer<UInt16>
    let end: UnsafePointer<UInt16>
  }

  private let positions: AlignedBuffer<UInt16>
  private let delimiter: UInt8
  private let textEnd: UnsafePointer<UInt8>
  private var origin: UnsafePointer<UInt8>
  private var count = 0
  private var passed = 0

  /// Positions in the text before `textEnd`, which is followed by the zero bytes of `InputBytes`.
  init(delimiter: UInt8, textStart: UnsafePointer<UInt8>, textEnd: UnsafePointer<UInt8>) {
    positions = AlignedBuffer(uninitializedCount: Self.stretch + Self.blockSize)
    self.delimiter = delimiter
    self.textEnd = textEnd
    origin = textStart
  }

  /// The next delimiters and line feeds at or after `cursor`; nil if there is none within a stretch.
  ///
  /// - Precondition: `cursor` never moves back.
  @inline(__always)
  mutating func known(from cursor: UnsafePointer<UInt8>) -> Known? {
    while passed < count, origin + Int(positions.base[passed]) < cursor { passed += 1 }
    guard passed < count || find(from: cursor) else { return nil }
    let base = UnsafePointer(positions.base)
    return Known(origin: origin, first: base + passed, end: base + count)
  }

  /// Notes that `known` was used up to `position`.
  @inline(__always)
  mutating func pass(to position: UnsafePointer<UInt16>) {
    passed = position - UnsafePointer(positions.base)
  }

  /// Looks through the stretch from `cursor`; false when nothing is found.
  @inline(never)
  private mutating func find(from cursor: UnsafePointer<UInt8>) -> Bool {
    (origin, passed) = (cursor, 0)
    var next = positions.base
    var block = cursor
    let limit = min(textEnd, cursor + Self.stretch)
    while block < limit {
      Self.append(positions: Self.bits(at: block, delimiter), from: block - cursor, to: &next)
      block += Self.blockSize
    }
    // Zero bytes after the text are not separators, whatever the delimiter is.
    count = next - positions.base
    return count > 0
  }

  /// A bit for each of 64 bytes that is a delimiter or a line feed.
  @inline(__always)
  private static func bits(at block: UnsafePointer<UInt8>, _ delimiter: UInt8) -> UInt64 {
    let bytes = UnsafeRawPointer(block)
    let delimiters = 0x0101_0101_0101_0101 &* UInt64(delimiter)
    let lineFeeds = 0x0101_0101_0101_0101 &* UInt64(UInt8(ascii: "\n"))
    var bits: UInt64 = 0
    for part in 0..<8 {
      let word = bytes.loadUnaligned(fromByteOffset: 8 * part, as: UInt64.self).littleEndian
      let separators = zeroBytes(word ^ delimiters) | zeroBytes(word ^ lineFeeds)
      // The top bits of all bytes are collected in the top byte.
      let gathered = ((separators >> 7) &* 0x0102_0408_1020_4080) >> 56
      bits |= gathered << UInt64(8 * part)
    }
    return bits
  }

  /// The top bit of each byte that is zero.
  @inline(__always)
  private static func zeroBytes(_ word: UInt64) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return ~(((word & low) &+ low) | word | low)
  }

  /// Appends the positions of the bits that are set.
  @inline(__always)
  private static func append(
    positions bits: UInt64, from offset: Int, to next: inout UnsafeMutablePointer<UInt16>
  ) {
    var bits = bits
    let end = next + bits.nonzeroBitCount
    // Eight at a time, more than are set: the number of separators in a block cannot be predicted.
    repeat {
      for lane in 0..<8 {
        next[lane] = UInt16(truncatingIfNeeded: offset &+ bits.trailingZeroBitCount)
        bits &= bits &- 1
      }
      next += 8
    } while next < end
    next = end
  }
}
