import BPNet
import CommandSupport

/// Prints results as they are measured: a JSON object in each line, or rows of a table, whose headings are
/// printed before the first row.
final class ResultPrinter {
  /// A column of the table.
  struct Column {
    let heading: String
    /// The width of its cells; longer ones shift the rest of their row to the right.
    let width: Int
    let alignment: TextTable.Alignment

    /// A column of names.
    static func text(_ heading: String, width: Int) -> Column {
      Column(heading: heading, width: width, alignment: .left)
    }

    /// A column of numbers.
    static func number(_ heading: String, width: Int = 8) -> Column {
      Column(heading: heading, width: max(width, heading.count), alignment: .right)
    }

    /// The columns of a rate in `unit`: the best, median and worst repetition.
    static func rate(_ unit: String, width: Int = 8) -> [Column] {
      [number(unit, width: width), number("median", width: width), number("worst", width: width)]
    }
  }

  private let columns: [Column]
  private let asJSON: Bool
  private let output = TextOutput.standardOutput()
  private var hasHeadings = false

  /// A printer of JSON, or of a table with these columns.
  init(_ columns: [Column], asJSON: Bool) {
    self.columns = columns
    self.asJSON = asJSON
  }

  /// Prints one result, with one cell for each column.
  func print(_ members: [(key: String, value: JSONValue)], cells: [String]) throws {
    if asJSON {
      try output.writeLine(JSONValue.object(members).description)
      try output.flush()
    } else {
      if !hasHeadings { try writeRow(columns.map(\.heading)) }
      hasHeadings = true
      try writeRow(cells)
    }
  }

  private func writeRow(_ cells: [String]) throws {
    var line = ""
    for (column, cell) in zip(columns, cells) {
      let padding = String(repeating: " ", count: max(0, column.width - cell.count))
      line += (line.isEmpty ? "" : "  ") + (column.alignment == .left ? cell + padding : padding + cell)
    }
    while line.last == " " { line.removeLast() }
    try output.writeLine(line)
    try output.flush()
  }
}

extension Rate {
  /// The best figure under `name`, and its spread.
  func members(_ name: String) -> [(key: String, value: JSONValue)] {
    [(name, .double(best)), ("\(name)_median", .double(median)), ("\(name)_worst", .double(worst))]
  }

  /// The best, median and worst figure with four digits.
  var cells: [String] {
    [best, median, worst].map { NumberText.significant($0, digits: 4) }
  }

  /// The best, median and worst figure, rounded to integers.
  var wholeCells: [String] {
    [best, median, worst].map { NumberText.grouped($0) }
  }
}

/// `fraction` as a percentage: "87.5 %".
func percentText(_ fraction: Double) -> String {
  "\(NumberText.fixed(fraction * 100, digits: 1)) %"
}
