/// What some programs write before a text.
enum ByteOrderMark {
  /// The bytes of the mark of UTF-8.
  static let utf8: [UInt8] = [0xEF, 0xBB, 0xBF]
}
