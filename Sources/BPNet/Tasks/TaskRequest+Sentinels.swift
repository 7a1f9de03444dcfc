/// Numbers and words that stand for missing values, such as -999 and n/a.
extension TaskRequest {
  private static let sentinels: Set<Double> = [
    -9, -99, -999, -9999, -99999, -999_999, 99, 999, 9999, 99999, 999_999, -32768,
  ]
  /// The least magnitude of numbers that rasters and simulations write where there is nothing.
  private static let fillMagnitude = 1e20
  /// The most cells that are looked at for one.
  private static let cellLimit = 100_000

  /// Words that pandas, R, SQL, SAS and spreadsheets write for nothing, beside the usual ones, and signs that
  /// people do; not `none` and `unknown`, which may be answers.
  private static let marks: Set<String> = [
    "n/a", "N/a", "na", "Na", "n.a.", "N.A.", "#N/A", "#N/A N/A", "#NA", "#NULL!", "#VALUE!", "#DIV/0!",
    "#REF!", "<NA>", "NaT", "None", "Null", "nil", "(null)", "\\N", "-nan", "-NaN", "1.#IND", "-1.#IND",
    "1.#QNAN",
    "-1.#QNAN", "-", "--", "---", "—", ".", "..",
  ]

  /// A note of the columns in which such a number stands far from all others, in more than one row, and of
  /// the columns of words with such a word.
  func remarksOnSentinels(in table: Table, columns: [Int]) -> [Table.Remark] {
    guard table.missingValues == nil, task != .forecast else { return [] }
    let numbers = columns.filter { $0 < table.sourceColumnCount && table.columns[$0].kind == .number }
    var found = sentinels(in: table, columns: numbers)
    if table.delimiter != nil {
      found += Set(columns.map(table.source(ofColumn:))).sorted().flatMap { marks(in: table, column: $0) }
    }
    guard !found.isEmpty else { return [] }
    var names: [String] = []
    for item in found where !names.contains(item.name) { names.append(item.name) }
    let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
    let values = Set(found.map(\.value)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let text =
      values.count == 1
      ? "is \(values[0]) a missing value" : "are \(values.joined(separator: ", ")) missing values"
    return table.missingValuesArgument(adding: values).map { [.note("\(shown): \(text)? \($0)")] } ?? []
  }

  private func sentinels(in table: Table, columns: [Int]) -> [(name: String, value: String)] {
    let rowCount = min(table.rowCount, TaskRequest.cellLimit / max(columns.count, 1))
    var found: [(name: String, value: String)] = []
    for column in columns {
      var (seen, fills) = (Set<Double>(), Set<Double>())
      for row in 0..<rowCount {
        let cell = table[row, column]
        if TaskRequest.sentinels.contains(cell) { seen.insert(cell) }
        if cell.magnitude >= TaskRequest.fillMagnitude, fills.count < 3 { fills.insert(cell) }
      }
      // Many large numbers are a column's own.
      if fills.count < 3 { seen.formUnion(fills) }
      if let value = seen.sorted().first(where: { table.standsApart($0, inColumn: column) }) {
        found.append((table.columns[column].name, ClassCoding.label(ofNumber: value)))
      }
    }
    return found
  }

  private func marks(in table: Table, column: Int) -> [(name: String, value: String)] {
    guard case .text(let values) = table.columns[column].kind else { return [] }
    return values.filter(TaskRequest.marks.contains).map { (table.columns[column].name, $0) }
  }
}

extension Table {
  /// Whether a number stands in more than one row of a column, but not in most, and is further from all
  /// others than they are from each other.
  fileprivate func standsApart(_ value: Double, inColumn column: Int) -> Bool {
    var (count, least, greatest) = (0, Double.infinity, -Double.infinity)
    for row in 0..<rowCount {
      let cell = self[row, column]
      if cell == value { count += 1 } else { (least, greatest) = (min(least, cell), max(greatest, cell)) }
    }
    guard count > 1, 2 * count < rowCount, least < greatest else { return false }
    return max(least - value, value - greatest) > greatest - least
  }
}
