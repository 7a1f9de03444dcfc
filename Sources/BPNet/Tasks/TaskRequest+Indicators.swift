/// Columns that say of one class each whether it holds, of which the target is one.
extension TaskRequest {
  /// A column whose cells are 1 or 0, or words that say so.
  private struct Indicator {
    let column: Int
    /// The value of each text of the column, NaN for one that is no truth value; nil for a column of numbers.
    private let valueOfText: [Double]?
    /// Whether a text is a word, and no number.
    let holdsWords: Bool

    /// Nil for a column of other texts.
    init?(of table: Table, column: Int) {
      self.column = column
      guard case .text(let texts) = table.columns[column].kind else {
        (valueOfText, holdsWords) = (nil, false)
        return
      }
      guard texts.count <= ColumnProfile.fewNumbers else { return nil }
      let values = texts.map { ColumnCoding(.truth).input(ofWord: $0, known: []) }
      guard values.contains(where: { $0 != nil }) else { return nil }
      valueOfText = values.map { $0 ?? .nan }
      holdsWords = texts.contains { TruthWord.value(of: $0) != nil }
    }

    /// 1 or 0 for what holds or does not, else any other number.
    func value(in table: Table, row: Int) -> Double {
      let cell = table[row, column]
      guard let valueOfText, !cell.isNaN else { return cell }
      return valueOfText[Int(cell)]
    }
  }

  /// A warning of the columns right before the target that are one of several with it, of which one is 1, or
  /// true, in each row and the others are 0.
  func remark(
    onIndicatorsBeside target: Int, in table: Table, inputs: [Int], rows: [Int]
  ) -> Table.Remark? {
    let sources = Set(inputs.map(table.source(ofColumn:)))
    guard let last = Indicator(of: table, column: target) else { return nil }
    var indicators = [last]
    while sources.contains(target - indicators.count),
      let next = Indicator(of: table, column: target - indicators.count), next.holdsWords == last.holdsWords
    {
      indicators.append(next)
    }
    // The first of these columns is at least, and at most, so many places before the target.
    var (least, most) = (1, indicators.count - 1)
    for row in rows where least <= most {
      var holdsOne = false
      for distance in 0...most {
        let cell = indicators[distance].value(in: table, row: row)
        if cell == 1, !holdsOne {
          (holdsOne, least) = (true, max(least, distance))
        } else if cell != 0 {
          most = distance - 1
          break
        }
      }
      if !holdsOne { return nil }
    }
    guard least <= most else { return nil }
    let names = listed(table.columns[(target - least)...target].map(\.name))
    return .warning(
      "one of the columns \(names) is \(last.holdsWords ? "true" : "1") in each row: the others say what "
        + "\(table.columns[target].name) is",
      hint: "`target: \(target - least + 1)-\(target + 1)` learns all of them")
  }
}
