/// Numbers that are likely to be none of the data: those far from all others.
extension Table {
  /// The least number of rows that say so.
  private static let leastRowCount = 10
  /// How many times the spread of all other numbers is far.
  private static let farFactor = 10.0
  /// The most cells that are looked at for such numbers.
  private static let cellLimit = 1_000_000

  /// A warning of numbers that stand alone, far from all others in their columns.
  func remarks(onFarNumbersIn columns: [Int]) -> [Table.Remark] {
    let numbers = plainNumbers(among: columns)
    guard rowCount > Table.leastRowCount,
      numbers.count <= Table.cellLimit / rowCount
    else { return [] }
    let found = numbers.compactMap { column in
      rowOfFarNumber(inColumn: column, factor: Table.farFactor).map { (column, $0) }
    }
    guard let (column, row) = found.first else { return [] }
    let number = ClassCoding.label(ofNumber: self[row, column])
    let others = found.dropFirst().prefix(4).map { self.columns[$0.0].name }.joined(separator: ", ")
    let place = line(ofRow: row).map { "line \($0)" } ?? "row \(row + 1)"
    let more = found.count > 5 ? ", …" : ""
    return [
      .warning(
        "\(self.columns[column].name) is \(number) in \(place), far from all other rows"
          + (others.isEmpty ? "" : "; so are numbers of \(others)\(more)"),
        hint: "one such number decides scaling and figures: is it right?")
    ]
  }

  /// Those of some columns that hold usable numbers of the data.
  func plainNumbers(among indices: [Int]) -> [Int] {
    indices.filter { $0 < sourceColumnCount && columns[$0].kind == .number && columns[$0].fault == nil }
  }
}

extension Table {
  /// The row of a number whose distance from all others is more than `factor` times their range; nil without
  /// one, and where all others, or most of them at their other end, are equal.
  fileprivate func rowOfFarNumber(inColumn column: Int, factor: Double) -> Int? {
    // The two least and the two greatest numbers, and the rows of the outer ones.
    var (least, second) = (Double.infinity, Double.infinity)
    var (greatest, secondGreatest) = (-Double.infinity, -Double.infinity)
    var (leastRow, greatestRow) = (0, 0)
    for row in 0..<rowCount {
      let cell = self[row, column]
      guard !cell.isNaN else { continue }
      if cell < least {
        (least, second, leastRow) = (cell, least, row)
      } else if cell < second {
        second = cell
      }
      if cell > greatest {
        (greatest, secondGreatest, greatestRow) = (cell, greatest, row)
      } else if cell > secondGreatest {
        secondGreatest = cell
      }
    }
    guard second.isFinite, secondGreatest.isFinite else { return nil }
    func isFar(_ distance: Double, from range: Double, end: Double) -> Bool {
      guard range > 0, distance > factor * range else { return false }
      // Counts most of which are 0 have such numbers.
      return 2 * (0..<rowCount).count { self[$0, column] == end } <= rowCount
    }
    if isFar(greatest - secondGreatest, from: secondGreatest - least, end: least) { return greatestRow }
    return isFar(second - least, from: greatest - second, end: greatest) ? leastRow : nil
  }
}
