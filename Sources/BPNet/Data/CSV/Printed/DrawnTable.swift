/// A table with lines of dashes, as consoles of databases and Markdown have them: `+---+`, `|---|`,
/// `---+---`.
struct DrawnTable {
  let delimiter: UInt8
  /// What is said of it.
  var note: String {
    delimiter == UInt8(ascii: "|")
      ? "lines drawn around the cells are left out" : "the line under the names is left out"
  }

  /// Whether each row starts and ends with a delimiter.
  private let hasEdges: Bool
  /// The first line that is drawn.
  private let rule: [UInt8]

  /// Nil unless the first lines, without blanks around them, are those of such a table.
  ///
  /// - Parameter delimiter: what the user says that divides the fields.
  init?(_ heads: [TextLines.Line], delimiter said: UInt8?) {
    let pipe = UInt8(ascii: "|")
    let isGrid = heads[0].first == UInt8(ascii: "+") && Self.isRule(heads[0])
    let names = isGrid ? heads[1] : heads[0]
    let isFramed = Self.isFramedRow(names)
    let hasRuleBelow =
      Self.isRule(heads[1]) && TextLines.holds(heads[1], anyOf: "+|") && names.contains(pipe)
    let hasFrame = isFramed && (isGrid || Self.isFramedRow(heads[1]))
    if said ?? pipe == pipe, hasFrame || hasRuleBelow {
      (delimiter, hasEdges) = (pipe, isFramed)
      rule = isGrid ? Array(heads[0]) : hasRuleBelow ? Array(heads[1]) : []
      return
    }
    let candidates = said.map { [$0] } ?? [",", ";", "\t"].map { UInt8(ascii: $0) }
    let divides = candidates.first { Self.isRule(heads[1], below: heads[0], delimiter: $0) }
    guard let divides else { return nil }
    (delimiter, hasEdges, rule) = (divides, false, Array(heads[1]))
  }

  private static func isFramedRow(_ line: TextLines.Line) -> Bool {
    line.count > 2 && line.first == UInt8(ascii: "|") && line.last == UInt8(ascii: "|")
  }

  /// Whether a line is drawn: of dashes, and what joins them.
  private static func isRule(_ line: TextLines.Line) -> Bool {
    TextLines.consists(line, of: "-=+|: ") && TextLines.holds(line, anyOf: "-=")
  }

  /// Whether a line has dashes alone in each of as many fields as there are names.
  private static func isRule(_ line: TextLines.Line, below names: TextLines.Line, delimiter: UInt8) -> Bool {
    guard line.allSatisfy({ $0 == delimiter || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: " ") }) else {
      return false
    }
    let fields = line.split(separator: delimiter, omittingEmptySubsequences: false)
    let nameCount = names.split(separator: delimiter, omittingEmptySubsequences: false).count
    return fields.count > 1 && fields.count == nameCount
      && fields.allSatisfy { $0.contains(UInt8(ascii: "-")) }
  }

  /// The rows alone, each in its line.
  func text(of all: TextLines) -> [UInt8] {
    var result: [UInt8] = []
    for line in all.lines {
      let row = TextLines.trimmed(line)
      let isBelow = !row.contains(delimiter) && TextLines.countsRows(row)
      if !row.isEmpty, !isDrawn(row), !isBelow {
        result += hasEdges && Self.isFramedRow(row) ? row.dropFirst().dropLast() : line
      }
      result.append(UInt8(ascii: "\n"))
    }
    return result
  }

  /// Whether a line holds no row: the first drawn one comes again, or it is one of a frame.
  private func isDrawn(_ row: TextLines.Line) -> Bool {
    row.elementsEqual(rule)
      || hasEdges && row.first == UInt8(ascii: "+") && row.last == UInt8(ascii: "+") && Self.isRule(row)
  }
}
