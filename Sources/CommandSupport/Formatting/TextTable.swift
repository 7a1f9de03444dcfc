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
    rows = [columns.map { Printable.escaped($0.heading) }]
  }

  /// Adds a row.
  ///
  /// - Precondition: there is one cell for each column.
  package mutating func add(_ cells: [String]) {
    precondition(cells.count == alignments.count, "a row needs one cell for each column")
    rows.append(cells.map(Printable.escaped))
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
  package func text(width: Int) -> String {
    guard !alignments.isEmpty else { return text }
    var parts = [[0]]
    var end = self.width(of: 0)
    for column in alignments.indices.dropFirst() {
      let next = 2 + self.width(of: column)
      if end + next > width, parts[parts.count - 1].count > 1 {
        parts.append([0])
        end = self.width(of: 0)
      }
      parts[parts.count - 1].append(column)
      end += next
    }
    return parts.map { text(of: $0) }.joined(separator: "\n\n")
  }

  private func width(of column: Int) -> Int { rows.map { $0[column].count }.max() ?? 0 }

  private func text(of columns: [Int]) -> String {
    let widths = columns.map(width)
    return rows.map { cells in
      var line = ""
      for (place, column) in columns.enumerated() {
        let padding = String(repeating: " ", count: widths[place] - cells[column].count)
        line += place == 0 ? "" : "  "
        line += alignments[column] == .left ? cells[column] + padding : padding + cells[column]
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
