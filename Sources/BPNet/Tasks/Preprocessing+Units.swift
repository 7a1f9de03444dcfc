/// Whether the numbers that a model is used on are in the units of its training.
extension Preprocessing {
  /// The rows that are looked at, the least number that say something, and that tell how numbers are spread.
  private static let (rowLimit, leastRowCount, leastSpreadCount) = (1000, 5, 20)
  /// How many scales from the training's offset is far: ten standard deviations, or ten times the range.
  private static let farDistance = 10.0
  /// The same where the numbers of the training are scaled themselves.
  private static let farDistanceOfScaled = 4.0

  /// A warning of the columns most of whose numbers are far outside of those in the training data, or that
  /// are scaled to the spread of 1, where those of the training are not; nil if there are none.
  ///
  /// By Chebyshev's inequality less than a hundredth of the rows of the training are as far from their mean.
  func remark(onUnitsOf columns: [Column], at places: [Int], in table: Table) -> Table.Remark? {
    let rows = 0..<min(table.rowCount, Preprocessing.rowLimit)
    guard rows.count >= Preprocessing.leastRowCount else { return nil }
    let used = zip(columns, places).filter { column, place in
      column.scaling != .identity && table.columns[place].kind == .number && table.columns[place].fault == nil
    }
    let areScaled = Preprocessing.areMost(used) { column, _ in
      column.scaling.offset.magnitude < 0.15 && (column.scaling.scale - 1).magnitude < 0.15
    }
    let limit = areScaled ? Preprocessing.farDistanceOfScaled : Preprocessing.farDistance
    let far = used.filter { column, place in
      2 * rows.count { column.scaling.apply(table[$0, place]).magnitude > limit } > rows.count
    }
    if !far.isEmpty {
      return .warning(
        "most numbers of \(Preprocessing.names(far)) are far outside of those in the training data",
        hint: "are they in other units, or scaled, and those of the training not?")
    }
    guard rows.count >= Preprocessing.leastSpreadCount else { return nil }
    let isScaled = { (column: Column, place: Int) in
      Spread(of: table, column: place, rows: rows).map {
        $0.isScaled && $0.distance(from: column.scaling) > 1
      } ?? false
    }
    guard Preprocessing.areMost(used, isScaled) else { return nil }
    return .warning(
      "the numbers of \(Preprocessing.names(used.filter(isScaled))) look scaled, those of the training not",
      hint: "they are to be in the units of the training data, which are scaled by themselves")
  }

  /// Whether at least two columns, and two thirds of them, are so.
  private static func areMost(_ columns: [(Column, Int)], _ isSo: (Column, Int) -> Bool) -> Bool {
    let count = columns.count(where: isSo)
    return count >= 2 && 3 * count >= 2 * columns.count
  }

  private static func names(_ columns: [(Column, Int)]) -> String { listed(columns.map(\.0.name)) }
}

/// Where the numbers of a column are.
private struct Spread {
  private let mean: Double
  private let deviation: Double
  private let least: Double
  private let greatest: Double

  /// Nil for numbers that do not vary.
  init?(of table: Table, column: Int, rows: Range<Int>) {
    let cells = rows.map { table[$0, column] }.filter { !$0.isNaN }
    guard let least = cells.min(), let greatest = cells.max(), least < greatest else { return nil }
    let mean = cells.reduce(0, +) / Double(cells.count)
    let squares = cells.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    (self.mean, deviation) = (mean, (squares / Double(cells.count)).squareRoot())
    (self.least, self.greatest) = (least, greatest)
  }

  /// Whether they are around 0 with a deviation of 1, or from 0 to 1.
  var isScaled: Bool {
    mean.magnitude < 0.3 && 0.7...1.4 ~= deviation
      || least >= 0 && greatest <= 1 && least < 0.1 && greatest > 0.9
  }

  /// How far they are from those of which a scaling was made, whichever it is of.
  func distance(from scaling: ColumnScaling) -> Double {
    let (middle, range) = ((least + greatest) / 2, greatest - least)
    let distances = [(mean, deviation), (least, range), (middle, range / 2)].map { offset, scale in
      ((offset - scaling.offset) / scaling.scale).magnitude
        + ReproducibleMath.log(scale / scaling.scale.magnitude).magnitude
    }
    return distances.min() ?? 0
  }
}
