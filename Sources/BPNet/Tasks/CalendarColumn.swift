/// A column of whole numbers that are days or times.
struct CalendarColumn {
  /// How they are written.
  let code: CalendarCode
  /// The least and the greatest of them.
  let range: ClosedRange<Int>

  /// The least rows that say something, and the most that are looked at.
  private static let (leastRows, mostRows) = (20, 100_000)
  /// The least different numbers that say something, and the most that are counted.
  private static let (leastDifferent, mostDifferent) = (12, 1000)
  /// The most numbers between the least and the greatest that are looked at.
  private static let sampleCount = 10_000
  /// The chances that ordinary numbers look so, below which they are taken for days, and for other codes.
  private static let (dayChance, otherChance) = (1e-3, 1e-6)

  /// Nil for a column with another number, or where ordinary numbers may look like these.
  ///
  /// - Complexity: O(1) for most columns, which have another number in their first rows; else O(rows).
  init?(of table: Table, column: Int) {
    let words = nameWords(table.columns[column].name)
    guard table.rowCount >= CalendarColumn.leastRows, table.columns[column].kind == .number,
      let numbers = Numbers(
        of: table, column: column, rows: min(table.rowCount, CalendarColumn.mostRows),
        codes: CalendarCode.allCases.filter { $0.suits(words) })
    else { return nil }
    let isNamed = CalendarCode.isNamed(by: words)
    guard let code = numbers.codes.first(where: { numbers.are($0, isNamed: isNamed) }) else { return nil }
    self.code = code
    range = numbers.least...numbers.greatest
  }

  /// What is known of the numbers of a column.
  private struct Numbers {
    /// The codes that all of them are of.
    var codes: [CalendarCode]
    private(set) var (least, greatest) = (Int.max, Int.min)
    /// What all differences are multiples of.
    private var step = 0
    private var different: Set<Int> = []

    /// Nil as soon as no code is left.
    init?(of table: Table, column: Int, rows: Int, codes: [CalendarCode]) {
      self.codes = codes
      var (first, last) = (0, Double.nan)
      for row in 0..<rows {
        let cell = table[row, column]
        guard !cell.isNaN, cell != last else { continue }
        last = cell
        guard cell >= 0, let number = Int(exactly: cell) else { return nil }
        self.codes.removeAll { !$0.holds(number) }
        if self.codes.isEmpty { return nil }
        if least > greatest { first = number }
        (least, greatest) = (min(least, number), max(greatest, number))
        if different.count < CalendarColumn.mostDifferent { different.insert(number) }
        step = CalendarColumn.greatestDivisor(step, number - first)
      }
      if least >= greatest { return nil }
    }

    /// Whether it is clear that they are of a code: their name says that they are days, or ordinary numbers
    /// of their range, in their steps, would hardly all look like these.
    func are(_ code: CalendarCode, isNamed: Bool) -> Bool {
      if code == .day { return isNamed || chance(of: code) < CalendarColumn.dayChance }
      return different.count >= CalendarColumn.leastDifferent && chance(of: code) < CalendarColumn.otherChance
    }

    /// The chance that as many different numbers of their range are all of a code by accident.
    private func chance(of code: CalendarCode) -> Double {
      let count = (greatest - least) / max(step, 1) + 1
      let looked = min(count, CalendarColumn.sampleCount)
      let held = (0..<looked).count { index in
        // Without a step of its own between the places that are looked at.
        let place =
          count == looked ? index : Int((UInt64(index) &* 0x9E37_79B9_7F4A_7C15) >> 11) % count
        return code.holds(least + place * max(step, 1))
      }
      let share = Double(max(held, 1)) / Double(looked)
      return different.reduce(1) { chance, _ in chance * share }
    }
  }

  private static func greatestDivisor(_ one: Int, _ other: Int) -> Int {
    var (one, other) = (one, abs(other))
    while other != 0 { (one, other) = (other, one % other) }
    return one
  }
}
