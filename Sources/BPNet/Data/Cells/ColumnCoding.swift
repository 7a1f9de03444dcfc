/// How the words of a column become numbers.
package struct ColumnCoding: Sendable, Equatable, Codable {
  /// The meaning of a word in the column.
  enum Kind: String, Codable {
    /// The number that it is, as 7 for `007`.
    case number
    /// 1 for true or yes, 0 for false or no.
    case truth
    /// 1 for one word, 0 for the others that are known.
    case category
  }

  let kind: Kind
  /// The word that stands for 1, where there is one input for each.
  package let category: String?

  init(_ kind: Kind, category: String? = nil) {
    self.kind = kind
    self.category = category
  }

  /// Whether a word is there just where it is needed.
  var isConsistent: Bool { (category != nil) == (kind == .category) }

  /// The name of an input made by this coding.
  func name(ofColumn name: String) -> String { category.map { "\(name)=\($0)" } ?? name }
}

extension Table {
  /// What becomes of a word that the training has not seen, where words are categories.
  public enum UnknownCategoryPolicy: String, CaseIterable, Codable, Sendable {
    /// It is an error.
    case error
    /// An unknown category: 0 in each input.
    case zero
  }
}

/// Words that say whether something holds.
enum TruthWord {
  private static let pairs: [(Set<String>, Set<String>)] = [
    (["true"], ["false"]), (["yes"], ["no"]), (["t"], ["f"]), (["y"], ["n"]), (["on"], ["off"]),
  ]

  /// 1 or 0 for a word of a pair, in any case; nil for others.
  static func value(of word: String) -> Double? {
    let word = word.lowercased()
    if pairs.contains(where: { $0.0.contains(word) }) { return 1 }
    return pairs.contains { $0.1.contains(word) } ? 0 : nil
  }

  /// The other word of a pair, in lower case; nil for a word of none.
  static func opposite(of word: String) -> String? {
    let word = word.lowercased()
    for (positive, negative) in pairs {
      if positive.contains(word) { return negative.first }
      if negative.contains(word) { return positive.first }
    }
    return nil
  }

  /// Whether all words are those of one pair.
  static func arePair(_ words: [String]) -> Bool {
    let words = Set(words.map { $0.lowercased() })
    return !words.isEmpty && pairs.contains { words.isSubset(of: $0.0.union($0.1)) }
  }
}

extension Table {
  /// A column of numbers made from another one.
  struct DerivedColumn: Sendable {
    let source: Int
    let coding: ColumnCoding
  }

  /// The number of columns of the data, which come before those that are derived from them.
  var sourceColumnCount: Int { columns.count - derived.count }

  /// The column of the data that a column is, or is made from.
  func source(ofColumn column: Int) -> Int {
    column < sourceColumnCount ? column : derived[column - sourceColumnCount].source
  }

  /// Where the column made from column `source` by `coding` is, if it was made.
  func derivedColumn(of source: Int, by coding: ColumnCoding) -> Int? {
    derivedPlaces[DerivedKey(source: source, category: coding.category)]
  }

  /// This table with columns of numbers behind its own: a value for each cell of their sources.
  ///
  /// - Parameter values: for a column and a word or number as text, what it becomes; NaN for a missing value.
  func deriving(
    _ derived: [DerivedColumn], value: (DerivedColumn, String) throws(BPNetError) -> Double
  ) throws(BPNetError) -> Table {
    guard !derived.isEmpty else { return self }
    var rows = try CellRows(
      columnCount: derived.count, estimatedRowCount: rowCount, source: source, trimmer: trimmer)
    var known = [[Double: Double]](repeating: [:], count: derived.count)
    var holdsMissing = false
    for row in 0..<rowCount {
      let numbers = try rows.nextRow()
      for (index, column) in derived.enumerated() {
        let cell = self[row, column.source]
        if cell.isNaN {
          numbers[index] = .nan
        } else if let number = known[index][cell] {
          numbers[index] = number
        } else {
          numbers[index] = try value(column, text(of: cell, column: column.source))
          known[index][cell] = numbers[index]
        }
        if numbers[index].isNaN { holdsMissing = true }
      }
      rows.commitRow()
    }
    let block = try rows.block(holdsMissing: holdsMissing, lines: blocks[0].lines)
    let columns = derived.map { column in
      Column(name: column.coding.name(ofColumn: self.columns[column.source].name), kind: .number)
    }
    var table = Table(
      columns: self.columns + columns, blocks: blocks + [block], hasHeader: hasHeader, source: source,
      notes: notes, derived: self.derived + derived)
    table.copyFacts(from: self)
    return table
  }

  /// The text of a cell that is not missing: its word, or its number, without a fraction if it is whole.
  func text(of cell: Double, column: Int) -> String {
    if case .text(let values) = columns[column].kind { return values[Int(cell)] }
    return ClassCoding.label(ofNumber: cell)
  }
}

/// The key of a derived column.
struct DerivedKey: Hashable, Sendable {
  let source: Int
  let category: String?
}
