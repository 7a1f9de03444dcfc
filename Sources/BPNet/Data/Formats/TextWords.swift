/// Words of a text with blanks between, read one by one.
///
/// The text has zeros behind its end (`InputBytes.padding`), which continue no word and no number.
struct TextWords {
  let source: String
  /// The line of the place, from 1.
  private(set) var line = 1
  private let input: InputBytes
  private let parser = NumberParser()
  private var cursor: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>

  init(_ input: InputBytes) {
    self.input = input
    source = input.source
    cursor = input.base.assumingMemoryBound(to: UInt8.self)
    end = cursor + input.bytes.count
  }

  /// The bytes that are left.
  var byteCount: Int { end - cursor }

  /// The byte at the place; 0 at the end.
  var byte: UInt8 { cursor < end ? cursor.pointee : 0 }

  /// Whether a blank, the end of the line or that of the text follows.
  var isAtEndOfWord: Bool { cursor == end || [9, 10, 11, 12, 13, 32].contains(cursor.pointee) }

  /// Goes to the next word.
  ///
  /// - Parameter acrossLines: whether it may be in a later line.
  /// - Returns: false if there is none.
  mutating func skipBlanks(acrossLines: Bool) -> Bool {
    while cursor < end {
      switch cursor.pointee {
      case 10:
        guard acrossLines else { return false }
        line += 1
      case 9, 11, 12, 13, 32: break
      default: return true
      }
      cursor += 1
    }
    return false
  }

  /// Goes behind the end of the line.
  ///
  /// - Returns: false at the end of the text.
  mutating func skipLine() -> Bool {
    while cursor < end, cursor.pointee != 10 { cursor += 1 }
    guard cursor < end else { return false }
    cursor += 1
    line += 1
    return cursor < end
  }

  /// The number of words from here to the end of the line, or of the text; goes there.
  mutating func wordCount(acrossLines: Bool) -> Int {
    var count = 0
    while skipBlanks(acrossLines: acrossLines) {
      count += 1
      while !isAtEndOfWord { cursor += 1 }
    }
    return count
  }

  /// Goes behind a text, if it stands here.
  mutating func skip(_ text: StaticString) -> Bool {
    guard byteCount >= text.utf8CodeUnitCount,
      (0..<text.utf8CodeUnitCount).allSatisfy({ cursor[$0] == text.utf8Start[$0] })
    else { return false }
    cursor += text.utf8CodeUnitCount
    return true
  }

  /// A whole number of digits alone; nil if there is none here, or it is beyond all counts.
  mutating func wholeNumber() -> Int? {
    var value: Int?
    while cursor < end, 48...57 ~= cursor.pointee {
      let (product, isLarge) = (value ?? 0).multipliedReportingOverflow(by: 10)
      let (sum, isLarger) = product.addingReportingOverflow(Int(cursor.pointee) - 48)
      if isLarge || isLarger { return nil }
      value = sum
      cursor += 1
    }
    return value
  }

  /// A finite number, which ends with its word.
  ///
  /// - Throws: `BPNetError.invalidData`.
  mutating func number(column: String? = nil) throws(BPNetError) -> Double {
    let start = cursor
    let value = parser.parsePrefix(&cursor)
    guard value.isFinite, isAtEndOfWord else { throw invalid(from: start, column: column) }
    return value
  }

  /// The error of a word that is no finite number.
  private func invalid(from start: UnsafePointer<UInt8>, column: String?) -> BPNetError {
    var last = start
    while last < end, last - start < 40, ![9, 10, 13, 32].contains(last.pointee) { last += 1 }
    let word = String(decoding: UnsafeBufferPointer(start: start, count: last - start), as: UTF8.self)
    return .invalidData(
      at: .init(file: source, line: line, column: column), found: "'\(word)'", expected: "a finite number")
  }
}
