/// A table in aligned columns, for people.
package struct TextTable: Sendable {
  /// Where a column's cells stand.
  package enum Alignment: Sendable {
    /// At the left: texts.
    case left
    /// At the right: numbers.
    case right
  }

  private let alignments: [Alignment]
  private var rows: [[String]]

  /// A table with one column for each of the `headings`.
  package init(_ columns: [(heading: String, alignment: Alignment)]) {
    alignments = columns.map(\.alignment)
    rows = [columns.map { Printable.escaped($0.heading) }]
  }

  /// Adds a row of one cell for each column.
  ///
  /// - Precondition: the number of cells is that of the columns.
  package mutating func add(_ cells: [String]) {
    precondition(cells.count == alignments.count, "a row needs one cell for each column")
    rows.append(cells.map(Printable.escaped))
  }

  /// The headings and rows, a line each, without a line feed after the last; two blanks between columns,
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
