/// What looks wrong in data that a model is used on.
extension Preprocessing {
  /// Warnings of numbers in other units, of those far from all others, and of a series whose rows are not in
  /// the order of time.
  ///
  /// - Complexity: O(inputs) for at most 1,000 rows, and O(cells) for at most a million.
  package func remarks(onUseOf table: Table) -> [Table.Remark] {
    let used = inputs + (targets == inputs || (try? locateTargets(in: table)) == nil ? [] : targets)
    let numbers = used.filter { $0.coding == nil }
    guard let places = try? sources(of: numbers, in: table) else { return [] }
    let units = [remark(onUnitsOf: numbers, at: places, in: table)].compactMap { $0 }
    let order = task == .forecast ? ForecastTask.remark(onRowsOf: table, series: places) : nil
    let stray =
      table.remarks(onFarNumbersIn: places)
      + table.remarks(onSentinelsIn: places, ofSeries: task == .forecast)
    return (units.isEmpty ? stray : units) + [order].compactMap { $0 }
  }

  /// The same of a table of rows that are held back, with the name of the part that it is.
  func remarks(onUseOf table: Table, as part: String) -> [Table.Remark] {
    remarks(onUseOf: table).map {
      Table.Remark(isWarning: $0.isWarning, text: "\(part): \($0.text)", hint: $0.hint)
    }
  }
}
