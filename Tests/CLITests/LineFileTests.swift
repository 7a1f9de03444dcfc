import BPNet
import Testing

@testable import CommandSupport

/// A file of lines that is continued: which lines stay.
@Suite struct LineFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Lines `<` and a digit, and `>` at their end.
  private static let lines = LineFile.NumberedLines(last: UInt8(ascii: ">")) { line in
    guard line.first ?? UInt8(ascii: "<") == UInt8(ascii: "<") else { return .other }
    guard let digit = line.dropFirst().first(where: { $0 != UInt8(ascii: " ") }) else { return .cut }
    return Int(String(decoding: [digit], as: UTF8.self)).map { .number($0) } ?? .other
  }

  /// Continues a file of such lines from the one of digit 3 on.
  private func continued(_ content: String) throws -> String {
    let path = try folder.write(content, to: "lines")
    do {
      let file = try LineFile(path: path, continuing: Self.lines)
      try file.removeLines(from: 3)
    } catch {
      #expect(try folder.read("lines") == content)
      return "\(error)"
    }
    return try folder.read("lines")
  }

  @Test(arguments: [
    ("", ""), ("<1>\n", "<1>\n"), ("<1>\n<2>\n<3>\n<4>\n", "<1>\n<2>\n"), ("<3>\n", ""),
    // Cut off within a line, or in front of its line break.
    ("<1>\n<2", "<1>\n"), ("<", ""), ("<1", ""), ("<1>\n<2>", "<1>\n<2>\n"), ("<1>", "<1>\n"),
    // Within a number, which is then a smaller one; and what a power failure leaves.
    ("<1>\n<2>\n<1", "<1>\n<2>\n"), ("<2>\n" + String(repeating: "\0", count: 70_000), "<2>\n"),
    ("<1>\n<2>\n<3>", "<1>\n<2>\n"), ("<1>\n<3>\n<4", "<1>\n"),
    // What stands in place of its line break.
    ("<1>\n<2> \t", "<1>\n<2>\n"), ("<2>" + String(repeating: "\0", count: 70_000), "<2>\n"),
    ("<2>\r\0", "<2>\r\n"), ("<1>\n<3> ", "<1>\n"),
    // A line break behind what was cut off.
    ("<1>\n<2>\n<1\n", "<1>\n<2>\n"), ("<1>\n<\n", "<1>\n"), ("<1\n", ""),
    ("<1>\n<2\n<2>\n", "<1>\n<2\n<2>\n"),
    // What stands behind its end, or is the beginning of a later line.
    ("<1>,\n<2>,\n", "<1>,\n<2>,\n"), ("<1>\n<2> # note", "<1>\n<2> # note\n"),
    ("<1>,\n<3>,\n", "<1>,\n"), ("<1>\n<4\n<2>\n<3>\n", "<1>\n<4\n<2>\n"),
    ("<1><2>\n<3", "<1><2>\n"),
    // The line breaks of Windows.
    ("<1>\r\n<2>\r\n<3>\r\n", "<1>\r\n<2>\r\n"), ("<1>\r\n<2>\r", "<1>\r\n<2>\r\n"),
    // Lines of others between them.
    ("<1>\nnote\n<2>\n", "<1>\nnote\n<2>\n"), ("<1>\n<3>\nnote\n\n<4>\n\n", "<1>\n"),
    ("<1>\n<1>\n<3>\n", "<1>\n<1>\n"),
  ]) func linesToKeepStay(content: String, expected: String) throws {
    #expect(try continued(content) == expected)
  }

  /// More bytes than are read at once, with lines across their borders.
  @Test func longFiles() throws {
    let line = "<1" + String(repeating: "x", count: 997) + ">\n"
    let kept = String(repeating: line, count: 2500)
    #expect(try continued(kept + "<3>\n" + String(repeating: "<4>\n", count: 400_000)) == kept)
    #expect(try continued(kept + line.dropLast()) == kept + line)
    #expect(try continued(kept + line.dropLast(2)) == kept)
  }

  /// A line that has its end is whole, although its number stands too far behind to be read.
  @Test func unreadableLinesStay() throws {
    let line = "<" + String(repeating: " ", count: 200) + "1>\n"
    #expect(try continued("<1\n" + line + line) == "<1\n" + line + line)
    #expect(try continued("<1>\n" + line + "<3>\n") == "<1>\n" + line)
  }

  @Test(arguments: [
    ("x", "its first line is not one of those to be continued"),
    ("<\n", "its first line is not one of those to be continued"),
    ("<1>\r<2>\r<3>\r", "its lines have other ends"), ("<1>\r<2>", "its lines have other ends"),
    ("<1>\n<2>\r<3>\n", "its lines have other ends"),
    ("<1>\n<3>\n<2>\n", "its lines are not in their order"),
    ("<3>\n<1>", "its lines are not in their order"), ("<2>,\n<1>,\n", "its lines are not in their order"),
  ]) func whatCannotBeContinuedStays(content: String, reason: String) throws {
    #expect(try continued(content).contains(reason))
  }
}
