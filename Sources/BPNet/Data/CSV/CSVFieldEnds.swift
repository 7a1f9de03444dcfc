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

  private let positions: AlignedBuffer<UInt16>
  private let delimiter: UInt8
  private let textEnd: UnsafePointer<UInt8>
  private var count = 0
  private var index = 0
  private var start: UnsafePointer<UInt8>
  /// Behind the last byte that has been looked at.
  private var end: UnsafePointer<UInt8>

  /// Positions in the text before `textEnd`, which is followed by the zero bytes of `InputBytes`.
  init(delimiter: UInt8, textStart: UnsafePointer<UInt8>, textEnd: UnsafePointer<UInt8>) {
    positions = AlignedBuffer(uninitializedCount: Self.stretch + Self.blockSize)
    self.delimiter = delimiter
    self.textEnd = textEnd
    (start, end) = (textStart, textStart)
  }

  /// The first delimiter or line feed at or behind `cursor`; nil when there is none within a stretch.
  ///
  /// - Precondition: `cursor` never moves back.
  @inline(__always)
  mutating func next(from cursor: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    while true {
      while index < count {
        let position = start + Int(positions.base[index])
        if position >= cursor { return position }
        index += 1
      }
      guard find(from: cursor) else { return nil }
    }
  }

  /// Looks through the stretch from `cursor`; false when nothing is found.
  @inline(never)
  private mutating func find(from cursor: UnsafePointer<UInt8>) -> Bool {
    (start, index, count) = (cursor, 0, 0)
    var block = cursor
    let limit = min(textEnd, cursor + Self.stretch)
    while block < limit {
      append(positions: Self.bits(at: block, delimiter), from: block - cursor)
      block += Self.blockSize
    }
    end = min(block, textEnd)
    // Zero bytes behind the text are no separators, whatever the delimiter.
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
      // The top bits of the bytes, one beside the other, come to lie in the top byte.
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
  private mutating func append(positions bits: UInt64, from offset: Int) {
    var bits = bits
    let setCount = bits.nonzeroBitCount
    var next = positions.base + count
    count += setCount
    // Eight at a time, more than are set: the number of separators in a block cannot be predicted.
    var written = 0
    repeat {
      for lane in 0..<8 {
        next[lane] = UInt16(truncatingIfNeeded: offset &+ bits.trailingZeroBitCount)
        bits &= bits &- 1
      }
      next += 8
      written += 8
    } while written < setCount
  }
}
