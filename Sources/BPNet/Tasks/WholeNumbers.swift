/// A target of whole numbers, and whether they are classes.
///
/// They are
/// - where there are at most 20 different ones, each present twice on average, as ratings and small codes;
/// - where they are all of 0…K−1 or 1…K, as codes of classes are, at most a tenth as many as rows, and none
///   is rarer than a quarter of the average. Years do not start there; ages, counts and sums are rarer at
///   their ends;
/// - in a file or an array of integers of their own: where they start with 0 or 1, leave out less than half
///   of the numbers up to the greatest, and are at most a tenth as many as rows;
/// - in a file of labels that are bytes, as IDX has them: always.
struct WholeNumbers {
  /// The different numbers that are few in any column.
  static let fewCount = ColumnProfile.fewNumbers
  /// The different numbers that are counted.
  private static let limit = 10_000

  /// The different numbers, or one more than the limit.
  private let distinctCount: Int
  /// Whether they are classes unless somebody says otherwise.
  let areClasses: Bool

  /// Nil for a column that holds a number with a fraction.
  init?(in table: Table, column: Int, rows: [Int]) {
    var counts: [Double: Int] = [:]
    for row in rows {
      let value = table[row, column]
      guard value == value.rounded() else { return nil }
      if counts.count <= WholeNumbers.limit || counts[value] != nil { counts[value, default: 0] += 1 }
    }
    distinctCount = counts.count
    areClasses = WholeNumbers.areClasses(
      counts, rowCount: rows.count, column: table.columns[column])
  }

  /// The number of different numbers, for people.
  var countText: String {
    distinctCount > WholeNumbers.limit ? "more than \(WholeNumbers.limit)" : "\(distinctCount)"
  }

  /// Whether there is only one.
  var isOne: Bool { distinctCount == 1 }

  private static func areClasses(_ counts: [Double: Int], rowCount: Int, column: Table.Column) -> Bool {
    let count = counts.count
    guard count <= limit, let least = counts.keys.min(), let greatest = counts.keys.max() else {
      return false
    }
    if column.isByteLabel { return true }
    if count <= fewCount { return 2 * count <= rowCount }
    guard least == 0 || least == 1 else { return false }
    let span = greatest - least + 1
    guard 10 * count <= rowCount else { return false }
    if column.isLabel { return 2 * Double(count) > span }
    let rarest = counts.values.min() ?? 0
    return Double(count) == span && 4 * rarest * count >= rowCount
  }
}
