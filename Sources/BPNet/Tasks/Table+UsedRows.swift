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
    var counts: [(name: String, count: Int)] = []
    var sources: Set<Int> = []
    for column in used where holdsMissing(inColumn: column) {
      // The inputs that are made of one column lack their values together.
      let source = source(ofColumn: column)
      let missing = rows.count { self[$0, column].isNaN }
      if missing > 0, sources.insert(source).inserted { counts.append((columns[source].name, missing)) }
    }
    let most = listed(counts.sorted { $0.count > $1.count }.map { "\($0.count) in \($0.name)" })
    return "\(count) of \(rowCount) rows left out: missing values (\(most))"
  }
}
