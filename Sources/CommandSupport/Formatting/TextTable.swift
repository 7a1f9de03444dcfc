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
  package var text: String {
    let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { cells in
      var line = ""
      for (column, cell) in cells.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += (column == 0 ? "" : "  ") + (alignments[column] == .left ? cell + padding : padding + cell)
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
