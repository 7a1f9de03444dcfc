/// The rows of a table that are used, and the notes about the others.
extension Table {
  /// The rows whose weight is not 0: a weight of 0 says that a row is not there.
  ///
  /// All rows without a column of weights, and where no weight is above 0, which is an error elsewhere.
  func rowsThatCount(weights: Int?) -> [Int] {
    guard let weights, columns[weights].kind == .number else { return Array(0..<rowCount) }
    let rows = (0..<rowCount).filter { self[$0, weights] != 0 }
    return rows.isEmpty ? Array(0..<rowCount) : rows
  }

  /// The note about rows that are not used: how many have a weight of 0, and in which columns the others
  /// lack a value; nil where all are used.
  func droppedText(usedCount: Int, columns used: [Int], weights: Int?) -> String? {
    let counting = rowsThatCount(weights: weights)
    var texts: [String] = []
    if counting.count < rowCount, let weights {
      texts.append(
        "\(rowCount - counting.count) of \(rowCount) rows left out: "
          + "a weight of 0 in \(columns[weights].name)")
    }
    if usedCount < counting.count {
      texts.append(missingText(count: counting.count - usedCount, rows: counting, columns: used))
    }
    return texts.isEmpty ? nil : texts.joined(separator: "; ")
  }

  private func missingText(count: Int, rows: [Int], columns used: [Int]) -> String {
    let counts = missingCounts(rows: rows, columns: used)
    return "\(count) of \(rowCount) rows left out: missing values (\(text(of: counts)))"
  }

  /// The columns of the data that lack values, those that lack most first.
  private func missingCounts(rows: [Int], columns used: [Int]) -> [(column: Int, count: Int)] {
    var counts: [(column: Int, count: Int)] = []
    var sources: Set<Int> = []
    for column in used where holdsMissing(inColumn: column) {
      // The inputs that are made of one column lack their values together.
      let source = source(ofColumn: column)
      let missing = rows.count { self[$0, column].isNaN }
      if missing > 0, sources.insert(source).inserted { counts.append((source, missing)) }
    }
    return counts.sorted { $0.count > $1.count }
  }

  private func text(of counts: [(column: Int, count: Int)]) -> String {
    listed(counts.map { "\($0.count) in \(columns[$0.column].name)" })
  }

  /// The error for rows all of which lack a value, with the columns that make them so.
  ///
  /// - Parameters:
  ///   - ignorable: the inputs that can be left out, as is said of those that most rows lack.
  ///   - expected: what at least one row should be.
  ///   - hint: what can be done beside.
  func noWholeRow(
    _ rows: [Int], columns used: [Int], ignorable: [Int], expected: String, hint: String?
  ) -> BPNetError {
    let counts = missingCounts(rows: rows, columns: used)
    let sources = Set(ignorable.map(source(ofColumn:)))
    let sparse = counts.filter { 2 * $0.count > rows.count && sources.contains($0.column) }.map(\.column)
    let ignore =
      sparse.isEmpty || sparse.count == sources.count
      ? nil : "`ignoredColumns: \(selection(of: sparse))` leaves out what most rows lack"
    let hints = [ignore, hint].compactMap { $0 }
    return .invalidData(
      at: .init(file: source), found: "a missing value in every row (\(text(of: counts)))",
      expected: expected, hint: hints.isEmpty ? nil : hints.joined(separator: "; "))
  }
}
