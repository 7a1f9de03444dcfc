import BPNet

/// A plain text table with aligned columns.
package struct TextTable: Sendable {
  /// The alignment of a column's cells.
  package enum Alignment: Sendable {
    /// Left, for texts.
    case left
    /// Right, for numbers.
    case right
  }

  private let alignments: [Alignment]
  private var rows: [[String]]

  /// A table with one column for each of the `headings`.
  package init(_ columns: [(heading: String, alignment: Alignment)]) {
    alignments = columns.map(\.alignment)
    rows = [columns.map { Self.shown($0.heading) }]
  }

  /// A cell's text: names and values of files may have any length, which each line of a column would take.
  private static func shown(_ text: String) -> String {
    Printable.escaped(text.shortened(to: maximumCellLength))
  }

  private static let maximumCellLength = 1000

  /// Adds a row.
  ///
  /// - Precondition: there is one cell for each column.
  package mutating func add(_ cells: [String]) {
    precondition(cells.count == alignments.count, "a row needs one cell for each column")
    rows.append(cells.map(Self.shown))
  }

  /// The headings and rows as lines, without a line feed after the last; with two spaces between columns, and
  /// none at the end of a line.
  package var text: String { text(of: Array(alignments.indices)) }

  /// The text for standard output: on a terminal the columns for which a line has no room stand below, beside
  /// the first column once more.
  package var shownText: String {
    let output = Terminal.standardOutput
    return output.isTerminal ? text(width: output.width) : text
  }

  /// The text in parts below each other, each of which is at most `width` wide if it can be.
  ///
  /// Texts of the last column are broken between words where there is some room for them.
  package func text(width: Int) -> String {
    guard !alignments.isEmpty else { return text }
    var parts = [[0]]
    var end = self.width(of: 0)
    for column in alignments.indices.dropFirst() {
      var next = 2 + self.width(of: column)
      if column == alignments.count - 1, alignments[column] == .left {
        next = min(next, 2 + Self.leastTextWidth)
      }
      if end + next > width, parts[parts.count - 1].count > 1 {
        parts.append([0])
        end = self.width(of: 0)
      }
      parts[parts.count - 1].append(column)
      end += next
    }
    return parts.map { text(of: $0, width: width) }.joined(separator: "\n\n")
  }

  /// The width that a column of texts has at least before they are broken.
  private static let leastTextWidth = 20

  private func width(of column: Int) -> Int { rows.map { $0[column].displayWidth }.max() ?? 0 }

  /// Some columns; the last of them within `width`, if it has texts and there is some room for them.
  private func text(of columns: [Int], width: Int = .max) -> String {
    let widths = columns.map(self.width)
    let last = columns.count - 1
    let start = widths.dropLast().reduce(0) { $0 + $1 + 2 }
    let room = width - start
    let breaks = last > 0 && alignments[columns[last]] == .left && widths[last] > room
    return rows.flatMap { cells in
      var lines = [""]
      for (place, column) in columns.enumerated() {
        let isBroken = breaks && place == last && room >= Self.leastTextWidth
        let texts = isBroken ? wrapped(cells[column], width: room) : [cells[column]]
        let padding = String(repeating: " ", count: max(widths[place] - texts[0].displayWidth, 0))
        lines[0] += place == 0 ? "" : "  "
        lines[0] += alignments[column] == .left ? texts[0] + padding : padding + texts[0]
        lines += texts.dropFirst().map { String(repeating: " ", count: start) + $0 }
      }
      return lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
    }.joined(separator: "\n")
  }
}
