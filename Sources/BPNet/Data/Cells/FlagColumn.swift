/// A column of one value and gaps: a mark where something holds, and nothing where it does not.
struct FlagColumn {
  /// The place in the data.
  let column: Int
  /// The only value.
  let value: String
  /// What to write into the empty cells, where these say the opposite of the value.
  private let opposite: String

  /// The least number of rows that say so.
  private static let leastRowCount = 10
  /// The first rows, one of which has a gap in such a column.
  private static let firstRowCount = 10_000

  /// Nil for a column without gaps, of several values, or of none, in some rows.
  ///
  /// - Complexity: O(rows) for such a column; O(1) for most others.
  init?(of table: Table, column: Int, rows: [Int]) {
    let source = table.source(ofColumn: column)
    guard table.holdsMissing(inColumn: source), rows.count >= FlagColumn.leastRowCount else { return nil }
    var only = Double.nan
    var holdsMissing = false
    for (index, row) in rows.enumerated() {
      if index == FlagColumn.firstRowCount, !holdsMissing { return nil }
      let cell = table[row, source]
      if cell.isNaN {
        holdsMissing = true
      } else if only.isNaN {
        only = cell
      } else if cell != only {
        return nil
      }
    }
    guard holdsMissing, !only.isNaN else { return nil }
    self.column = source
    value = table.text(of: only, column: source)
    opposite = FlagColumn.opposite(of: value)
  }

  private static func opposite(of value: String) -> String {
    if let number = ColumnProfile.number(value) { return number == 0 ? "1" : "0" }
    guard let word = TruthWord.opposite(of: value) else { return "a word such as no" }
    return value == value.uppercased() ? word.uppercased() : word
  }

  /// What to do about the gaps of a target.
  var targetHint: String { "\(value) is its only value: \(FlagColumn.remedy(opposite))" }

  /// What to do about the gaps of some inputs.
  static func hint(for flags: [FlagColumn], in table: Table) -> String {
    let names = flags.map { table.columns[$0.column].name }
    let opposites = Set(flags.map(\.opposite))
    let opposite = opposites.count == 1 ? opposites.first : nil
    let subject =
      flags.count == 1 ? "\(flags[0].value) is its only value" : "\(listed(names)) have one value each"
    return "\(subject): \(remedy(opposite ?? "another value")); "
      + "`ignoredColumns: \(table.selection(of: flags.map(\.column)))` leaves "
      + (flags.count == 1 ? "it out" : "them out")
  }

  private static func remedy(_ opposite: String) -> String {
    "if empty cells say the opposite, write \(opposite) into them"
  }
}
