/// The numbers in a text of JSON, to be replaced one by one.
///
/// Changes of bytes seldom make a number of another size in a text whose lengths and commas still fit.
struct JSONNumbers {
  private let bytes: [UInt8]
  /// The places of the numbers, those in strings left out.
  let ranges: [Range<Int>]

  /// Numbers at the ends of what types hold, and beyond.
  static let hostile = [
    "-9223372036854775808", "-9223372036854775803", "-1", "0", "0.5", "1e308", "4294967296",
    "9223372036854775806", "9223372036854775807", "18446744073709551615",
  ]

  init(_ text: some StringProtocol) {
    bytes = Array(text.utf8)
    var ranges: [Range<Int>] = []
    var (index, isInString) = (0, false)
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\\") where isInString: index += 1
      case UInt8(ascii: "\""): isInString.toggle()
      case 48...57 where !isInString, UInt8(ascii: "-") where !isInString:
        let end = bytes[index...].firstIndex { !Self.isPart($0) } ?? bytes.count
        ranges.append(index..<end)
        index = end - 1
      default: break
      }
      index += 1
    }
    self.ranges = ranges
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    48...57 ~= byte || "+-.eE".utf8.contains(byte)
  }

  /// The text with another number in one of the places.
  func text(with number: String, at range: Range<Int>) -> String {
    var changed = bytes
    changed.replaceSubrange(range, with: number.utf8)
    return String(decoding: changed, as: UTF8.self)
  }

  /// What leads to a place, for messages.
  func context(of range: Range<Int>) -> String {
    String(decoding: bytes[max(range.lowerBound - 40, 0)..<range.upperBound], as: UTF8.self)
  }
}
