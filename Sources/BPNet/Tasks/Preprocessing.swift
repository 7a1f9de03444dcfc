/// How rows of a table become inputs and targets of a network, and its outputs become predictions in the
/// table's own units and labels.
///
/// Fitted on training rows, kept in the model.
package struct Preprocessing: Sendable, Equatable, Codable {
  /// A column of inputs or outputs.
  package struct Column: Sendable, Equatable, Codable {
    /// The column's name in the training data.
    package let name: String
    /// Its place in the training data, counted from 0.
    package let position: Int
    /// The change of units between the data and the network.
    package let scaling: ColumnScaling
    /// What stands in for a missing cell; nil if a missing cell is an error.
    package let replacement: Double?
    /// How the words of the column become this input; nil for a column of numbers.
    package internal(set) var coding: ColumnCoding?
    /// The column's name in the data, where `name` is that of a category.
    var source: String?

    /// The name of the column in the data.
    package var sourceName: String { source ?? name }
  }

  /// The columns of the network's inputs, in their order.
  package let inputs: [Column]
  /// The columns of the targets: one column of classes, or one a network output; for a network that gives its
  /// inputs again, and for series, the input columns once more.
  package let targets: [Column]
  /// For classification the labels of the classes, in the order of the network's outputs: numbers by
  /// value, text by its bytes.
  ///
  /// Nil where the target is no column of classes.
  package let labels: [String]?
  /// Whether the training data named its columns.
  package let hasHeader: Bool
  /// The number of columns of the training data.
  package let columnCount: Int
  /// The further parameters of the task; nil for classes with an output each, and for numbers.
  package internal(set) var details: TaskDetails?

  /// What becomes of words that are no known category; nil means an error.
  package internal(set) var unknownCategory: Table.UnknownCategoryPolicy?

  /// The texts that stood for missing values in the training data; nil means the usual ones.
  package internal(set) var missingValues: [String]?

  /// The number of inputs that a network needs.
  package var inputCount: Int { inputs.count * (details?.window ?? 1) }

  /// The column of the samples' weights in the training data, if there was one; other tables need not have
  /// it.
  package internal(set) var weights: Column?
}

extension Preprocessing {
  /// Finds this preprocessing's columns in a table, by name where both have names, else by place.
  ///
  /// Without names, a table is expected to have the columns of the training data, all of them or all but that
  /// of the weights, the targets or both, or the input columns alone.
  ///
  /// - Throws: `BPNetError.invalidData` if an input column is not there or is text.
  /// - Precondition: the table is `readied`.
  func locateInputs(in table: Table) throws(BPNetError) -> [Int] {
    let found = try locate(inputs, in: table)
    for index in found {
      if let error = table.explainedNumberExpected(inColumn: index) { throw error }
    }
    return found
  }

  /// Finds the columns of the data that inputs are made of, and where it was made what was made of them.
  private func locate(_ described: [Column], in table: Table) throws(BPNetError) -> [Int] {
    try sources(of: described, in: table).enumerated().map { (index, source) throws(BPNetError) in
      guard let coding = described[index].coding else { return source }
      return table.derivedColumn(of: source, by: coding) ?? source
    }
  }

  /// Finds the columns of the data that inputs are made of.
  func sources(of described: [Column], in table: Table) throws(BPNetError) -> [Int] {
    if hasHeader && table.hasHeader {
      let names = ColumnNames(of: table, expecting: described.count)
      let places = try described.map { (column) throws(BPNetError) in
        try names.index(of: column.sourceName, position: column.position, columnCount: columnCount)
      }
      let missing = zip(described, places).filter { $0.1 == nil }.map(\.0.sourceName)
      guard missing.isEmpty else { throw MissingColumns(names: missing, use: "input").error(in: table) }
      return places.compactMap { $0 }
    }
    if described.allSatisfy({ place(of: $0, in: table) != nil }) {
      return described.compactMap { place(of: $0, in: table) }
    }
    let positions = Set(inputs.map(\.position)).sorted()
    if table.sourceColumnCount == positions.count {
      let places = Dictionary(
        positions.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      return described.map { places[$0.position] ?? 0 }
    }
    let others = columnCount - Set(targets.map(\.position)).subtracting(positions).count
    let expected =
      if columnCount == positions.count {
        "\(columnCount)"
      } else if others == positions.count {
        "\(columnCount), or \(counted(positions.count, "input"))"
      } else {
        "\(columnCount), \(others) without the target, or \(counted(positions.count, "input"))"
      }
    throw .invalidData(
      at: .init(file: table.source), found: counted(table.sourceColumnCount, "column"),
      expected: expected)
  }

  /// A table with the columns that inputs and targets are made of by their codings.
  ///
  /// - Parameters:
  ///   - unknown: what becomes of words that are no known category; nil means as in training.
  ///   - takesAllRows: whether words count that stand in rows of weight 0 alone.
  /// - Throws: `BPNetError.invalidData` for such a word, if it is an error, and for one that is no truth
  ///   value or number where it should be.
  func readied(
    _ table: Table, unknown: Table.UnknownCategoryPolicy? = nil, takesAllRows: Bool = false
  ) throws(BPNetError) -> Table {
    let table = try withWrittenLabels(table)
    let columns = inputs + (targets == inputs ? [] : targets)
    guard columns.contains(where: { $0.coding != nil }), table.derived.isEmpty else { return table }
    let isWithTargets = (try? locateTargets(in: table)) != nil
    let coded = columns.filter { $0.coding != nil && (isWithTargets || inputs.contains($0)) }
    var known: [String: Set<String>] = [:]
    for column in coded {
      if let category = column.coding?.category { known[column.sourceName, default: []].insert(category) }
    }
    let policy = unknown ?? unknownCategory ?? .error
    let places = try sources(of: coded, in: table)
    let derived = zip(places, coded).compactMap { place, column in
      column.coding.map { Table.DerivedColumn(source: place, coding: $0) }
    }
    for place in places { if let fault = table.fault(inColumn: place) { throw fault } }
    let names = Dictionary(zip(places, coded.map(\.sourceName)), uniquingKeysWith: { first, _ in first })
    return try table.deriving(derived) { (column, word) throws(BPNetError) in
      if let value = column.coding.input(ofWord: word, known: known[names[column.source] ?? ""] ?? []) {
        return value
      }
      if policy == .zero, column.coding.kind == .category { return 0 }
      let rows = table.rowsThatCount(weights: takesAllRows ? nil : locateWeights(in: table))
      guard let row = table.firstRow(of: word, column: column.source, among: rows) else { return .nan }
      throw table.unknownWord(
        word, row: row, column: column, known: known[names[column.source] ?? ""] ?? [])
    }
  }

  /// A table with its labels as they are written, if the model has labels.
  private func withWrittenLabels(_ table: Table) throws(BPNetError) -> Table {
    guard labels != nil || details?.labelPairs != nil, table.derived.isEmpty,
      let targets = try? locateTargets(in: table)
    else { return table }
    return try table.withWrittenLabels(in: targets) ?? table
  }

  /// Finds the target columns in a table, as `locateInputs(in:)` does.
  ///
  /// - Throws: `BPNetError.invalidData` if one is not there.
  func locateTargets(in table: Table) throws(BPNetError) -> [Int] {
    var found: [Int] = []
    let names = ColumnNames(of: table, expecting: targets.count)
    for column in targets {
      let index =
        hasHeader && table.hasHeader
        ? try names.index(of: column.sourceName, position: column.position, columnCount: columnCount)
        : place(of: column, in: table)
      guard let index else {
        throw MissingColumns(names: [column.sourceName], use: "target").error(in: table)
      }
      found.append(column.coding.flatMap { table.derivedColumn(of: index, by: $0) } ?? index)
    }
    return found
  }
}

extension ColumnCoding {
  /// The number for a word; nil for an unknown one.
  func input(ofWord word: String, known: Set<String>) -> Double? {
    switch kind {
    case .number: ColumnProfile.number(word)
    case .truth:
      TruthWord.value(of: word) ?? ColumnProfile.number(word).flatMap { $0 == 0 || $0 == 1 ? $0 : nil }
    case .category: known.contains(word) ? (word == category ? 1 : 0) : nil
    }
  }
}

extension Table {
  /// The first of some rows in which a column says this.
  fileprivate func firstRow(of word: String, column: Int, among rows: [Int]) -> Int? {
    rows.first { row in
      let cell = self[row, column]
      return !cell.isNaN && text(of: cell, column: column) == word
    }
  }

  /// The error for a word that a coding does not know.
  fileprivate func unknownWord(
    _ word: String, row: Int, column: DerivedColumn, known: Set<String>
  ) -> BPNetError {
    let words = known.sorted()
    let isName = row == 0 && !hasHeader && delimiter != nil
    let doubt =
      SimilarWords([word], among: words).map { "\($0.pair) differ in \($0.difference) alone; " }
      ?? (isName ? "`header: present` if the first line names the columns; " : "")
    let (expected, hint): (String, String?) =
      switch column.coding.kind {
      case .number: ("a number", nil)
      case .truth: ("true or false", nil)
      case .category:
        (
          "one of the categories \(words.prefix(10).joined(separator: ", "))\(words.count > 10 ? ", …" : "")",
          doubt + "`unknownCategory: zero` takes it for none of them"
        )
      }
    return .invalidData(
      at: place(ofRow: row, column: column.source), found: "'\(word)'", expected: expected, hint: hint)
  }
}
