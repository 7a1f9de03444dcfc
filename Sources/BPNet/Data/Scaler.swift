/// The scaling of one column, x′ = (x − offset) / scale; undone by x = x′ · scale + offset.
package struct ColumnScaling: Codable, Sendable, Equatable {
  /// What becomes 0.
  package let offset: Double
  /// The distance from `offset` that becomes 1; never 0.
  package let scale: Double

  /// The scaling that changes nothing.
  package static let identity = ColumnScaling(offset: 0, scale: 1)

  /// A scaling with these constants.
  ///
  /// - Precondition: Both are finite, and `scale` is not 0.
  package init(offset: Double, scale: Double) {
    precondition(offset.isFinite && scale.isFinite && scale != 0)
    self.offset = offset
    self.scale = scale
  }

  /// A value of the data on the network's scale.
  package func apply(_ value: Double) -> Double {
    (value - offset) / scale
  }

  /// A value on the network's scale in the data's units.
  package func undo(_ value: Double) -> Double {
    value * scale + offset
  }
}

/// The scalings of several columns, as a model stores them.
///
/// They follow from the training rows alone, and from these in a fixed order: the same rows give the
/// same bits.
package struct Scaler: Codable, Sendable, Equatable {
  /// How the columns were brought to one scale.
  package let normalization: Table.Normalization
  /// The scaling of each column, in order.
  package let columns: [ColumnScaling]

  /// A scaler with known constants.
  package init(normalization: Table.Normalization, columns: [ColumnScaling]) {
    self.normalization = normalization
    self.columns = columns
  }

  /// Fits `normalization` to some columns of a table, over some of its rows.
  ///
  /// Missing cells do not count. A column whose cells are all equal, or differ by no more than the rounding
  /// of their sum (`ColumnSummaries.isConstant`), keeps its least value as its offset, and scale 1; one
  /// without any cell is left as it is.
  ///
  /// - Parameters:
  ///   - normalization: What to fit.
  ///   - table: The data.
  ///   - columns: The indices of columns of numbers.
  ///   - rows: The indices of the training rows; sums run in this order.
  /// - Throws: `invalidData` for a column whose max − min is beyond the range of a Double.
  /// - Precondition: The indices are those of columns of numbers and of rows of the table.
  /// - Complexity: O(rows · columns), in one pass, or two for `zscore`.
  package init(
    fitting normalization: Table.Normalization, to table: Table, columns: [Int], rows: [Int]
  ) throws(BPNetError) {
    precondition(columns.allSatisfy { table.columns.indices.contains($0) })
    precondition(rows.allSatisfy { 0..<table.rowCount ~= $0 }, "rows of the table")
    self.normalization = normalization
    guard normalization != .identity else {
      self.columns = [ColumnScaling](repeating: .identity, count: columns.count)
      return
    }
    let runs = ColumnRuns(of: columns, in: table)
    let summaries = ColumnSummaries(of: runs, rows: rows)
    for (index, column) in columns.enumerated() where !summaries.range(index).isFinite {
      throw .invalidData(
        at: table.place(ofColumn: column),
        found: "values from \(summaries.minima.base[index]) to \(summaries.maxima.base[index])",
        expected: "a difference within the range of a 64-bit number")
    }
    if normalization == .zscore || columns.indices.contains(where: summaries.mayBeConstant) {
      summaries.addDeviations(of: runs, rows: rows)
    }
    self.columns = columns.indices.map { index in
      let (minimum, range) = (summaries.minima.base[index], summaries.range(index))
      if summaries.counts.base[index] == 0 { return .identity }
      if summaries.isConstant(index) { return ColumnScaling(offset: minimum, scale: 1) }
      switch normalization {
      case .identity: return .identity
      case .minmax: return ColumnScaling(offset: minimum, scale: range)
      case .minmax11:
        let half = range / 2
        return ColumnScaling(offset: minimum + half, scale: half > 0 ? half : range)
      case .zscore:
        return summaries.standardScaling(index)
          ?? Self.extremeScaling(table, columns[index], rows, minimum: minimum, range: range)
      }
    }
  }

  /// The z-score of a column whose sum or squares leave the range of a Double: computed in units of its
  /// range, from its minimum.
  private static func extremeScaling(
    _ table: Table, _ column: Int, _ rows: [Int], minimum: Double, range: Double
  ) -> ColumnScaling {
    let values = rows.map { table[$0, column] }.filter { !$0.isNaN }.map { ($0 - minimum) / range }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let scale = (squares / count).squareRoot() * range
    return ColumnScaling(offset: minimum + mean * range, scale: scale > 0 ? scale : range)
  }
}
