/// What looks wrong in data that a model is used on.
extension Preprocessing {
  /// The rows that are looked at for other units, and the least number that say something.
  private static let (rowLimit, leastRowCount) = (1000, 5)
  /// How many scales from the training's offset is far: ten standard deviations, or ten times the range.
  private static let farDistance = 10.0

  /// Warnings of numbers in other units, of single ones that are far from all others, and of a series whose
  /// rows are not in the order of time.
  ///
  /// - Complexity: O(inputs) for at most 1,000 rows, and O(cells) for at most a million.
  package func remarks(onUseOf table: Table) -> [Table.Remark] {
    let used = inputs + (targets == inputs || (try? locateTargets(in: table)) == nil ? [] : targets)
    let numbers = used.filter { $0.coding == nil }
    guard let places = try? sources(of: numbers, in: table) else { return [] }
    let units = [remark(onUnitsOf: numbers, at: places, in: table)].compactMap { $0 }
    let order = task == .forecast ? ForecastTask.remark(onOrderOf: table, series: places) : nil
    return (units.isEmpty ? table.remarks(onFarNumbersIn: places) : units) + [order].compactMap { $0 }
  }

  /// A warning of the columns most of whose numbers are far outside of those in the training data; nil if
  /// there are none.
  ///
  /// By Chebyshev's inequality less than a hundredth of the rows of the training are as far from their mean.
  private func remark(onUnitsOf columns: [Column], at places: [Int], in table: Table) -> Table.Remark? {
    guard table.rowCount >= Preprocessing.leastRowCount else { return nil }
    let rows = 0..<min(table.rowCount, Preprocessing.rowLimit)
    let far = zip(columns, places).filter { column, place in
      guard column.scaling != .identity, table.columns[place].kind == .number,
        table.columns[place].fault == nil
      else { return false }
      let count = rows.count {
        column.scaling.apply(table[$0, place]).magnitude > Preprocessing.farDistance
      }
      return 2 * count > rows.count
    }
    guard !far.isEmpty else { return nil }
    let names = far.prefix(5).map(\.0.name).joined(separator: ", ") + (far.count > 5 ? ", …" : "")
    return .warning(
      "most numbers of \(names) are far outside of those in the training data",
      hint: "are they in other units, or scaled, and those of the training not?")
  }
}
