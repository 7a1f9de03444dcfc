/// The scaling of one column, x′ = (x − offset) / scale; undone by x = x′ · scale + offset.
public struct ColumnScaling: Codable, Sendable, Equatable {
  /// What becomes 0.
  public let offset: Double
  /// The distance from `offset` that becomes 1; never 0.
  public let scale: Double

  /// The scaling that changes nothing.
  public static let identity = ColumnScaling(offset: 0, scale: 1)

  /// A scaling with these constants.
  ///
  /// - Precondition: Both are finite, and `scale` is not 0.
  public init(offset: Double, scale: Double) {
    precondition(offset.isFinite && scale.isFinite && scale != 0)
    self.offset = offset
    self.scale = scale
  }

  /// A value of the data on the network's scale.
  public func apply(_ value: Double) -> Double {
    (value - offset) / scale
  }

  /// A value on the network's scale in the data's units.
  public func undo(_ value: Double) -> Double {
    value * scale + offset
  }
}

/// The scalings of several columns, as a model stores them.
///
/// They follow from the training rows alone, and from these in a fixed order: the same rows give the
/// same bits.
public struct Scaler: Codable, Sendable, Equatable {
  /// How the columns were brought to one scale.
  public let normalization: Normalization
  /// The scaling of each column, in order.
  public let columns: [ColumnScaling]

  /// A scaler with known constants.
  public init(normalization: Normalization, columns: [ColumnScaling]) {
    self.normalization = normalization
    self.columns = columns
  }

  /// Fits `normalization` to some columns of a table, over some of its rows.
  ///
  /// Missing cells do not count; a column whose cells are all equal keeps their value as its offset, and scale 1; one without any
  /// cell is left as it is.
  ///
  /// - Parameters:
  ///   - normalization: What to fit.
  ///   - table: The data.
  ///   - columns: The indices of columns of numbers.
  ///   - rows: The indices of the training rows; sums run in this order.
  /// - Throws: `invalidData` for a column whose max − min is beyond the range of a Double.
  /// - Precondition: The indices are those of columns of numbers and of rows of the table.
  /// - Complexity: O(rows · columns), in one pass, or two for `zscore`.
  public init(
    fitting normalization: Normalization, to table: Table, columns: [Int], rows: [Int]
  ) throws(BPNetError) {
    precondition(columns.allSatisfy { table.columns.indices.contains($0) })
    self.normalization = normalization
    guard normalization != .none else {
      self.columns = [ColumnScaling](repeating: .identity, count: columns.count)
      return
    }
    var summaries = [ColumnSummary](repeating: ColumnSummary(), count: columns.count)
    Self.visit(table, columns, rows, &summaries) { $0.add($1) }
    for (summary, column) in zip(summaries, columns) where !summary.range.isFinite {
      throw .invalidData(
        at: .init(file: table.source, column: table.columns[column].name),
        found: "values from \(summary.minimum) to \(summary.maximum)",
        expected: "a difference within the range of a 64-bit number")
    }
    if normalization == .zscore {
      Self.visit(table, columns, rows, &summaries) { $0.addDeviation($1) }
    }
    self.columns = zip(summaries, columns).map { summary, column in
      if summary.count == 0 { return .identity }
      if summary.range == 0 { return ColumnScaling(offset: summary.minimum, scale: 1) }
      switch normalization {
      case .none: return .identity
      case .minmax: return ColumnScaling(offset: summary.minimum, scale: summary.range)
      case .minmax11:
        let half = summary.range / 2
        return ColumnScaling(offset: summary.minimum + half, scale: half > 0 ? half : summary.range)
      case .zscore:
        return summary.standardScaling ?? Self.extremeScaling(table, column, rows, summary)
      }
    }
  }

  /// Calls `add` for every cell that is not missing, row by row.
  @inline(__always)
  private static func visit(
    _ table: Table, _ columns: [Int], _ rows: [Int], _ summaries: inout [ColumnSummary],
    add: (inout ColumnSummary, Double) -> Void
  ) {
    let width = table.columns.count
    table.values.withUnsafeBufferPointer { values in
      summaries.withUnsafeMutableBufferPointer { summaries in
        for row in rows {
          precondition(row >= 0 && row < table.rowCount)
          for (index, column) in columns.enumerated() {
            let value = values[row * width + column]
            if !value.isNaN { add(&summaries[index], value) }
          }
        }
      }
    }
  }

  /// The z-score of a column whose sum or squares leave the range of a Double: computed in units of its
  /// range, from its minimum.
  private static func extremeScaling(
    _ table: Table, _ column: Int, _ rows: [Int], _ summary: ColumnSummary
  ) -> ColumnScaling {
    let range = summary.range
    var inUnits = [ColumnSummary()]
    visit(table, [column], rows, &inUnits) { $0.add(($1 - summary.minimum) / range) }
    visit(table, [column], rows, &inUnits) { $0.addDeviation(($1 - summary.minimum) / range) }
    let scale = inUnits[0].deviation * range
    return ColumnScaling(
      offset: summary.minimum + inUnits[0].mean * range, scale: scale > 0 ? scale : range)
  }
}

/// What scalings are made of.
private struct ColumnSummary {
  private(set) var count = 0
  private(set) var minimum = Double.infinity
  private(set) var maximum = -Double.infinity
  private var sum = 0.0
  private var squares = 0.0

  /// max − min; 0 without any cell.
  var range: Double { count == 0 ? 0 : maximum - minimum }
  var mean: Double { sum / Double(count) }
  /// The population's standard deviation.
  var deviation: Double { (squares / Double(count)).squareRoot() }

  /// Mean and standard deviation; nil when an overflow or underflow has spoilt one.
  var standardScaling: ColumnScaling? {
    guard mean.isFinite, (squares / Double(count)).isNormal else { return nil }
    return ColumnScaling(offset: mean, scale: deviation)
  }

  @inline(__always)
  mutating func add(_ value: Double) {
    count += 1
    if value < minimum { minimum = value }
    if value > maximum { maximum = value }
    sum += value
  }

  @inline(__always)
  mutating func addDeviation(_ value: Double) {
    let deviation = value - mean
    squares += deviation * deviation
  }
}
