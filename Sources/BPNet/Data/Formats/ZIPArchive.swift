/// The list of files in a ZIP archive, with 32-bit or 64-bit sizes.
///
/// Checksums of what is stored as it is are not verified: that would read all of a file that may be larger
/// than the memory.
///
/// Source: PKWARE, "APPNOTE.TXT, .ZIP File Format Specification", version 6.3.
struct ZIPArchive {
  /// A file of the archive.
  struct Entry {
    let name: String
    /// Where its bytes are in the archive; nil when they are encrypted, or packed by another method than
    /// deflate.
    let range: Range<Int>?
    /// Whether they are packed.
    let isPacked: Bool
    /// The number of bytes and the CRC-32 of the content.
    let (byteCount, checksum): (Int, UInt32)
  }

  /// The files, in the order of the archive's directory.
  private(set) var entries: [Entry] = []
  private let bytes: UnsafeRawBufferPointer
  private let source: String

  /// Reads the directory at the end of `input`.
  ///
  /// - Throws: `BPNetError.invalidData` when it is no archive, or a cut off or damaged one.
  init(_ input: InputBytes) throws(BPNetError) {
    bytes = input.bytes
    source = input.source
    guard let directory = findDirectory() else {
      throw .invalidData(
        at: .init(file: source), found: "no directory of a ZIP archive at the end",
        expected: "an archive written by numpy.savez")
    }
    var offset = directory.offset
    for _ in 0..<directory.count {
      guard let (entry, size) = entry(at: offset) else {
        throw .invalidData(
          at: .init(file: source), found: "a damaged directory", expected: "an archive written by numpy.savez"
        )
      }
      entries.append(entry)
      offset += size
    }
  }

  /// Where the directory starts, and how many files it lists.
  private func findDirectory() -> (offset: Int, count: Int)? {
    let recordSize = 22
    // A comment of up to 64 KB may follow the record.
    let first = max(0, bytes.count - recordSize - 0xFFFF)
    guard bytes.count >= recordSize,
      let end = (first...bytes.count - recordSize).reversed().first(where: {
        number(at: $0, bytes: 4) == 0x0605_4B50
          && number(at: $0 + 20, bytes: 2) == bytes.count - $0 - recordSize
      }), let count = number(at: end + 10, bytes: 2), let offset = number(at: end + 16, bytes: 4)
    else { return nil }
    guard count == 0xFFFF || offset == 0xFFFF_FFFF else { return (offset, count) }
    // The 64-bit record, which a locator before the end points to.
    guard number(at: end - 20, bytes: 4) == 0x0706_4B50, let record = number(at: end - 12, bytes: 8),
      number(at: record, bytes: 4) == 0x0606_4B50, let count = number(at: record + 32, bytes: 8),
      let offset = number(at: record + 48, bytes: 8), count <= bytes.count
    else { return nil }
    return (offset, count)
  }

  /// The directory's entry at `offset`, and its size.
  private func entry(at offset: Int) -> (Entry, size: Int)? {
    guard number(at: offset, bytes: 4) == 0x0201_4B50, let flags = number(at: offset + 8, bytes: 2),
      let method = number(at: offset + 10, bytes: 2), var packedSize = number(at: offset + 20, bytes: 4),
      var size = number(at: offset + 24, bytes: 4), let nameLength = number(at: offset + 28, bytes: 2),
      let extraLength = number(at: offset + 30, bytes: 2),
      let commentLength = number(at: offset + 32, bytes: 2),
      var start = number(at: offset + 42, bytes: 4), let checksum = number(at: offset + 16, bytes: 4),
      let nameBytes = range(at: offset + 46, count: nameLength)
    else { return nil }
    // 64-bit values take the place of those that are all ones, in this order.
    var wide = wideValues(at: offset + 46 + nameLength, count: extraLength)[...]
    if size == 0xFFFF_FFFF { size = wide.popFirst() ?? -1 }
    if packedSize == 0xFFFF_FFFF { packedSize = wide.popFirst() ?? -1 }
    if start == 0xFFFF_FFFF { start = wide.popFirst() ?? -1 }
    let name = String(decoding: bytes[nameBytes], as: UTF8.self)
    let total = 46 + nameLength + extraLength + commentLength
    func entry(_ range: Range<Int>?) -> Entry {
      Entry(
        name: name, range: range, isPacked: range == nil || method == 8, byteCount: size,
        checksum: UInt32(truncatingIfNeeded: checksum))
    }
    guard method == 0 && packedSize == size || method == 8, flags & 1 == 0 else {
      return (entry(nil), total)
    }
    // The file's own header repeats the name; its extra fields may differ.
    guard number(at: start, bytes: 4) == 0x0403_4B50, let ownName = number(at: start + 26, bytes: 2),
      let ownExtra = number(at: start + 28, bytes: 2),
      let content = range(at: start + 30 + ownName + ownExtra, count: packedSize)
    else { return nil }
    return (entry(content), total)
  }

  /// The values of the extra field for 64 bits.
  private func wideValues(at offset: Int, count: Int) -> [Int] {
    var field = offset
    while field + 4 <= offset + count, let kind = number(at: field, bytes: 2),
      let length = number(at: field + 2, bytes: 2)
    {
      if kind == 1 {
        return Swift.stride(from: field + 4, to: field + 4 + length, by: 8).compactMap {
          number(at: $0, bytes: 8)
        }
      }
      field += 4 + length
    }
    return []
  }

  /// A little-endian number; nil where it is cut off, or beyond what an Int holds.
  private func number(at offset: Int, bytes count: Int) -> Int? {
    guard let range = range(at: offset, count: count) else { return nil }
    let value = bytes[range].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    return Int(exactly: value)
  }

  /// `count` bytes from `offset`; nil where the archive has fewer.
  private func range(at offset: Int, count: Int) -> Range<Int>? {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else { return nil }
    return offset..<offset + count
  }
}
