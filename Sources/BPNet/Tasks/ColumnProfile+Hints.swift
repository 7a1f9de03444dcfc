/// What to do about columns that are neither numbers nor plain words.
extension ColumnProfile {
  /// The error for a target of numbers with a few words between them, and for one of numbers that are written
  /// in another way; nil for words.
  ///
  /// - Parameter task: the task that was asked for; nil if it is to be found.
  func numbersExpected(in table: Table, column: Int, task: LearningTask? = nil) -> BPNetError? {
    let place = BPNetError.Place(
      file: table.place(ofColumn: column).file, line: firstWord?.line, column: name)
    let count = numberCount + wordCount
    let classes = task == nil ? ["`task: classify` takes every value as a class"] : []
    switch kind {
    case .numbersAndWords:
      var hints = classes
      if let drop = dropHint(in: table) { hints.insert(drop, at: wordsAreFrequent ? hints.count : 0) }
      if let rows = placeHint(in: table, column: column) { hints.insert(rows, at: 0) }
      return .invalidData(
        at: place, found: "'\(firstWord?.text ?? "text")'",
        expected: "a number: \(numberCount) of \(count) values of \(name) are numbers",
        hint: hints.isEmpty ? nil : hints.joined(separator: "; "))
    case .writtenNumbers where task != nil || !isFew:
      let drop = numberCount > 0 ? dropHint(in: table).map { [$0] } ?? [] : []
      return .invalidData(
        at: place, found: "'\(firstWord?.text ?? "text")'",
        expected: "a number: \(wordCount) of \(count) values of \(name) are written with other signs",
        hint: ([writingHint(in: table)] + drop + classes).joined(separator: "; "))
    case .dates where task != nil || !isFew:
      return .invalidData(
        at: place, found: "'\(firstWord?.text ?? "text")'",
        expected: "a number: \(wordCount) of \(count) values of \(name) are dates or times",
        hint: (["`target: COLUMN` names another column"] + classes).joined(separator: "; "))
    default: return nil
    }
  }

  /// The error for a target of texts most of which stand in one row alone, such as names and formulas: no
  /// class of them says anything of other rows; nil for few texts, and for those that come again.
  func classesExpected(in table: Table, column: Int) -> BPNetError? {
    guard distinctCount > WholeNumbers.fewCount, 2 * distinctCount > numberCount + wordCount else {
      return nil
    }
    return .invalidData(
      at: table.place(ofColumn: column),
      found: "\(distinctCount) different texts in \(counted(numberCount + wordCount, "row"))",
      expected: "classes of several rows each, or numbers",
      hint: "`target: COLUMN` names another column; `task: classify` takes every value as a class")
  }

  /// What makes an input usable of a column that is neither numbers nor few words; nil if nothing does.
  func remedy(in table: Table, column: Int) -> String? {
    switch kind {
    case .writtenNumbers:
      let drop = numberCount > 0 ? dropHint(in: table) : nil
      return [writingHint(in: table), drop].compactMap { $0 }.joined(separator: "; ")
    case .numbersAndWords:
      let hints = [placeHint(in: table, column: column), dropHint(in: table), oneHotHint(of: "value")]
      return hints.contains { $0 != nil } ? hints.compactMap { $0 }.joined(separator: "; ") : nil
    case .texts: return mergedHint(in: table, column: column) ?? oneHotHint(of: "text")
    default: return nil
    }
  }

  /// The most rows of words above numbers that are taken for a header.
  private static let mostHeadRows = 8

  /// How numbers are written, in place of these words.
  func writingHint(in table: Table) -> String {
    let hasComma = !table.hasDecimalComma && words.contains(where: WrittenNumber.hasDecimalComma)
    if words.contains(where: OtherDigits.areIn) { return "digits from 0 to 9, without signs around them" }
    if words.contains(where: { $0.last.map("'’\"".contains) == true && $0.first?.isDecimalDigit == false }) {
      return "no quotes of this kind around numbers, and no signs"
    }
    return "no signs between thousands, no units, no currencies, no brackets, and E before exponents"
      + (hasComma ? "; a decimal comma is `decimalMark: ,`" : "")
  }

  /// The arguments that leave out the rows with the words of a column of numbers, where these are few.
  private func dropHint(in table: Table) -> String? {
    missingValuesHint(in: table).map { "\($0) beside `missing: drop` leaves such rows out" }
  }

  /// The argument that takes the words of a column of numbers for missing values, where they are few.
  func missingValuesHint(in table: Table) -> String? {
    1...4 ~= words.count ? table.missingValuesArgument(adding: words) : nil
  }

  /// The argument that makes an input of each value, where the values come again.
  private func oneHotHint(of noun: String) -> String? {
    guard name.isPlainInSelections, valuesComeAgain else { return nil }
    let count = counted(distinctCount, "input")
    return "`oneHot: \(name)` makes \(count), one for each \(noun)"
  }

  /// Whether most values stand in several rows.
  var valuesComeAgain: Bool { 2 * distinctCount < numberCount + wordCount }

  /// Whether there are as few different values as classes of numbers have.
  private var isFew: Bool {
    distinctCount <= WholeNumbers.fewCount && 2 * distinctCount <= numberCount + wordCount
  }

  /// Whether the few values of a column are words as often as numbers: classes such as 0, 1, 2 and 3+.
  private var wordsAreFrequent: Bool {
    let numbers = distinctCount - words.count
    return distinctCount <= WholeNumbers.fewCount && 2 * wordCount * numbers >= numberCount * words.count
  }

  /// What to do where the words of a column of numbers stand in the first rows alone, or in the last.
  private func placeHint(in table: Table, column: Int) -> String? {
    headHint(in: table, column: column) ?? tailHint(in: table, column: column)
  }

  /// Says of a row whether it holds a word, nil for a missing cell; nil for a column without few words among
  /// numbers.
  private func wordRows(in table: Table, column: Int) -> ((Int) -> Bool?)? {
    guard case .text(let values) = table.columns[column].kind, 1...ColumnProfile.mostHeadRows ~= wordCount,
      numberCount > wordCount
    else { return nil }
    return { row in
      let cell = table[row, column]
      guard !cell.isNaN else { return nil }
      return ColumnProfile.number(values[Int(cell)], hasDecimalComma: table.hasDecimalComma) == nil
    }
  }

  /// What to do where the words stand in the first rows alone.
  func headHint(in table: Table, column: Int) -> String? {
    guard let isWord = wordRows(in: table, column: column) else { return nil }
    let headCount = (0..<table.rowCount).prefix { isWord($0) != false }.count
    let head = (0..<headCount).filter { isWord($0) == true }
    guard head.count == wordCount, let last = head.last, wordCount > 1 || last == 0 else { return nil }
    if !table.hasHeader, last == 0 { return "`header: present` if the first line names the columns" }
    let rows = last == 0 ? "the first row holds" : "the first \(last + 1) rows hold"
    return "\(rows) words: is the header more than one line? leave one"
  }

  /// Whether a column holds a few whole numbers with words between them, or behind some: `2`, `3`, `5more`.
  func areFewWholeNumbers(of table: Table, column: Int) -> Bool {
    guard kind == .numbersAndWords || kind == .writtenNumbers, distinctCount <= ColumnProfile.fewNumbers,
      case .text(let values) = table.columns[column].kind
    else { return false }
    let isWord = { (word: String) in
      (word.first?.isLetter == true || word.last?.isLetter == true) && !word.contains(".")
    }
    return words.allSatisfy(isWord)
      && values.allSatisfy { value in
        ColumnProfile.number(value, hasDecimalComma: table.hasDecimalComma).map { $0 == $0.rounded() } ?? true
      }
  }

  /// Whether the only word stands in the second row of data without names.
  func isNamedInSecondRow(of table: Table, column: Int) -> Bool {
    guard !table.hasHeader, wordCount == 1, let isWord = wordRows(in: table, column: column) else {
      return false
    }
    return isWord(1) == true
  }

  /// The sign that all words are, or start with before a blank, if it is one of comments.
  var commentSign: Character? {
    guard let sign = words.first?.first, "#%!".contains(sign) else { return nil }
    return words.allSatisfy { $0 == "\(sign)" || $0.hasPrefix("\(sign) ") } ? sign : nil
  }

  /// What to do where the words stand in the last rows alone.
  func tailHint(in table: Table, column: Int) -> String? {
    guard wordCount <= 3, let isWord = wordRows(in: table, column: column),
      (table.rowCount - wordCount..<table.rowCount).allSatisfy({ isWord($0) == true })
    else { return nil }
    return wordCount == 1
      ? "the last row holds a word: is it one of the data?"
      : "the last \(wordCount) rows hold words: are they rows of the data?"
  }

  /// What to do where a column has a word now and then, from the first row on, and gaps in most others.
  func mergedHint(in table: Table, column: Int) -> String? {
    guard missingCount > wordCount, numberCount == 0, wordCount > 1, !table[0, column].isNaN else {
      return nil
    }
    return "if its cells were merged, write each word into the empty ones below it, too"
  }
}

extension Table {
  /// As `numberExpected(inColumn:)`, with what to do about words that are numbers otherwise.
  func explainedNumberExpected(inColumn index: Int) -> BPNetError? {
    guard case .invalidData(let place, let found, let expected, let hint)? = numberExpected(inColumn: index)
    else { return nil }
    let isText = if case .text = columns[index].kind { true } else { false }
    return .invalidData(
      at: place, found: found, expected: expected,
      hint: isText ? ColumnProfile(of: self, column: index).remedy(in: self, column: index) : hint)
  }
}
