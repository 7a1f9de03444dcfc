/// Text in UTF-16 with a byte-order mark, as spreadsheets write "Unicode text".
enum UTF16Text {
  /// The same text in UTF-8; nil for bytes without the mark.
  ///
  /// - Throws: `invalidData` for bytes that are no such text.
  static func utf8(of input: InputBytes) throws(BPNetError) -> InputBytes? {
    let bytes = input.bytes
    let isLittleEndian = bytes.starts(with: [0xFF, 0xFE])
    guard isLittleEndian || bytes.starts(with: [0xFE, 0xFF]) else { return nil }
    let units = stride(from: 2, to: bytes.count - 1, by: 2).lazy.map { index -> UInt16 in
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
}
