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

  /// Goes to another place of the text.
  mutating func restart(at cursor: UnsafePointer<UInt8>) {
    (origin, count, passed) = (cursor, 0, 0)
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
    let (delimiters, lineFeeds) = (
      SIMD16(repeating: delimiter), SIMD16(repeating: UInt8(ascii: "\n"))
    )
    while block < limit {
      Self.append(positions: Self.bits(at: block, delimiters, lineFeeds), from: block - cursor, to: &next)
      block += Self.blockSize
    }
    // Zero bytes after the text are not separators, whatever the delimiter is.
    count = next - positions.base
    return count > 0
  }

  /// A bit for each of 64 bytes that is a delimiter or a line feed.
  @inline(__always)
  private static func bits(
    at block: UnsafePointer<UInt8>, _ delimiters: SIMD16<UInt8>, _ lineFeeds: SIMD16<UInt8>
  ) -> UInt64 {
    let bytes = UnsafeRawPointer(block)
    var bits: UInt64 = 0
    for part in 0..<4 {
      let sixteen = bytes.loadUnaligned(fromByteOffset: 16 * part, as: SIMD16<UInt8>.self)
      let separators = (sixteen .== delimiters) .| (sixteen .== lineFeeds)
      // A mask's lanes are 0 or have all bits set. The bits of eight bytes, of which each keeps another one,
      // are collected in the top byte by a product.
      let weighted = unsafeBitCast(separators, to: SIMD16<UInt8>.self) & weights
      let halves = unsafeBitCast(weighted, to: SIMD2<UInt64>.self)
      let (first, second) = (halves[0].littleEndian &* ones, halves[1].littleEndian &* ones)
      bits |= (first >> 56 | (second >> 56) << 8) << UInt64(16 * part)
    }
    return bits
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let weights = SIMD16<UInt8>(1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128)

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
