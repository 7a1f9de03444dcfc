/// The sample weights, which a table may have besides inputs and targets.
extension Preprocessing {
  /// The index of a column of the training data in a table without names that has all of its columns, or all
  /// but those of the weights, the targets or both; nil for other tables, and for a column that it lacks.
  func place(of column: Column, in table: Table) -> Int? {
    for absent in columnsToLeaveOut where table.sourceColumnCount == columnCount - absent.count {
      return absent.contains(column.position)
        ? nil : column.position - absent.count { $0 < column.position }
    }
    return nil
  }

  /// The positions of columns that a table without names may lack, all at once: none, the weights, the
  /// targets, or both.
  private var columnsToLeaveOut: [Set<Int>] {
    let weightPositions = Set([weights].compactMap { $0?.position })
    let targetPositions = Set(targets.map(\.position)).subtracting(inputs.map(\.position))
    return [[], weightPositions, targetPositions, targetPositions.union(weightPositions)]
  }

  /// The index of the column of weights in a table, found by name if both have names, else by position; nil
  /// if it has none.
  func locateWeights(in table: Table) -> Int? {
    guard let weights else { return nil }
    guard hasHeader && table.hasHeader else { return place(of: weights, in: table) }
    return table.columns.firstIndex { $0.name == weights.name }
  }

  /// The samples made from the given rows with the weights of the rows, if the table has any.
  ///
  /// - Throws: `BPNetError.invalidData` if a weight is missing, text, below 0 or beyond the range of f32, or
  ///   all of them are 0.
  func addWeights<Element: Scalar>(
    to data: Dataset<Element>, from table: Table, rows: [Int]
  ) throws(BPNetError) -> Dataset<Element> {
    guard let column = locateWeights(in: table) else { return data }
    if let error = table.numberExpected(inColumn: column) { throw error }
    var weights: [Double] = []
    weights.reserveCapacity(rows.count)
    for row in rows {
      let weight = table[row, column]
      if weight.isNaN { throw .missingCell(of: table, row: row, column: column, expected: "a weight") }
      guard SampleWeights.isAllowed(weight) else {
        throw .invalidData(
          at: table.place(ofRow: row, column: column), found: "\(weight)",
          expected: "a weight of at least 0, within the range of f32")
      }
      weights.append(weight)
    }
    guard weights.contains(where: { $0 > 0 }) else {
      throw .invalidData(
        at: table.place(ofColumn: column),
        found: "a weight of 0 in each of the \(counted(rows.count, "row")) used",
        expected: "at least one above 0")
    }
    return try data.weighted(by: weights)
  }
}
