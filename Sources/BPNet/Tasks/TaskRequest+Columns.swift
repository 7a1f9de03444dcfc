extension TaskRequest {
  /// The columns of a table by their use.
  struct ColumnChoice {
    let inputs: [Int]
    let targets: [Int]
    /// That of the samples' weights, if there is one.
    var weights: Int?
  }

  /// The target columns, and all others that are not to be left out.
  func chooseColumns(of table: Table) throws(BPNetError) -> ColumnChoice {
    let targets = try targetColumns(of: table)
    let choice = ColumnChoice(
      inputs: try inputColumns(of: table, targets: targets), targets: targets,
      weights: try weightColumn(of: table, targets: targets))
    try table.checkNames(ofInputs: table.sources(of: choice.inputs), targets: targets)
    try table.checkNames(ofInputs: choice.inputs, targets: targets)
    return choice
  }

  /// The columns that `target` names, or the last one.
  func targetColumns(of table: Table) throws(BPNetError) -> [Int] {
    let targets: [Int]
    if let target {
      targets = try ColumnSelection(target).indices(in: table)
    } else {
      targets = try defaultTargets(of: table)
    }
    let ignored = Set(try ignoredColumns(of: table))
    if let both = targets.first(where: ignored.contains) {
      throw .invalidArgument(
        name: "ignoredColumns", found: "the target column \"\(table.columns[both].name)\"",
        expected: "columns other than the target")
    }
    return targets
  }

  /// The last column that is more than the delimiters at the ends of lines, or all columns of an array of
  /// targets.
  private func defaultTargets(of table: Table) throws(BPNetError) -> [Int] {
    guard !table.holdsInputsAlone else {
      throw .invalidData(
        at: .init(file: table.source), found: "arrays without labels", expected: "a target to learn",
        hint: "`labels: FILE` has them; an autoencoder needs none: `task: autoencode`")
    }
    if let first = table.targetsFrom { return Array(first..<table.sourceColumnCount) }
    return [TaskRequest.filledColumnCount(of: table) - 1]
  }

  /// The columns of numbers that are neither targets nor to be left out; in place of a column of words those
  /// that are made of it.
  func inputColumns(of table: Table, targets: [Int]) throws(BPNetError) -> [Int] {
    let derived = Dictionary(grouping: table.derived.indices) { table.derived[$0].source }
    let inputs = try candidateColumns(of: table, targets: targets).flatMap { column in
      derived[column]?.map { table.sourceColumnCount + $0 } ?? [column]
    }
    guard !inputs.isEmpty else {
      let unasked = try unaskedColumns(of: table, targets: targets).filter { !table.columnIsEmpty($0) }
      let names = unasked.map { table.columns[$0].isNamed ? table.columns[$0].name : "column \($0 + 1)" }
      let reason = names.count == 1 ? ", since \(names[0]) names or numbers the rows" : ""
      throw .invalidData(
        at: .init(file: table.source), found: "no column left for the inputs\(reason)",
        expected: "at least one beside the targets and those to ignore",
        hint: TaskRequest.filledColumnCount(of: table) == 1
          ? table.hintOnOnlyColumn : task == nil ? table.seriesHint(targets: targets) : nil)
    }
    for index in inputs {
      if case .invalidData(let place, let found, let expected, let hint)? = table.numberExpected(
        inColumn: index)
      {
        let choice = "`ignoredColumns: \(table.selection(of: [index]))`"
        let ignore = "a column that is not meant as an input: \(choice)"
        throw .invalidData(
          at: place, found: found, expected: expected, hint: hint.map { "\($0); \(ignore)" } ?? ignore)
      }
    }
    return inputs
  }

  /// The columns of the data that are neither targets nor to be left out.
  func candidateColumns(of table: Table, targets: [Int]) throws(BPNetError) -> [Int] {
    let weights = try weightColumn(of: table, targets: targets)
    var others = Set(try ignoredColumns(of: table) + targets + [weights].compactMap { $0 })
    others.formUnion(try unaskedColumns(of: table, targets: targets))
    // What else an array or a file of targets has is none the less unknown when the model is used.
    if task != .autoencode, let first = table.targetsFrom {
      others.formUnion(first..<table.sourceColumnCount)
    }
    return (0..<table.sourceColumnCount).filter { !others.contains($0) }
  }

  /// The columns without a name that nobody means: those that number or name the rows, and empty ones.
  func unaskedColumns(of table: Table, targets: [Int]) throws(BPNetError) -> [Int] {
    let asked = try weightColumn.map { text throws(BPNetError) in
      try ColumnSelection(text, argument: "weightColumn").indices(in: table)
    }
    let others = try oneHotColumns(of: table, targets: targets)
      .union(ignoredColumns(of: table) + targets + (asked ?? []))
    guard table.hasHeader else {
      let end = TaskRequest.filledColumnCount(of: table)
      return (end..<max(end, table.sourceColumnCount)).filter { !others.contains($0) }
    }
    return (0..<table.sourceColumnCount).filter { column in
      table.columns[column].isUnnamed && !others.contains(column)
        && (table.columnIsEmpty(column) || table.columnNumbersRows(column) || table.columnNamesRows(column))
    }
  }

  /// The number of columns before those at the end that have no name and no value.
  private static func filledColumnCount(of table: Table) -> Int {
    var count = table.sourceColumnCount
    while count > 1, table.columns[count - 1].isUnnamed, table.columnIsEmpty(count - 1) { count -= 1 }
    return count
  }

  /// The column of the samples' weights, if there is one.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `weightColumn` if it is not one column of the
  ///   table, or is a target or left out; `invalidData` if it is text.
  func weightColumn(of table: Table, targets: [Int]) throws(BPNetError) -> Int? {
    guard let weightColumn else { return nil }
    let columns = try ColumnSelection(weightColumn, argument: "weightColumn").indices(in: table)
    guard columns.count == 1 else {
      throw .invalidArgument(
        name: "weightColumn", found: counted(columns.count, "column"),
        expected: "one column of weights")
    }
    let ignored = try ignoredColumns(of: table)
    for (others, use) in [(targets, "target"), (ignored, "ignored")] where others.contains(columns[0]) {
      throw .invalidArgument(
        name: "weightColumn", found: "the \(use) column \"\(table.columns[columns[0]].name)\"",
        expected: "a column other than the targets and those to ignore")
    }
    if let error = table.numberExpected(inColumn: columns[0]) { throw error }
    return columns[0]
  }

  private func ignoredColumns(of table: Table) throws(BPNetError) -> [Int] {
    try ignoredColumns.map { text throws(BPNetError) in
      try ColumnSelection(text, argument: "ignoredColumns").indices(in: table)
    } ?? []
  }

  /// The task that the target asks for, and why: classification if it is text, or one column of whole numbers
  /// that are classes (`WholeNumbers`), else regression.
  ///
  /// - Throws: `BPNetError.invalidData` for a column of many numbers with a few words between them.
  func automaticTask(of table: Table) throws(BPNetError) -> (task: LearningTask, reason: String) {
    let columns = try chooseColumns(of: table)
    if learnsCounts { return (.regress, "the loss is that of counts") }
    guard columns.targets.count == 1 else {
      let holdText = columns.targets.allSatisfy { table.numberExpected(inColumn: $0) != nil }
      return holdText
        ? (.classify, "the targets are text")
        : (.regress, "several targets of numbers; `task: classify` takes them as labels")
    }
    let column = columns.targets[0]
    let name = table.columns[column].name
    if let fault = table.fault(inColumn: column) { throw fault }
    if table.numberExpected(inColumn: column) != nil {
      let profile = ColumnProfile(
        of: table, column: column, rows: table.rowsThatCount(weights: columns.weights))
      // Labels of their own are names, whatever some of them look like.
      if !table.columns[column].isLabel,
        let error = profile.numbersExpected(in: table, column: column)
          ?? profile.classesExpected(in: table, column: column)
      {
        throw error
      }
      return (.classify, profile.kind == .codes ? "\(name) holds codes" : "\(name) is text")
    }
    let rows = try missing.usableRows(of: table, columns: columns)
    guard let numbers = WholeNumbers(in: table, column: column, rows: rows) else {
      return (.regress, "\(name) holds fractions; `task: classify` takes each number as a class")
    }
    let count = "\(name) has \(numbers.countText) different whole \(numbers.isOne ? "number" : "numbers")"
    return numbers.areClasses
      ? (.classify, "\(count); `task: regress` takes them as numbers")
      : (.regress, "\(count); `task: classify` takes them as classes")
  }
}

extension Table {
  /// What to do about one column of numbers, beside which there are no inputs; nil for others.
  func seriesHint(targets: [Int]) -> String? {
    guard targets.count == 1, columns[targets[0]].kind == .number, !columns[targets[0]].isLabel else {
      return nil
    }
    return "numbers in the order of time are a series: `task: forecast`"
  }

  /// What to say about the only column of a file.
  fileprivate var hintOnOnlyColumn: String? {
    let isSeries = columns[0].kind == .number && columns[0].fault == nil
    let series = isSeries ? "one column of numbers is a series: `task: forecast`" : nil
    let hints = [series, delimiter.map { columns[0].delimiterHint(otherThan: $0) }].compactMap { $0 }
    return hints.isEmpty ? nil : hints.joined(separator: "; ")
  }
}

extension Table.Column {
  /// Delimiters that are not found by themselves, since they stand in times, names and signs as well.
  private static let unusualDelimiters: [Character] = [":", "~", "^", "!", "#", "&"]

  /// Which delimiter may divide the only column of a file.
  fileprivate func delimiterHint(otherThan present: UInt8) -> String {
    if case .text(let values) = kind {
      let known = Character(UnicodeScalar(present))
      for delimiter in [known, ",", ";"] + Self.unusualDelimiters {
        func count(_ text: String) -> Int { text.count { $0 == delimiter } }
        let expected = count(values.first ?? "")
        guard expected > 0, values.prefix(100).allSatisfy({ count($0) == expected }) else { continue }
        // A cell that holds the delimiter stands in quotes.
        if delimiter == known {
          return "each row stands in quotes as a whole: '\(known)' divides it without them"
        }
        if delimiter == "," || delimiter == ";" {
          return
            "each row is one text with '\(delimiter)' between its parts: leave out the quotes around rows, "
            + "or `delimiter: \(delimiter)`"
        }
        return "if '\(delimiter)' divides its fields (\(expected) in each row): `delimiter: \(delimiter)`"
      }
    }
    if case .text(let values) = kind, values.prefix(100).allSatisfy({ $0.contains("  ") }) {
      return
        "blanks divide its rows into different numbers of fields, whose places are not those of columns: "
        + "save it with commas between them"
    }
    return "if it has more columns: `delimiter: CHARACTER`"
  }
}
