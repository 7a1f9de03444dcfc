/// Inputs that are the target under another name, or say nothing.
extension TaskRequest {
  /// The least number of rows that say so.
  private static let leastRowCount = 10
  /// The most classes whose other names are looked for.
  private static let mostClasses = 1000

  /// Warnings of the input columns that say what the target is, and of inputs that do not vary.
  func remarks(onCopiesIn table: Table, columns: ColumnChoice, rows: [Int]) -> [Table.Remark] {
    guard task != .forecast, task != .autoencode, rows.count >= TaskRequest.leastRowCount,
      columns.targets.count == 1, let first = rows.first
    else { return [] }
    let target = columns.targets[0]
    if columns.inputs.allSatisfy({ input in rows.allSatisfy { table[$0, input] == table[first, input] } }) {
      return [.warning("the inputs are the same in every row: nothing to learn from")]
    }
    guard rows.contains(where: { table[$0, target] != table[first, target] }) else { return [] }
    let found =
      table.columns[target].kind != .number
      ? []
      : [
        remark(onCopiesOf: target, in: table, inputs: columns.inputs, rows: rows),
        remark(onClassesBeside: target, in: table, inputs: columns.inputs, rows: rows),
      ].compactMap { $0 }
    guard found.isEmpty else { return found }
    return remark(onCodesOf: target, in: table, inputs: columns.inputs, rows: rows).map { [$0] } ?? []
  }

  /// A warning of the inputs that hold the target's number in each of some rows.
  private func remark(
    onCopiesOf target: Int, in table: Table, inputs: [Int], rows: [Int]
  ) -> Table.Remark? {
    let copies = inputs.filter { input in
      input < table.sourceColumnCount && rows.allSatisfy { table[$0, input] == table[$0, target] }
    }
    return TaskRequest.warning(
      of: copies, in: table, (copies.count == 1 ? "is" : "are") + " the target", table.columns[target].name)
  }

  /// A warning of the columns with a value of its own for each class of the target: the classes under other
  /// names.
  private func remark(
    onCodesOf target: Int, in table: Table, inputs: [Int], rows: [Int]
  ) -> Table.Remark? {
    var classes: Set<Double> = []
    // What differs in most rows goes with everything that does.
    let limit = min(rows.count / 2, TaskRequest.mostClasses)
    for row in rows where classes.insert(table[row, target]).inserted && classes.count > limit {
      return nil
    }
    let codes = Set(inputs.map(table.source(ofColumn:))).sorted().filter { column in
      var (classOfCode, codeOfClass): ([Double: Double], [Double: Double]) = ([:], [:])
      return rows.allSatisfy { row in
        let (code, label) = (table[row, column], table[row, target])
        guard !code.isNaN else { return false }
        if let known = classOfCode[code] { return known == label }
        classOfCode[code] = label
        return codeOfClass.updateValue(code, forKey: label) == nil
      }
    }
    return TaskRequest.warning(
      of: codes, in: table, (codes.count == 1 ? "is another name" : "are other names") + " of the target",
      table.columns[target].name)
  }

  /// A warning that columns `say` what the target is; nil if there are none.
  private static func warning(
    of columns: [Int], in table: Table, _ say: String, _ target: String
  ) -> Table.Remark? {
    guard !columns.isEmpty else { return nil }
    let names = listed(columns.map { table.columns[$0].name })
    let places = columns.map { "\($0 + 1)" }.joined(separator: ",")
    return .warning(
      "\(names) \(say) \(target) in every row",
      hint: "`ignoredColumns: \(places)` leaves \(columns.count == 1 ? "it" : "them") out")
  }

  /// A warning of the columns right before the target that are one of several with it, of which one is 1 in
  /// each row and the others are 0.
  private func remark(
    onClassesBeside target: Int, in table: Table, inputs: [Int], rows: [Int]
  ) -> Table.Remark? {
    func isBinary(_ column: Int) -> Bool {
      rows.allSatisfy { table[$0, column] == 0 || table[$0, column] == 1 }
    }
    guard isBinary(target) else { return nil }
    var (first, ones) = (target, rows.map { table[$0, target] })
    let inputs = Set(inputs)
    while inputs.contains(first - 1), table.columns[first - 1].kind == .number, isBinary(first - 1) {
      first -= 1
      for (index, row) in rows.enumerated() { ones[index] += table[row, first] }
      if ones.contains(where: { $0 > 1 }) { return nil }
      guard ones.allSatisfy({ $0 == 1 }) else { continue }
      let names = listed(table.columns[first...target].map(\.name))
      return .warning(
        "one of the columns \(names) is 1 in each row: the others say what "
          + "\(table.columns[target].name) is",
        hint: "`target: \(first + 1)-\(target + 1)` learns all of them")
    }
    return nil
  }
}
