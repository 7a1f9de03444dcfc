/// A number that may stand for missing values in a column.
struct Sentinel: Equatable {
  let value: Double
  /// The number of rows that hold it.
  let rowCount: Int
}

extension Table {
  /// Warnings of numbers that may stand for missing values; none where the words for these are given.
  ///
  /// - Parameter isSeries: whether the columns are series, which have no gaps.
  func remarks(onSentinelsIn columns: [Int], ofSeries isSeries: Bool) -> [Remark] {
    guard missingValues == nil else { return [] }
    let found = plainNumbers(among: columns).flatMap { column in
      sentinels(inColumn: column, columnCount: columns.count).map { (self.columns[column].name, $0) }
    }
    guard !found.isEmpty else { return [] }
    let shown = listed(
      found.map { "\($0): \(ClassCoding.label(ofNumber: $1.value)) in \(counted($1.rowCount, "row"))" })
    let values = Set(found.map(\.1.value)).sorted().map(ClassCoding.label(ofNumber:))
    let remedy =
      if isSeries {
        "a series has no gaps: fill them before"
      } else if delimiter == nil {
        "NaN says so"
      } else {
        missingValuesArgument(adding: Array(values.prefix(8))) ?? "leave the cells empty"
      }
    return [
      .warning(
        "\(shown) \(found.count == 1 ? "stands" : "stand") apart from all other numbers",
        hint: "if \(values.count == 1 ? "it stands" : "they stand") for missing values: \(remedy)")
    ]
  }

  /// The most cells of all columns that are looked at for such numbers.
  private static let cellLimit = 100_000

  /// The numbers of a column that may stand for missing values: in more than one row, but not in most, and
  /// far from all others, or negative beside numbers that are not.
  ///
  /// - Parameter columnCount: the number of columns that are looked at.
  /// - Complexity: O(1 + 100,000 / columns), and O(rows) for a column that has some.
  func sentinels(inColumn column: Int, columnCount: Int) -> [Sentinel] {
    let sample = min(rowCount, Table.cellLimit / max(columnCount, 1))
    let found = NumberSpread(of: self, column: column, rows: 0..<sample).sentinels
    guard !found.isEmpty, sample < rowCount else { return found }
    return NumberSpread(of: self, column: column, rows: 0..<rowCount).sentinels
  }
}

/// How the numbers of a column lie, and those between them that people and programs write for nothing.
private struct NumberSpread {
  /// Numbers for nothing: -1, -9, -99 …, 99, 999 …, as many digits of 7 or 8, and the ends of integer types.
  private static let knownCodes: Set<Double> = {
    var codes: Set<Double> = [-1, -7, -8, -32768, 32767, 65535, -2_147_483_648, 2_147_483_647]
    for digit in [7, 8, 9] {
      var number = digit
      for _ in 0..<6 {
        if number > 9 { codes.insert(Double(number)) }
        if number > 9 || digit == 9 { codes.insert(-Double(number)) }
        number = 10 * number + digit
      }
    }
    for number in [99.9, 999.9, 9999.9, 99.99, 999.99, 9999.99] { codes.formUnion([number, -number]) }
    return codes
  }()
  /// The least magnitude of numbers that rasters and simulations write where there is nothing.
  private static let fillMagnitude = 1e20
  /// More different numbers than this are measured or counted ones, not levels or marks.
  private static let levelCount = 10
  /// How many times the range of all others is far for a number that is no code.
  private static let farFactor = 10.0
  /// The least number of rows of one that is no code, or not far.
  private static let leastRowCount = 3

  /// The cells with a value, those of them with a fraction, and those of no code that end in a 9.
  private var (cellCount, fractionCount, endingCount) = (0, 0, 0)
  /// The rows of each code.
  private var codes: [Double: Int] = [:]
  /// Of the other numbers.
  private var different: Set<Double> = []
  private var (least, greatest) = (End(sign: 1), End(sign: -1))

  /// One end of the numbers: the outermost one, its rows, and the one next to it.
  private struct End {
    /// 1 for the least, -1 for the greatest.
    let sign: Double
    private(set) var (outer, next) = (Double.infinity, Double.infinity)
    private(set) var rowCount = 0

    init(sign: Double) { self.sign = sign }

    mutating func add(_ number: Double) {
      let number = sign * number
      if number < outer {
        (outer, next, rowCount) = (number, outer, 1)
      } else if number == outer {
        rowCount += 1
      } else if number < next {
        next = number
      }
    }
  }

  init(of table: Table, column: Int, rows: Range<Int>) {
    for row in rows {
      let cell = table[row, column]
      guard !cell.isNaN else { continue }
      cellCount += 1
      if Self.knownCodes.contains(cell) || cell.magnitude >= Self.fillMagnitude && codes.count < 100 {
        codes[cell, default: 0] += 1
        continue
      }
      if cell != cell.rounded() { fractionCount += 1 }
      if Self.endsInNine(cell) { endingCount += 1 }
      if different.count <= Self.levelCount { different.insert(cell) }
      least.add(cell)
      greatest.add(cell)
    }
  }

  /// Whether the last digit of a whole number, or of one of hundredths, is a 9, as in 199 and 49.99.
  private static func endsInNine(_ number: Double) -> Bool {
    let cents = number == number.rounded() ? number : (100 * number).rounded()
    return cents.magnitude.truncatingRemainder(dividingBy: 10) == 9
  }

  /// Whether most other numbers are prices such as 199 and 49.99, of which 999 and 99.99 are two more.
  private var arePrices: Bool { 2 * endingCount > otherCount }

  private var isMeasured: Bool { different.count > Self.levelCount }

  /// The number of cells that are no codes.
  private var otherCount: Int { cellCount - codes.values.reduce(0, +) }

  /// Those that may stand for missing values, the least first.
  var sentinels: [Sentinel] {
    let (low, high) = (least.outer, -greatest.outer)
    guard low < high else { return [] }
    // Many large numbers are a column's own.
    let fillCount = codes.keys.count { $0.magnitude >= Self.fillMagnitude }
    let known = codes.filter { code, count in
      count > 1 && 2 * count < cellCount && !(arePrices && code > 0 && Self.endsInNine(code))
        && (code.magnitude < Self.fillMagnitude || fillCount < 3)
        && stands(code, apartFrom: low...high, rowCount: count)
    }
    if !known.isEmpty { return known.keys.sorted().map { Sentinel(value: $0, rowCount: known[$0] ?? 0) } }
    return [least, greatest].filter(isFar).map { Sentinel(value: $0.sign * $0.outer, rowCount: $0.rowCount) }
  }

  /// Whether a code is none of the numbers that are measured or counted here.
  private func stands(_ code: Double, apartFrom others: ClosedRange<Double>, rowCount: Int) -> Bool {
    let (low, high) = (others.lowerBound, others.upperBound)
    if code != -1, max(low - code, code - high) > high - low {
      // Pixels and counts, most of which are 0, have such numbers.
      return code < low || 2 * least.rowCount <= otherCount
    }
    guard code < 0, low >= 0, isMeasured, rowCount >= Self.leastRowCount else { return false }
    // Below counts from 0 or 1 on, -1 may be one.
    return code < -1 || low >= 2 || 2 * fractionCount > cellCount
  }

  /// Whether the number at one end stands in several rows, and far from all others.
  private func isFar(_ end: End) -> Bool {
    let other = end.sign == 1 ? greatest : least
    guard isMeasured, end.rowCount >= Self.leastRowCount, 2 * end.rowCount < cellCount,
      2 * other.rowCount <= otherCount - end.rowCount
    else { return false }
    let (distance, range) = (end.next - end.outer, -other.outer - end.next)
    // What looks like a code stands among the others.
    return range > 0 && distance > Self.farFactor * range
      && codes.keys.allSatisfy { end.next...(-other.outer) ~= end.sign * $0 }
  }
}
