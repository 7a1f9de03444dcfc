/// Text in ISO 8859-1, with the characters of Windows-1252 where that has control characters.
enum Latin1 {
  /// The characters of the bytes 0x80 to 0x9F; 0 where a byte stands for itself.
  ///
  /// Source: WHATWG, "Encoding", index windows-1252.
  private static let windows: [UInt32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
    0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, 0, 0x017E, 0x0178,
  ]

  /// The text of `bytes`.
  static func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    var result = String.UnicodeScalarView()
    for byte in bytes {
      let other = 0x80...0x9F ~= byte ? windows[Int(byte) - 0x80] : 0
      result.append(other == 0 ? UnicodeScalar(byte) : UnicodeScalar(other) ?? UnicodeScalar(byte))
    }
    return String(result)
  }

  /// The text of `bytes`, by an encoding or, without one, as UTF-8 if it can be; nil where it cannot.
  static func string(
    _ bytes: [UInt8], encoding: TableReader.TextOptions.Encoding?
  ) -> (text: String, isLatin1: Bool)? {
    if encoding != .latin1, let text = String(validating: bytes, as: UTF8.self) { return (text, false) }
    guard encoding != .utf8 else { return nil }
    return (bytes.withUnsafeBufferPointer { string($0) }, true)
  }
}
