/// The kind of a column with the evidence for it, by which training decides and which messages quote.
package struct ColumnProfile: Sendable, Equatable {
  /// What the cells of a column are.
  package enum Kind: Sendable, Equatable {
    /// Numbers.
    case numbers
    /// Whole numbers of which some start with 0, such as 007: numbers as inputs, text as classes.
    case codes
    /// True and false, yes and no, and 1 and 0 among them.
    case truth
    /// Few different words.
    case categories
    /// Numbers, and a few words between them.
    case numbersAndWords
    /// Numbers with signs of thousands, units, currencies or decimal commas, if they are more than a few
    /// categories; plain numbers may stand between them.
    case writtenNumbers
    /// Dates or times.
    case dates
    /// Many different texts.
    case texts
    /// No cell has a value.
    case empty
  }

  /// The most categories that become inputs by themselves.
  package static let maximumCategoryCount = 100
  /// The most different numbers that are few, whatever their rows.
  static let fewNumbers = 20

  /// The column's name, or its number counted from 1.
  package let name: String
  /// What the column is.
  package let kind: Kind
  /// Whether the column has no name among others that have one, and counts the rows.
  package let countsRows: Bool
  /// The number of cells without a value.
  package let missingCount: Int
  /// The number of cells that are numbers.
  package let numberCount: Int
  /// The number of cells that are words.
  package let wordCount: Int
  /// The different values, up to a limit for numbers.
  package let distinctCount: Int
  /// The least and the greatest number, if there is one.
  package let range: ClosedRange<Double>?
  /// The different words in the order of their bytes; those of numbers left out.
  package let words: [String]
  /// The line of the first word, and the word.
  let firstWord: Table.TextCell?

  /// Whether words can become inputs, one for each.
  package var canBeCategories: Bool { kind == .categories }
}

extension ColumnProfile {
  /// Looks at the cells of a column, in some rows or in all.
  ///
  /// - Complexity: O(rows).
  init(of table: Table, column index: Int, rows: [Int]? = nil) {
    let rows = rows ?? Array(0..<table.rowCount)
    guard case .text(let values) = table.columns[index].kind else {
      var tally = NumberTally()
      for row in rows { tally.add(table[row, index]) }
      self.init(of: table, column: index, tally: tally, rowCount: rows.count)
      return
    }
    self.init(of: table, column: index, texts: values, rows: rows)
  }

  /// The profile of a column of text.
  private init(of table: Table, column index: Int, texts values: [String], rows: [Int]) {
    name = table.columns[index].name
    let numbers = values.map { ColumnProfile.number($0, hasDecimalComma: table.hasDecimalComma) }
    var counts = [Int](repeating: 0, count: values.count)
    var missing = 0
    var firstWordRow: Int?
    for row in rows {
      let cell = table[row, index]
      if cell.isNaN {
        missing += 1
        continue
      }
      counts[Int(cell)] += 1
      if firstWordRow == nil, numbers[Int(cell)] == nil { firstWordRow = row }
    }
    let present = values.indices.filter { counts[$0] > 0 }
    firstWord = firstWordRow.map { row in
      Table.TextCell(line: table.place(ofRow: row).line ?? row + 1, text: values[Int(table[row, index])])
    }
    missingCount = missing
    numberCount = values.indices.reduce(0) { $0 + (numbers[$1] == nil ? 0 : counts[$1]) }
    wordCount = rows.count - missing - numberCount
    distinctCount = present.count
    words = present.filter { numbers[$0] == nil }.map { values[$0] }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    // A few words in more than half of the rows, such as "on request" among prices.
    let hasManyNumbers = words.count <= 4 && present.count > 20 && present.count > 5 * words.count
    let all = present.compactMap { numbers[$0] }
    range = all.min().flatMap { least in all.max().map { least...$0 } }
    kind = ColumnProfile.kind(
      of: present.map { values[$0] }, words: words,
      isMostlyNumbers: numberCount >= wordCount && numberCount > 0 || hasManyNumbers,
      cellCount: rows.count - missing)
    countsRows = false
  }

  private static func kind(
    of values: [String], words: [String], isMostlyNumbers: Bool, cellCount: Int
  ) -> Kind {
    if values.isEmpty { return .empty }
    if words.isEmpty { return .codes }
    if TruthWord.arePair(values.filter { $0 != "0" && $0 != "1" }) { return .truth }
    let sample = words.prefix(1000)
    let written = WrittenNumber.areWritten(sample)
    if isMostlyNumbers { return written.signs || written.units ? .writtenNumbers : .numbersAndWords }
    if 2 * sample.count(where: DateText.isDate) > sample.count { return .dates }
    let limit = written.units ? fewNumbers : maximumCategoryCount
    let isFew = values.count <= limit && 2 * values.count < cellCount
    // Few months or seasons that come again are categories like others.
    if !isFew, 2 * sample.count(where: DateText.isPartOfYear) > sample.count { return .dates }
    if written.signs { return .writtenNumbers }
    if isFew { return .categories }
    return written.units ? .writtenNumbers : .texts
  }

  /// The finite number that a text is.
  ///
  /// - Parameter hasDecimalComma: whether a comma may stand before the fraction.
  static func number(_ text: String, hasDecimalComma: Bool = false) -> Double? {
    guard let first = text.utf8.first, first < 0x3A else { return nil }
    guard hasDecimalComma else { return finite(text) }
    return switch DecimalMark.form(text) {
    case .neutral, .point: finite(text)
    case .comma, .doubtfulComma: finite(String(text.map { $0 == "," ? "." : $0 }))
    case .doubtfulPoint, .other: nil
    }
  }

  private static func finite(_ text: String) -> Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }
}

extension Table {
  /// Whether no cell of a column has a value.
  func columnIsEmpty(_ column: Int) -> Bool {
    holdsMissing(inColumn: column) && (0..<rowCount).allSatisfy { self[$0, column].isNaN }
  }

  /// Whether a column holds a text of its own for each row: names of the rows, or their times.
  func columnNamesRows(_ column: Int) -> Bool {
    guard case .text(let values) = columns[column].kind, rowCount > 1 else { return false }
    return values.count == rowCount && columns[column].fault == nil
  }

  /// Whether a column holds a whole number of its own for each row, in any order: an index that was shuffled
  /// or filtered.
  func columnNumbersRows(_ column: Int) -> Bool {
    guard columns[column].kind == .number, rowCount > 1 else { return false }
    var seen: Set<Double> = []
    return (0..<rowCount).allSatisfy { row in
      let value = self[row, column]
      return value >= 0 && value == value.rounded() && seen.insert(value).inserted
    }
  }

  /// Whether a column of numbers counts the rows from 0 or 1.
  func columnCountsRows(_ column: Int) -> Bool {
    guard columns[column].kind == .number, rowCount > 1 else { return false }
    let first = self[0, column]
    guard first == 0 || first == 1 else { return false }
    return (0..<rowCount).allSatisfy { self[$0, column] == first + Double($0) }
  }
}
