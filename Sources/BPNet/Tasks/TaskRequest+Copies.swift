/// Inputs that are the target under another name, or say nothing.
///
/// Tables are looked at row by row, since a large one lies so in its file, and only until no column is left
/// that may be meant.
extension TaskRequest {
  /// The least number of rows that say so.
  private static let leastRowCount = 10
  /// The most classes whose other names are looked for.
  private static let mostClasses = 1000
  /// The most columns whose names of classes are held at once.
  private static let mostNamings = 1024

  /// Warnings of the input columns that say what the target is, and of inputs that do not vary.
  func remarks(onCopiesIn table: Table, columns: ColumnChoice, rows: [Int]) -> [Table.Remark] {
    guard task != .forecast, task != .autoencode, rows.count >= TaskRequest.leastRowCount,
      columns.targets.count == 1, let first = rows.first
    else { return [] }
    let target = columns.targets[0]
    let firstInputs = columns.inputs.map { table[first, $0] }
    if rows.allSatisfy({ row in zip(columns.inputs, firstInputs).allSatisfy { table[row, $0] == $1 } }) {
      return [.warning("the inputs are the same in every row: nothing to learn from")]
    }
    guard rows.contains(where: { table[$0, target] != table[first, target] }) else { return [] }
    let copies =
      table.columns[target].kind == .number
      ? remark(onCopiesOf: target, in: table, inputs: columns.inputs, rows: rows) : nil
    let indicators = remark(onIndicatorsBeside: target, in: table, inputs: columns.inputs, rows: rows)
    let found = [copies, indicators].compactMap { $0 }
    guard found.isEmpty else { return found }
    return remark(onCodesOf: target, in: table, inputs: columns.inputs, rows: rows).map { [$0] } ?? []
  }

  /// Those of some columns for which something holds in each row.
  private static func columns(
    _ columns: [Int], thatHoldIn rows: [Int], _ holds: (_ row: Int, _ column: Int) -> Bool
  ) -> [Int] {
    var left = columns
    for row in rows where !left.isEmpty { left.removeAll { !holds(row, $0) } }
    return left
  }

  /// A warning of the inputs that hold the target's number in each of some rows.
  private func remark(
    onCopiesOf target: Int, in table: Table, inputs: [Int], rows: [Int]
  ) -> Table.Remark? {
    let sources = inputs.filter { $0 < table.sourceColumnCount }
    let copies = TaskRequest.columns(sources, thatHoldIn: rows) { table[$0, $1] == table[$0, target] }
    return TaskRequest.warning(
      of: copies, among: sources, in: table, (copies.count == 1 ? "is" : "are") + " the target",
      table.columns[target].name)
  }

  /// The names of classes in a column.
  private struct Naming {
    private var (classOfCode, codeOfClass): ([Double: Double], [Double: Double]) = ([:], [:])

    /// Whether a code still names one class, and the class has one code.
    mutating func add(_ code: Double, of label: Double) -> Bool {
      guard !code.isNaN else { return false }
      if let known = classOfCode[code] { return known == label }
      classOfCode[code] = label
      return codeOfClass.updateValue(code, forKey: label) == nil
    }
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
    let sources = Set(inputs.map(table.source(ofColumn:))).sorted()
    let codes = stride(from: 0, to: sources.count, by: TaskRequest.mostNamings).flatMap { start in
      var namings: [Int: Naming] = [:]
      let part = Array(sources[start..<min(start + TaskRequest.mostNamings, sources.count)])
      return TaskRequest.columns(part, thatHoldIn: rows) {
        namings[$1, default: Naming()].add(table[$0, $1], of: table[$0, target])
      }
    }
    return TaskRequest.warning(
      of: codes, among: sources, in: table,
      (codes.count == 1 ? "is another name" : "are other names") + " of the target",
      table.columns[target].name)
  }

  /// A warning that columns `say` what the target is; nil if there are none.
  private static func warning(
    of columns: [Int], among inputs: [Int], in table: Table, _ say: String, _ target: String
  ) -> Table.Remark? {
    guard !columns.isEmpty else { return nil }
    let names = listed(columns.map { table.columns[$0].name })
    let numbers = columns.map { "\($0 + 1)" }
    let areNamesOfOthers = table.columns.contains { numbers.contains($0.name) }
    let places = areNamesOfOthers ? table.selection(of: columns) : numbers.joined(separator: ",")
    return .warning(
      "\(names) \(say) \(target) in every row",
      hint: columns.count == inputs.count
        ? "is this the column to predict? `target: COLUMN`"
        : "`ignoredColumns: \(places)` leaves \(columns.count == 1 ? "it" : "them") out")
  }
}
