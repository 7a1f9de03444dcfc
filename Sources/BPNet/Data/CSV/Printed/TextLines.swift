/// The lines of a text, without their ends.
struct TextLines {
  typealias Line = Slice<UnsafeBufferPointer<UInt8>>

  /// The lines, blank ones included.
  let lines: [Line]

  /// The lines among the first bytes of a text, the last of which may be cut off; without a limit all lines.
  init(_ text: UnsafeBufferPointer<UInt8>, byteLimit: Int = .max) {
    var (lines, start) = ([Line](), text.startIndex)
    let end = min(text.count, byteLimit)
    while start < end {
      var next = start
      while next < end, text[next] != UInt8(ascii: "\n"), text[next] != UInt8(ascii: "\r") { next += 1 }
      lines.append(text[start..<next])
      let isPair = next + 1 < end && text[next] == UInt8(ascii: "\r") && text[next + 1] == UInt8(ascii: "\n")
      start = next + (isPair ? 2 : 1)
    }
    self.lines = lines
  }

  /// The positions of the lines that are not blank.
  var filled: [Int] { lines.indices.filter { !Self.trimmed(lines[$0]).isEmpty } }

  /// A line without the blanks around it.
  static func trimmed(_ line: Line) -> Line {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    var line = line.drop(while: isBlank)
    while let last = line.last, isBlank(last) { line = line.dropLast() }
    return line
  }

  /// Whether a line has one of some bytes.
  static func holds(_ line: Line, anyOf bytes: String) -> Bool {
    line.contains { bytes.utf8.contains($0) }
  }

  /// Whether a line has nothing but some bytes.
  static func consists(_ line: Line, of bytes: String) -> Bool {
    line.allSatisfy { bytes.utf8.contains($0) }
  }

  /// Whether a line is what programs write below a table: `60 rows in set`, `(60 rows)`,
  /// `[60 rows x 3 columns]`.
  static func countsRows(_ line: Line) -> Bool {
    guard line.count < 80 else { return false }
    let text = trimmed(line).drop { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "[") }
    let digits = text.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ",") }
    let word = String(decoding: text.dropFirst(digits.count), as: UTF8.self).lowercased()
    return !digits.isEmpty && [" rows", " row ", " row)"].contains { (word + " ").hasPrefix($0) }
  }
}
