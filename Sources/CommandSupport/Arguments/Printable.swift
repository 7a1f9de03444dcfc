import BPNet

/// Untrusted texts, escaped for one line of a terminal.
package enum Printable {
  /// The most characters of a message.
  private static let longestLine = 4000
  /// The most characters of a value in a message.
  private static let longestValue = 300

  /// A message on one line, of a length that a terminal can show.
  static func line(_ text: String) -> String { escaped(text.shortened(to: longestLine)) }

  /// Lines for people: `text` with all control characters but line feeds escaped.
  package static func lines(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { isControl($0) && $0 != "\n" }) else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }
      .joined(separator: "\n")
  }

  /// `text` with control characters escaped (`\n`, `\t`, `\u{1B}`), so that it stays on one line and cannot
  /// control the terminal.
  package static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      if isControl(scalar) {
        result += scalar.escaped(asASCII: true)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }

  /// `text` escaped, and in quotation marks if it is empty or has white space.
  package static func quoted(_ text: String) -> String {
    let line = escaped(text.shortened(to: longestValue))
    return text.isEmpty || text.contains(where: \.isWhitespace) ? "\"\(line)\"" : line
  }

  /// `text` as a word of a shell's command line, in single quotation marks if necessary.
  package static func shellWord(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      byte >= 0x80 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
        || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
        || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte || "-_./,:=+@%".utf8.contains(byte)
    }
    if isPlain, !text.isEmpty { return text }
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// `text` without enclosing quotation marks, for texts that will be quoted again.
  static func unquoted(_ text: String) -> String {
    text.count > 1 && text.hasPrefix("\"") && text.hasSuffix("\"")
      ? String(text.dropFirst().dropLast()) : text
  }

  /// Whether a terminal acts on a character; one that turns the direction of writing shows another text.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control
      || 0x202A...0x202E ~= scalar.value || 0x2066...0x2069 ~= scalar.value
  }
}
