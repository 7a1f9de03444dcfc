/// Numbers that stand for missing values, such as -999.
extension TaskRequest {
  private static let sentinels: Set<Double> = [
    -9, -99, -999, -9999, -99999, -999_999, 99, 999, 9999, 99999, 999_999, -32768,
  ]
  /// The most cells that are looked at for one.
  private static let cellLimit = 100_000

  /// A note of the columns in which such a number stands far from all others, in more than one row.
  func remarksOnSentinels(in table: Table, columns: [Int]) -> [Table.Remark] {
    guard table.missingValues == nil, task != .forecast else { return [] }
    let columns = columns.filter { $0 < table.sourceColumnCount && table.columns[$0].kind == .number }
    let rowCount = min(table.rowCount, TaskRequest.cellLimit / max(columns.count, 1))
    var found: [(name: String, value: Double)] = []
    for column in columns {
      var seen: Set<Double> = []
      for row in 0..<rowCount where TaskRequest.sentinels.contains(table[row, column]) {
        seen.insert(table[row, column])
      }
      if let value = seen.first(where: { table.standsApart($0, inColumn: column) }) {
        found.append((table.columns[column].name, value))
      }
    }
    guard let first = found.first else { return [] }
    let names = found.prefix(5).map(\.name).joined(separator: ", ") + (found.count > 5 ? ", …" : "")
    let values = Set(found.map(\.value)).sorted().map(ClassCoding.label(ofNumber:)).joined(separator: ",")
    let usual =
      table.holdsMissingCells ? TableReader.TextOptions.defaultMissingValues.filter { !$0.isEmpty } : []
    let list = ([values] + usual).joined(separator: ",")
    return [
      .note(
        "\(names): is \(ClassCoding.label(ofNumber: first.value)) a missing value? `missingValues: \(list)`")
    ]
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
