/// Writes ZIP archives of files that are stored as they are, of any size; the same files give the same bytes.
///
/// Source: PKWARE, "APPNOTE.TXT, .ZIP File Format Specification", version 6.3.
struct ZIPWriter {
  /// What the directory says of a file.
  private struct Entry {
    let name: [UInt8]
    let byteCount: Int
    let checksum: UInt32
    let offset: Int
  }

  /// The first number that takes a field of 64 bits.
  private let limit: Int
  private var entries: [Entry] = []
  private var byteCount = 0

  /// - Parameter limit: the first size or offset that is written with 64 bits.
  init(limit: Int = 0xFFFF_FFFF) { self.limit = limit }

  /// Adds a file whose bytes `content` hands to its argument, part by part and twice alike: their number and
  /// checksum stand in front of them.
  ///
  /// - Throws: what `body` throws.
  mutating func add(
    _ name: String, _ content: @escaping ((UnsafeRawBufferPointer) throws -> Void) throws -> Void,
    to body: ([UInt8]) throws -> Void
  ) throws {
    var (checksum, size) = (CRC32(), 0)
    try content { part in
      checksum.update(part)
      size += part.count
    }
    let entry = Entry(
      name: Array(name.utf8), byteCount: size, checksum: checksum.value, offset: byteCount)
    let header = header(of: entry)
    try body(header)
    try content { try body(Array($0)) }
    entries.append(entry)
    byteCount += header.count + size
  }

  /// Writes the directory.
  func finish(_ body: ([UInt8]) throws -> Void) throws {
    let directory = entries.flatMap { directoryEntry(of: $0) }
    var end: [UInt8] = []
    if byteCount >= limit {
      end += bytes(0x0606_4B50, 4) + bytes(44, 8) + bytes(45, 2) + bytes(45, 2) + bytes(0, 8)
      end += bytes(entries.count, 8) + bytes(entries.count, 8) + bytes(directory.count, 8)
      end += bytes(byteCount, 8)
      end += bytes(0x0706_4B50, 4) + bytes(0, 4) + bytes(byteCount + directory.count, 8) + bytes(1, 4)
    }
    end += bytes(0x0605_4B50, 4) + bytes(0, 4) + bytes(entries.count, 2) + bytes(entries.count, 2)
    end += bytes(directory.count, 4) + narrow(byteCount) + bytes(0, 2)
    try body(directory + end)
  }

  /// What stands in front of a file.
  private func header(of entry: Entry) -> [UInt8] {
    let wide = entry.byteCount >= limit ? bytes(entry.byteCount, 8) + bytes(entry.byteCount, 8) : []
    return bytes(0x0403_4B50, 4) + common(of: entry, extraByteCount: extra(wide).count) + entry.name
      + extra(wide)
  }

  private func directoryEntry(of entry: Entry) -> [UInt8] {
    var wide = entry.byteCount >= limit ? bytes(entry.byteCount, 8) + bytes(entry.byteCount, 8) : []
    if entry.offset >= limit { wide += bytes(entry.offset, 8) }
    return bytes(0x0201_4B50, 4) + bytes(45, 2) + common(of: entry, extraByteCount: extra(wide).count)
      + bytes(0, 10) + narrow(entry.offset) + entry.name + extra(wide)
  }

  /// The fields that a file's header and its entry of the directory share; 1980-01-01 is the first date.
  private func common(of entry: Entry, extraByteCount: Int) -> [UInt8] {
    let size = narrow(entry.byteCount)
    return bytes(45, 2) + bytes(0, 4) + bytes(0, 2) + bytes(0x21, 2) + bytes(Int(entry.checksum), 4) + size
      + size + bytes(entry.name.count, 2) + bytes(extraByteCount, 2)
  }

  /// The extra field of 64-bit values.
  private func extra(_ wide: [UInt8]) -> [UInt8] {
    wide.isEmpty ? [] : bytes(1, 2) + bytes(wide.count, 2) + wide
  }

  /// All ones stand for a value with 64 bits elsewhere.
  private func narrow(_ value: Int) -> [UInt8] { bytes(value >= limit ? 0xFFFF_FFFF : value, 4) }

  /// The lowest bytes of a number, the lowest first.
  private func bytes(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
  }
}

/// The checksum of ZIP and gzip.
///
/// Source: RFC 1952, section 8.
struct CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 0 ? value >> 1 : 0xEDB8_8320 ^ value >> 1 }
  }

  private var state: UInt32 = .max

  /// The checksum of the bytes so far.
  var value: UInt32 { ~state }

  /// Adds bytes.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    state = CRC32.table.withUnsafeBufferPointer { table in
      bytes.reduce(state) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
    }
  }
}
