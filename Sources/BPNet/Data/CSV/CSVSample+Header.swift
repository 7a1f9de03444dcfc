/// The rule that `TableReader.TextOptions.Header.automatic` documents.
extension CSVSample {
  /// Texts that no column is called by, in lower case.
  private static let wordsForMissing: Set<String> = [
    "n/a", "na", "n.a.", "#n/a", "none", "nil", "null", "nan", "-", "--", "---", ".", "..", "*", "?",
    "missing",
    "tbd", "unknown", "#div/0!", "#value!",
  ]

  /// - Parameter amongWords: whether words above nothing but words may be names.
  func looksLikeHeader(amongWords: Bool) -> Bool {
    if columnWithoutName != nil { return true }
    if startsWithValues { return false }
    let named = firstCells.indices.filter { firstCells[$0] == .text }
    // Beside other names, `inf` is one.
    let hasNames = named.count(where: isNameOverNumbers) > 1
    let numbered = firstCells.indices.filter {
      switch firstCells[$0] {
      case .number: true
      case .notFinite: !hasNames || !firstTexts[$0].contains { 0x61...0x7A ~= $0 | 0x20 }
      case .missing, .text: false
      }
    }
    if numbered.count == first.count { return countsColumns || risesAboveNumbers }
    let hasNameOverNumbers = named.contains(where: isNameOverNumbers)
    let areNames = numbered.isEmpty || areNamesBesideWords(numbered, hasNameOverNumbers)
    if areNames, hasNameOverNumbers || !numbered.isEmpty && !repeatsFirst { return true }
    if amongWords, areNumbersBesideName || areNamesAboveClasses { return true }
    guard !named.contains(where: { hasNumber[$0] && !hasText[$0] }) else { return false }
    let isWhole = named.count + firstTexts.count(where: \.isEmpty) == first.count && !named.isEmpty
    return amongWords && isWhole && Set(named.map { firstTexts[$0] }).count == named.count && !repeatsFirst
  }

  /// Whether the first record has all of some names; false for none.
  func holdsNames(_ names: [String]?) -> Bool {
    guard let names, !names.isEmpty else { return false }
    return Set(firstTexts).isSuperset(of: names.map { Array($0.utf8) })
  }

  private func isNameOverNumbers(_ column: Int) -> Bool {
    hasNumber[column] && !hasText[column] && !CSVSample.namesMissing(firstTexts[column])
  }

  /// The numbers in some columns of the first record; infinite ones for those that are not finite.
  private func firstNumbers(_ columns: [Int]) -> [Double] {
    columns.map { if case .number(let number) = firstCells[$0] { number } else { .infinity } }
  }

  /// Whether the numbers of a first record that also has other cells are names: those of the columns, years,
  /// or others in equal steps, which are apart from the numbers below them.
  private func areNamesBesideWords(_ columns: [Int], _ hasNameOverNumbers: Bool) -> Bool {
    let numbers = firstNumbers(columns)
    // Some columns, such as early years, may have no value yet.
    guard numbers.allSatisfy(\.isFinite), !columns.contains(where: { hasText[$0] }),
      2 * columns.count(where: { hasNumber[$0] }) > columns.count
    else { return false }
    let areYears = numbers.allSatisfy { 1500...2100 ~= $0 && $0 == $0.rounded() }
    let apartCount = columns.indices.count { isApart(numbers[$0], column: columns[$0]) }
    guard numbers.count > 1 else { return areYears && numbers[0] >= 1900 && apartCount == 1 }
    if CSVSample.countUp(numbers, from: numbers[0]) {
      if numbers[0] == 0 || numbers[0] == 1 {
        return columns.contains { hasFraction[$0] } || hasNameOverNumbers && numbers.count > 2
      }
      if areYears, numbers.count > 2 { return true }
    }
    if areYears, numbers.count > 2, CSVSample.areOrdered(numbers) { return 2 * apartCount > numbers.count }
    return CSVSample.rise(numbers) && apartCount == numbers.count
  }

  /// Whether a word stands beside whole numbers, and below it nothing but other words, each of them more than
  /// once; below the numbers stand fractions, or numbers that are all less or all greater: times, doses and
  /// wavelengths above what was measured.
  private var areNumbersBesideName: Bool {
    guard recordCount >= Self.leastRecordCount, !startsWithValues,
      firstCells.contains(where: { $0 != .text }), Set(firstTexts).count == first.count
    else { return false }
    let isAboveWords = areAboveClasses
    let areNames = firstCells.indices.allSatisfy { column in
      switch firstCells[column] {
      case .text:
        isAboveWords[column] && !CSVSample.namesMissing(firstTexts[column]) || isNameOverNumbers(column)
      case .number(let number):
        number == number.rounded() && hasNumber[column] && !hasText[column]
          && (hasFraction[column] || number < least[column] || number > greatest[column])
      case .missing, .notFinite: false
      }
    }
    return areNames && firstCells.indices.contains { firstCells[$0] == .text && isAboveWords[$0] }
  }

  /// Whether the first record, of which two texts at least are no `NA`, stands above nothing but words that
  /// come again and are others.
  ///
  /// No row would have a word of its own in each column. A name that stands twice is an error of its own.
  private var areNamesAboveClasses: Bool {
    guard recordCount >= CSVSample.leastRecordCount, !startsWithValues, !repeatsAllOfFirst,
      !firstTexts.contains(where: \.isEmpty),
      firstTexts.count(where: { !CSVSample.namesMissing($0) }) > 1,
      firstCells.indices.allSatisfy({ hasText[$0] && !hasNumber[$0] })
    else { return false }
    return areAboveClasses.allSatisfy { $0 }
  }

  /// Which columns hold nothing but words behind the first record, each of them more than once, and another
  /// than these in it.
  ///
  /// - Complexity: O(cells of the sample), which is looked at once more: to be asked for last.
  private var areAboveClasses: [Bool] {
    let counts = countTexts()
    return firstCells.indices.map { column in
      hasText[column] && !hasNumber[column] && !counts[column].isEmpty
        && counts[column].allSatisfy { $1 > 1 && $0 != firstTexts[column] }
    }
  }

  private static func namesMissing(_ text: [UInt8]) -> Bool {
    wordsForMissing.contains(String(decoding: text, as: UTF8.self).lowercased())
  }

  /// Whether a number differs from all those that stand below it by more than half of the greater one.
  private func isApart(_ number: Double, column: Int) -> Bool {
    let nearest =
      number < least[column] ? least[column] : number > greatest[column] ? greatest[column] : number
    return (number - nearest).magnitude > 0.5 * max(number.magnitude, nearest.magnitude)
  }

  /// Whether numbers rise in equal steps.
  private static func rise(_ numbers: [Double]) -> Bool {
    let steps = zip(numbers.dropFirst(), numbers).map { $0 - $1 }
    return steps.allSatisfy { $0 > 0 && abs($0 - steps[0]) <= 1e-6 * steps[0] }
  }

  /// Whether numbers rise, or fall, in any steps.
  private static func areOrdered(_ numbers: [Double]) -> Bool {
    let pairs = zip(numbers, numbers.dropFirst())
    return pairs.allSatisfy { $0 < $1 } || pairs.allSatisfy { $0 > $1 }
  }

  /// Whether numbers rise by ones.
  static func countUp(_ numbers: [Double], from first: Double) -> Bool {
    numbers.count > 1 && numbers.indices.allSatisfy { numbers[$0] == first + Double($0) }
  }

  /// Whether the first record is 0, 1, 2 … or 1, 2, 3 … in all columns.
  private var isCount: Bool {
    let numbers = firstNumbers(Array(first.indices))
    return (numbers[0] == 0 || numbers[0] == 1) && CSVSample.countUp(numbers, from: numbers[0])
  }

  /// Whether the first record counts the columns, above cells that are not all whole or do not reach so far.
  private var countsColumns: Bool {
    guard isCount else { return false }
    if hasFraction.contains(true) { return true }
    guard first.count > 2, recordCount >= 10, !othersCountUp else { return false }
    let numbers = firstNumbers(Array(first.indices))
    return first.count >= 8 || numbers.indices.contains { numbers[$0] > greatest[$0] }
  }

  /// Whether the first record holds numbers in equal steps, such as years or wavelengths, each of them apart
  /// from the numbers below it.
  private var risesAboveNumbers: Bool {
    areApart && CSVSample.rise(firstNumbers(Array(first.indices)))
  }

  /// Whether each number of the first record is apart from those below it, in three columns or more.
  private var areApart: Bool {
    guard first.count > 2, recordCount >= 10, !hasText.contains(true) else { return false }
    let numbers = firstNumbers(Array(first.indices))
    return numbers.indices.allSatisfy { numbers[$0].isFinite && isApart(numbers[$0], column: $0) }
  }

  /// What is said where the first record is taken as data, although it may be names, or the other way round.
  func doubtNote(hasHeader: Bool) -> String? {
    let numbers = firstNumbers(Array(first.indices))
    if hasHeader {
      if areNumbersBesideName {
        return "the first line holds numbers and words that stand nowhere below them, and is read as names; "
          + "`header: absent` takes it for data"
      }
      guard numbers.allSatisfy(\.isFinite), risesAboveNumbers else { return nil }
      return "the first line holds numbers and is read as names; `header: absent` takes it for data"
    }
    if first.count > 2, recordCount > 0, isCount, !othersCountUp {
      return
        "the first line counts the columns and is read as data; `header: present` takes it for their names"
    }
    guard areApart, !hasFraction.contains(false), Set(numbers).count == numbers.count,
      numbers.allSatisfy({ $0 == $0.rounded() })
    else { return nil }
    return "the first line is unlike the others and is read as data; `header: present` takes it for names"
  }
}
