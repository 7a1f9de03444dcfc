/// Columns of words as inputs.
extension TaskRequest {
  /// A column that cannot be an input.
  private struct Unusable {
    let column: Int
    let reason: String
    let profile: ColumnProfile
  }

  /// The table with a column of numbers for every input that is made of words.
  ///
  /// - Throws: `BPNetError.invalidData` that lists all columns that cannot be inputs.
  func coded(_ table: Table) throws(BPNetError) -> Table {
    let targets = task == .autoencode ? [] : try targetColumns(of: table)
    guard task != .forecast else { return table }
    let forced = try oneHotColumns(of: table, targets: targets)
    var derived: [Table.DerivedColumn] = []
    var unusable: [Unusable] = []
    let rows = table.rowsThatCount(weights: try weightColumn(of: table, targets: targets))
    let candidates = try candidateColumns(of: table, targets: targets)
    for column in candidates {
      guard isWords(table, column) || forced.contains(column) else { continue }
      let profile = ColumnProfile(of: table, column: column, rows: rows)
      switch codings(of: table, column, profile, rows, isForced: forced.contains(column)) {
      case .codings(let codings): derived += codings.map { .init(source: column, coding: $0) }
      case .reason(let reason): unusable.append(.init(column: column, reason: reason, profile: profile))
      }
    }
    let leavesNone = unusable.count == candidates.count
    let seriesHint = leavesNone && task == nil ? table.seriesHint(targets: targets) : nil
    if let error = error(of: unusable, in: table, seriesHint: seriesHint) { throw error }
    if task == .regress {
      derived += targets.filter { isWords(table, $0) && table.columns[$0].firstText == nil }.map {
        .init(source: $0, coding: ColumnCoding(.number))
      }
    }
    for column in derived { if let fault = table.fault(inColumn: column.source) { throw fault } }
    let known = Dictionary(grouping: derived) { $0.source }.mapValues {
      Set($0.compactMap(\.coding.category))
    }
    return try table.deriving(derived) { (column, word) throws(BPNetError) in
      column.coding.input(ofWord: word, known: known[column.source] ?? []) ?? .nan
    }
  }

  private func isWords(_ table: Table, _ column: Int) -> Bool {
    if case .text = table.columns[column].kind { true } else { false }
  }

  private enum Answer {
    case codings([ColumnCoding])
    case reason(String)
  }

  private func codings(
    of table: Table, _ column: Int, _ profile: ColumnProfile, _ rows: [Int], isForced: Bool
  ) -> Answer {
    let count =
      "\(counted(profile.distinctCount, "different text")) in \(counted(rows.count, "row"))"
    if isForced {
      guard profile.distinctCount <= Table.maximumColumnCount / 16 else { return .reason(count) }
      return .codings(categories(of: table, column, rows))
    }
    switch profile.kind {
    case .numbers, .empty, .codes: return .codings([ColumnCoding(.number)])
    case .truth: return .codings([ColumnCoding(.truth)])
    case .categories where oneHot != Table.OneHotChoice.none:
      return .codings(categories(of: table, column, rows))
    case .categories: return .reason(counted(profile.distinctCount, "different text"))
    case .dates: return .reason("dates or times")
    case .writtenNumbers where profile.numberCount == 0:
      return .reason("numbers written with other signs")
    case .writtenNumbers:
      let count = "\(profile.wordCount) of \(profile.numberCount + profile.wordCount)"
      return .reason("\(count) numbers are written with other signs")
    case .numbersAndWords:
      return .reason("\(profile.numberCount) of \(profile.numberCount + profile.wordCount) cells are numbers")
    case .texts: return .reason(count)
    }
  }

  /// One coding for each word or number of a column, in the order of labels.
  private func categories(of table: Table, _ column: Int, _ rows: [Int]) -> [ColumnCoding] {
    var seen: Set<Double> = []
    for row in rows where !table[row, column].isNaN { seen.insert(table[row, column]) }
    let words = seen.sorted().map { table.text(of: $0, column: column) }
    let isText = isWords(table, column)
    let sorted = isText ? words.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } : words
    // Letters with accents may be written in two ways, and are the same.
    var known: Set<String> = []
    return sorted.filter { known.insert($0).inserted }.map { ColumnCoding(.category, category: $0) }
  }

  /// - Parameter seriesHint: what to do about numbers beside nothing but these columns, if they are their
  ///   times.
  private func error(of unusable: [Unusable], in table: Table, seriesHint: String?) -> BPNetError? {
    guard let first = unusable.first else { return nil }
    let column = table.columns[first.column]
    let choice = "`ignoredColumns: \(table.selection(of: unusable.map(\.column)))`"
    let ignore = "columns that are not meant as inputs: \(choice)"
    let areTimes = unusable.allSatisfy { $0.profile.kind == .dates }
    let remedy = areTimes ? seriesHint : remedy(for: unusable, in: table)
    let hint = remedy.map { "\($0); \(ignore)" } ?? ignore
    let place = BPNetError.Place(
      file: table.place(ofColumn: first.column).file, line: column.firstText?.line, column: column.name)
    guard unusable.count > 1 else {
      return .invalidData(
        at: place, found: column.firstText.map { "'\($0.text)'" } ?? "text",
        expected: "a number (\(first.reason))", hint: hint)
    }
    let names = unusable.prefix(8).map { "\(table.columns[$0.column].name) (\($0.reason))" }
    return .invalidData(
      at: place,
      found:
        "\(counted(unusable.count, "column")) that are no numbers: \(names.joined(separator: ", "))"
        + (unusable.count > 8 ? ", …" : ""), expected: "numbers, truth values or few categories", hint: hint)
  }

  /// What makes columns usable that are neither numbers nor few words.
  private func remedy(for unusable: [Unusable], in table: Table) -> String? {
    guard let first = unusable.first else { return nil }
    if unusable.count == 1 { return first.profile.remedy(in: table, column: first.column) }
    if unusable.allSatisfy({ $0.profile.kind == .writtenNumbers }) {
      let hints = unusable.map { $0.profile.writingHint(in: table) }
      return hints.max { $0.count < $1.count }
    }
    let mixed = unusable.filter { $0.profile.kind == .numbersAndWords }
    let heads = mixed.lazy.compactMap { $0.profile.headHint(in: table, column: $0.column) }
    if let hint = heads.first { return hint }
    if mixed.count > 1, mixed.allSatisfy({ $0.profile.isNamedInSecondRow(of: table, column: $0.column) }) {
      return "if the second line names the columns: leave the one above it out"
    }
    if let sign = first.profile.commentSign, first.column == 0 {
      return "`comment: \(sign)` leaves out lines that start with it"
    }
    if table.missingValues?.allSatisfy(\.isEmpty) == true,
      let word = mixed.lazy.flatMap(\.profile.words).first(where: TableReader.TextOptions.isUsuallyMissing)
    {
      return "where \(word) stands for a missing value, leave the cell empty"
    }
    // A sum stands below all columns, or most; a mark for a missing value below one now and then.
    let tails = mixed.compactMap { $0.profile.tailHint(in: table, column: $0.column) }
    if let hint = tails.first, 2 * tails.count > mixed.count { return hint }
    // Words that few of them have, such as a dash, are no values of any of them.
    let sparse = mixed.filter { 1...4 ~= $0.profile.words.count }
    let words = Set(sparse.flatMap(\.profile.words)).sorted()
    guard 1...4 ~= words.count, let argument = table.missingValuesArgument(adding: words) else {
      return oneHotHint(of: unusable, in: table)
    }
    let cells =
      sparse.count == unusable.count
      ? "such cells" : "such cells of \(listed(sparse.map { table.columns[$0.column].name }))"
    let hints = ["\(argument) takes \(cells) for missing", oneHotHint(of: unusable, in: table)]
    return hints.compactMap { $0 }.joined(separator: "; ")
  }

  /// The argument that makes an input of each text of the columns whose texts come again, and of each value
  /// of those that have few.
  private func oneHotHint(of unusable: [Unusable], in table: Table) -> String? {
    let coded = unusable.filter { column in
      let profile = column.profile
      return profile.valuesComeAgain
        && (profile.kind == .texts || profile.areFewWholeNumbers(of: table, column: column.column))
    }
    let count = coded.reduce(0) { $0 + $1.profile.distinctCount }
    guard !coded.isEmpty, count <= Table.maximumColumnCount / 16 else { return nil }
    let given = if case .columns(let text)? = oneHot { "\(text)," } else { "" }
    let choice = "`oneHot: \(given)\(table.selection(of: coded.map(\.column)))`"
    let areTexts = coded.allSatisfy { $0.profile.kind == .texts }
    return "\(choice) makes \(counted(count, "input")), one for each \(areTexts ? "text" : "value")"
  }

  func oneHotColumns(of table: Table, targets: [Int]) throws(BPNetError) -> Set<Int> {
    guard case .columns(let text)? = oneHot else { return [] }
    let columns = try ColumnSelection(text, argument: "oneHot").indices(in: table)
    if let target = columns.first(where: targets.contains) {
      throw .invalidArgument(
        name: "oneHot", found: "the target column \"\(table.columns[target].name)\"",
        expected: "input columns")
    }
    return Set(columns)
  }

  /// The remarks about inputs made of words, and about columns that are left out automatically.
  func remarks(on table: Table, targets: [Int]) throws(BPNetError) -> [Table.Remark] {
    var remarks: [Table.Remark] = []
    for column in try unaskedColumns(of: table, targets: targets) {
      let what =
        if table.columnIsEmpty(column) {
          "is empty"
        } else if table.columnCountsRows(column) {
          "counts the rows"
        } else {
          table.columnNumbersRows(column) ? "numbers the rows" : "names the rows"
        }
      let named = table.columns[column]
      let hasName = named.isNamed && !named.isNamedByPandas
      let subject = hasName ? named.name : "column \(column + 1) has no name and"
      remarks.append(.note("\(subject) \(what): left out"))
    }
    remarks += try remarksOnCounts(in: table, targets: targets)
    let sources = Dictionary(grouping: table.derived) { $0.source }.filter { !targets.contains($0.key) }
    let shown = sources.keys.sorted().prefix(TaskRequest.listedColumnCount)
    for source in shown {
      let (name, codings) = (table.columns[source].name, sources[source] ?? [])
      let words = codings.compactMap(\.coding.category)
      if words.isEmpty {
        if codings.first?.coding.kind == .truth {
          remarks.append(.note("\(name): true or yes is 1, false or no is 0"))
        } else if let text = table.columns[source].firstCode, !holdsCalendarCodes(source, of: table) {
          let choice = "`oneHot: \(table.selection(of: [source]))`"
          remarks.append(
            .note("\(name): codes such as \(text) are read as numbers; \(choice) takes them as words"))
        }
      } else {
        remarks.append(
          .note("\(name): \(counted(words.count, "input")), one a category (\(listed(words)))"))
        if let spellings = TruthSpellings(among: words, noun: "categories") {
          remarks.append(.warning("\(name): \(spellings.text)", hint: TruthSpellings.remedy))
        } else if let similar = SimilarWords(among: words) {
          remarks.append(
            .warning(
              "\(name): \(similar.pair) are two categories, and differ in \(similar.difference) alone"))
        }
      }
    }
    if shown.count < sources.count {
      let rest = sources.count - shown.count
      remarks.append(.note("\(counted(rest, "further column")) of words became inputs in the same way"))
    }
    return remarks
  }
}

extension TaskRequest {
  /// The most columns of words that remarks say how they became inputs.
  private static let listedColumnCount = 20

  /// Whether the codes of a column are days or times, of which something else is said.
  private func holdsCalendarCodes(_ source: Int, of table: Table) -> Bool {
    let numbers = table.derivedColumn(of: source, by: ColumnCoding(.number))
    return numbers.map { TaskRequest.calendarColumn($0, in: table) != nil } ?? false
  }

  /// The remarks about inputs that count the rows, if there are others, and about a last column that does, if
  /// no input does, or is called an id: they are likely to be row numbers.
  fileprivate func remarksOnCounts(in table: Table, targets: [Int]) throws(BPNetError) -> [Table.Remark] {
    guard table.hasHeader, task != .forecast, table.rowCount >= 10 else { return [] }
    let inputs = try candidateColumns(of: table, targets: targets)
    let counting = inputs.filter { table.columnCountsRows($0) }
    let unchosen =
      task != .autoencode && targets.count == 1
      ? remark(onUnchosenTarget: targets[0], in: table, inputs: inputs) : nil
    guard inputs.count > 1 else { return [unchosen].compactMap { $0 } }
    let notes = counting.map { column in
      let name = table.columns[column].name
      let choice = "`ignoredColumns: \(table.selection(of: [column]))`"
      return Table.Remark.note("\(name) counts the rows and is an input: \(choice) leaves it out")
    }
    return [unchosen].compactMap { $0 } + notes
  }
}

extension Table.Column {
  /// The first text of a column of codes.
  fileprivate var firstCode: String? {
    guard case .text(let values) = kind else { return nil }
    return values.first { value in
      value.utf8.count > 1 && value.utf8.first == UInt8(ascii: "0") && value.utf8.dropFirst().first != 0x2E
    }
  }
}
