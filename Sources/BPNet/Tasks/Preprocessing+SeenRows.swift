/// Rows on which a network is measured, and which it learns from, too.
extension Preprocessing {
  /// The rows of a part that are looked at, and the least number that say something.
  private static let (partRowLimit, leastPartRowCount) = (1000, 10)
  /// The most columns by which rows are compared.
  private static let comparedColumnCount = 8

  /// A warning where half of the rows of a part, or more, stand among the training rows by their numbers;
  /// nil elsewhere, and where the rows of the part are not told apart by their numbers.
  ///
  /// - Parameters:
  ///   - table: the rows that are held back.
  ///   - part: the name of the part.
  ///   - training: the table of the training.
  ///   - rows: the rows of the training.
  /// - Complexity: O(rows).
  func remark(
    onRowsOf table: Table, as part: String, amongRows rows: [Int], of training: Table
  ) -> Table.Remark? {
    let count = min(table.rowCount, Preprocessing.partRowLimit)
    let used = (inputs + (targets == inputs ? [] : targets)).filter { $0.coding == nil }
    guard task != .forecast, count >= Preprocessing.leastPartRowCount,
      let places = try? sources(of: used, in: table), let others = try? sources(of: used, in: training)
    else { return nil }
    let pairs = zip(places, others).filter { place, other in
      table.columns[place].kind == .number && training.columns[other].kind == .number
    }
    // The last one is the target's.
    let step = max(1, pairs.count / Preprocessing.comparedColumnCount)
    let compared = stride(from: pairs.count - 1, through: 0, by: -step)
      .prefix(Preprocessing.comparedColumnCount).map { pairs[$0] }
    guard compared.count > 1 else { return nil }
    var rowOfNumbers: [[Double]: Int] = [:]
    for row in 0..<count { rowOfNumbers[compared.map { table[row, $0.0] }] = row }
    guard 10 * rowOfNumbers.count >= 9 * count else { return nil }
    let all = rowOfNumbers.count
    for row in rows { rowOfNumbers[compared.map { training[row, $0.1] }] = nil }
    let seenCount = all - rowOfNumbers.count
    guard 2 * seenCount >= all else { return nil }
    let share = seenCount == all ? "all" : "\(seenCount) of \(all)"
    return .warning(
      "\(part): \(share) rows that were looked at stand among the training rows, too",
      hint: "figures of rows that were trained on say nothing of others")
  }
}
