/// Text in UTF-16, as spreadsheets write "Unicode text": with a byte-order mark, or without one if most of
/// its first characters are Latin.
enum UTF16Text {
  /// The order of the bytes of a unit.
  private enum ByteOrder { case littleEndian, bigEndian }

  /// The bytes by which a text without a mark is known.
  private static let sampleByteCount = 512

  /// The same text in UTF-8; nil for bytes that do not look like UTF-16.
  ///
  /// - Throws: `invalidData` for bytes that are no such text, and for UTF-32.
  static func utf8(of input: InputBytes) throws(BPNetError) -> InputBytes? {
    let bytes = input.bytes
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      throw .invalidData(
        at: .init(file: input.source), found: "text in UTF-32", expected: "text in UTF-8 or UTF-16",
        hint: "iconv -f UTF-32 -t UTF-8 converts it")
    }
    let marked: ByteOrder? =
      bytes.starts(with: [0xFF, 0xFE]) ? .littleEndian : bytes.starts(with: [0xFE, 0xFF]) ? .bigEndian : nil
    guard let order = marked ?? orderWithoutMark(of: bytes) else { return nil }
    let isLittleEndian = order == .littleEndian
    let units = stride(from: marked == nil ? 0 : 2, to: bytes.count - 1, by: 2).lazy.map { index -> UInt16 in
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      return isLittleEndian ? second << 8 | first : first << 8 | second
    }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 2 + 16)
    let isDamaged = transcode(
      units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true
    ) { text.append($0) }
    guard !isDamaged, bytes.count.isMultiple(of: 2) else {
      throw .invalidData(
        at: .init(file: input.source), found: "damaged text in UTF-16", expected: "text in UTF-8 or UTF-16")
    }
    // An array's closure cannot throw a typed error through `rethrows`.
    let result = text.withUnsafeBytes { text in
      Result { () throws(BPNetError) in try InputBytes(copying: text, source: input.source) }
    }
    return try result.get()
  }

  /// The order of bytes of which every other one is mostly 0, and the ones between never: no other text has
  /// zeros.
  private static func orderWithoutMark(of bytes: UnsafeRawBufferPointer) -> ByteOrder? {
    let sample = bytes.prefix(sampleByteCount & ~1)
    guard sample.count >= 8, bytes.count.isMultiple(of: 2) else { return nil }
    let zeros = sample.indices.filter { sample[$0] == 0 }
    guard 4 * zeros.count > sample.count, let first = zeros.first, first < 2,
      zeros.allSatisfy({ ($0 - first).isMultiple(of: 2) && sample[$0 ^ 1] >= 9 })
    else { return nil }
    return first.isMultiple(of: 2) ? .bigEndian : .littleEndian
  }
}
