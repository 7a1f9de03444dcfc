/// Inputs that are the target under another name.
extension TaskRequest {
  /// The least number of rows that say so.
  private static let leastRowCount = 10

  /// A warning of the input columns that hold the target's number in each of some rows.
  func remarks(onCopiesIn table: Table, columns: ColumnChoice, rows: [Int]) -> [Table.Remark] {
    guard task != .forecast, task != .autoencode, rows.count >= TaskRequest.leastRowCount,
      columns.targets.count == 1, let first = rows.first
    else { return [] }
    let target = columns.targets[0]
    guard table.columns[target].kind == .number,
      rows.contains(where: { table[$0, target] != table[first, target] })
    else { return [] }
    let copies = columns.inputs.filter { input in
      input < table.sourceColumnCount && rows.allSatisfy { table[$0, input] == table[$0, target] }
    }
    guard !copies.isEmpty else { return [] }
    let names = copies.prefix(5).map { table.columns[$0].name }
    let shown = names.joined(separator: ", ") + (copies.count > 5 ? ", …" : "")
    let places = copies.map { "\($0 + 1)" }.joined(separator: ",")
    return [
      .warning(
        "\(shown) \(copies.count == 1 ? "is" : "are") the target \(table.columns[target].name) in every row",
        hint: "`ignoredColumns: \(places)` leaves \(copies.count == 1 ? "it" : "them") out")
    ]
  }
}
