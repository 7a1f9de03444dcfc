/// What is said of inputs whose whole numbers are names of rows, or days, and no amounts.
extension TaskRequest {
  /// The most rows that are looked at.
  private static let mostRows = 100_000
  /// The least rows of which different numbers say something.
  private static let leastRows = 20
  /// What columns are called whose numbers are names.
  private static let names: Set = ["id", "uid", "key", "index", "idx", "rowid", "row", "no", "nr"]

  /// A note of each column with another whole number in each row that is called an id, and a warning of days
  /// that are written as numbers, such as 20150131.
  ///
  /// - Complexity: O(rows) for columns that are called so, else O(1) for most.
  func remarks(onNamesOfRowsIn table: Table, inputs: [Int]) -> [Table.Remark] {
    guard task != .forecast else { return [] }
    let columns = inputs.filter { table.columns[$0].isNamed && table.columns[$0].kind == .number }
    let rows = 0..<min(table.rowCount, Self.mostRows)
    let ids = columns.filter {
      Self.namesRows(table.columns[$0].name) && Self.areAllDifferent(rows, in: table, column: $0)
    }
    // Those that count from 0 or 1 have a note of their own.
    let numbers = inputs.count > 1 ? ids.filter { !table.columnCountsRows($0) } : []
    var remarks = numbers.map { column in
      Table.Remark.note(
        "\(table.columns[column].name) numbers the rows and is an input: "
          + "`ignoredColumns: \(table.selection(of: [column]))` leaves it out")
    }
    for column in columns where !ids.contains(column) {
      guard let days = Self.days(rows, in: table, column: column) else { continue }
      remarks.append(
        .warning(
          "\(table.columns[column].name): days written as numbers, \(Int(days.lowerBound)) to "
            + "\(Int(days.upperBound)), are taken as amounts, with a leap behind each month",
          hint: "`ignoredColumns: \(table.selection(of: [column]))`, or columns of year, month and day"))
    }
    return remarks
  }

  /// Whether a column's name, or the last word of it, says that its numbers are names: `id`, `customer_id`,
  /// `PassengerId`.
  private static func namesRows(_ name: String) -> Bool {
    let sign = name.lastIndex { !$0.isLetter }
    let word = name[(sign.map(name.index(after:)) ?? name.startIndex)...]
    let capital = word.indices.dropFirst().last { index in
      word[index].isUppercase && word[word.index(before: index)].isLowercase
    }
    return [word, word[(capital ?? word.startIndex)...]].contains { names.contains($0.lowercased()) }
  }

  private static func areAllDifferent(_ rows: Range<Int>, in table: Table, column: Int) -> Bool {
    guard rows.count >= leastRows else { return false }
    var seen = Set<Double>(minimumCapacity: rows.count)
    return rows.allSatisfy { row in
      let cell = table[row, column]
      return cell == cell.rounded() && seen.insert(cell).inserted
    }
  }

  /// The first and the last day, if all cells with a value are days of 1900 to 2099; nil if there is but one.
  private static func days(_ rows: Range<Int>, in table: Table, column: Int) -> ClosedRange<Double>? {
    guard rows.count >= leastRows else { return nil }
    var (first, last) = (Double.infinity, -Double.infinity)
    for row in rows {
      let cell = table[row, column]
      guard !cell.isNaN else { continue }
      guard 19_000_101...20_991_231 ~= cell, cell == cell.rounded(), 1...12 ~= Int(cell) / 100 % 100,
        1...31 ~= Int(cell) % 100
      else { return nil }
      (first, last) = (min(first, cell), max(last, cell))
    }
    return first < last ? first...last : nil
  }
}
