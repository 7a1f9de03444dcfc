/// Rows below the others that hold figures of these: sums, means, and what spreadsheets and statistics put
/// there.
extension Table {
  /// The least number of rows, and of numbers other than 0, that say so.
  private static let leastRowCount = 10
  /// How likely a last row is at most to look like means of the others by chance.
  private static let chanceOfMeans = 1e-6
  /// The most rows of figures below a table.
  private static let mostFigureRows = 8

  /// Words by which people and programs call such rows, in lower case.
  private static let figureWords: Set<String> = [
    "total", "totals", "grand total", "sum", "sums", "summe", "gesamt", "gesamtsumme", "insgesamt", "somme",
    "suma", "totale", "totaal", "summa", "итого", "合计", "总计", "合計", "mean", "means", "average", "averages",
    "avg", "mittel", "mittelwert", "durchschnitt", "moyenne", "promedio", "media", "média", "gemiddelde",
    "medelvärde", "среднее", "平均", "平均值", "min", "max", "minimum", "maximum", "median", "sd", "std", "stdev",
    "std dev", "standard deviation", "count", "anzahl", "25%", "50%", "75%",
  ]

  /// Checks that the last rows of a text are not sums, means or other figures of the rows above them.
  ///
  /// - Complexity: O(rows) unless the last row looks so in the first column, else O(cells).
  /// - Throws: `BPNetError.invalidData` if they are.
  func checkLastRows(columns: [Int]) throws(BPNetError) {
    let numbers = plainNumbers(among: columns)
    guard delimiter != nil, rowCount > Table.leastRowCount, !numbers.isEmpty else { return }
    let last = rowCount - 1
    let filled = numbers.filter { !self[last, $0].isNaN }
    if !filled.isEmpty, filled.allSatisfy({ endsInSum(column: $0, leastCount: Table.leastRowCount) }) {
      throw figureError(of: "sums", columns: filled, row: last)
    }
    if holdsMeans(last, in: filled) { throw figureError(of: "means", columns: filled, row: last) }
    guard let (first, word) = firstFigureRow(), first >= Table.leastRowCount else { return }
    let matching = numbers.filter { column in
      let figures = ColumnFigures(of: self, column: column, rows: 0..<first)
      // The last of sorted rows is the greatest, and may be called so.
      return (first...last).contains { figures.holds(self[$0, column], asEnd: first < last) }
    }
    guard 2 * matching.count >= numbers.count else { return }
    throw .invalidData(
      at: place(ofRow: first), found: "'\(word)', and figures of the rows above",
      expected: "a row of the data", hint: "leave what stands below the table out")
  }

  private func figureError(of kind: String, columns: [Int], row: Int) -> BPNetError {
    let names = listed(columns.map { self.columns[$0].name })
    return .invalidData(
      at: place(ofRow: row),
      found: "the \(kind) of all other rows in \(names)",
      expected: "a row of the data",
      hint: "leave the \(kind == "sums" ? "totals" : kind) below the table out")
  }

  /// The first of the last rows that have such a word, each in the same column, and no row above them has
  /// one; nil if there is none.
  private func firstFigureRow() -> (row: Int, word: String)? {
    for column in 0..<sourceColumnCount {
      guard case .text(let values) = columns[column].kind, columns[column].fault == nil else { continue }
      func word(_ row: Int) -> String? {
        let cell = self[row, column]
        guard !cell.isNaN else { return nil }
        let text = values[Int(cell)].lowercased().filter { $0 != ":" }
        return Table.figureWords.contains(text) ? values[Int(cell)] : nil
      }
      let count = (1...Table.mostFigureRows).prefix { word(rowCount - $0) != nil }.count
      guard count > 0, count < Table.mostFigureRows else { continue }
      let first = rowCount - count
      guard !(0..<first).contains(where: { word($0) != nil }), let text = word(first) else { continue }
      return (first, text)
    }
    return nil
  }

  /// Whether a row holds the mean of all others in each of some columns, as far as it is written out, and
  /// hardly by chance.
  private func holdsMeans(_ row: Int, in columns: [Int]) -> Bool {
    var chance = 1.0
    for column in columns {
      let figures = ColumnFigures(of: self, column: column, rows: 0..<row)
      guard figures.isMean(self[row, column]) else { return false }
      chance *= figures.chance(of: self[row, column])
    }
    return chance <= Table.chanceOfMeans
  }

  /// Whether the last number of a column is the sum of all above it, and greater than each.
  private func endsInSum(column: Int, leastCount: Int) -> Bool {
    let last = self[rowCount - 1, column]
    var (sum, magnitude, count) = (0.0, 0.0, 0)
    for row in 0..<rowCount - 1 {
      let cell = self[row, column]
      guard !cell.isNaN, cell != 0 else { continue }
      guard cell.magnitude < last.magnitude else { return false }
      (sum, magnitude, count) = (sum + cell, magnitude + cell.magnitude, count + 1)
    }
    return count >= leastCount && (last - sum).magnitude <= 1e-9 * magnitude
  }
}

/// What a spreadsheet says below a column of numbers.
private struct ColumnFigures {
  private let sum: Double
  private let magnitude: Double
  private let count: Double
  private let least: Double
  private let greatest: Double

  /// Those of the numbers in some rows; missing ones do not count.
  init(of table: Table, column: Int, rows: Range<Int>) {
    var (sum, magnitude, count) = (0.0, 0.0, 0.0)
    var (least, greatest) = (Double.infinity, -Double.infinity)
    for row in rows {
      let cell = table[row, column]
      guard !cell.isNaN else { continue }
      (sum, magnitude, count) = (sum + cell, magnitude + cell.magnitude, count + 1)
      (least, greatest) = (min(least, cell), max(greatest, cell))
    }
    (self.sum, self.magnitude, self.count) = (sum, magnitude, count)
    (self.least, self.greatest) = (least, greatest)
  }

  /// Whether a number is one of these figures, and hardly by chance.
  ///
  /// - Parameter asEnd: whether it may be the least or the greatest.
  func holds(_ number: Double, asEnd: Bool) -> Bool {
    guard count > 1, least < greatest else { return false }
    if number.magnitude > max(least.magnitude, greatest.magnitude) {
      return (number - sum).magnitude <= 1e-9 * magnitude
    }
    let isFigure = isMean(number) || asEnd && (number == least || number == greatest)
    return isFigure && chance(of: number) <= 0.05
  }

  /// Whether a number is the mean, to its last digit.
  func isMean(_ number: Double) -> Bool {
    count > 1 && (number - sum / count).magnitude <= 1.01 * halfUnit(number) + 1e-9 * magnitude / count
  }

  /// How likely a number between the least and the greatest is a certain one of these by chance.
  func chance(of number: Double) -> Double {
    least < greatest ? min(1, 2 * halfUnit(number) / (greatest - least)) : 1
  }

  /// Half of a unit in the last digit of a number's fraction.
  private func halfUnit(_ number: Double) -> Double {
    var unit = 1.0
    for _ in 0..<12 {
      let scaled = number / unit
      if (scaled - scaled.rounded()).magnitude <= 1e-9 * max(1, scaled.magnitude) { break }
      unit /= 10
    }
    return unit / 2
  }
}
