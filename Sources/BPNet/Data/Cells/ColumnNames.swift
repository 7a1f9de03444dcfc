/// The places of a table's columns by their names.
struct ColumnNames {
  /// The maximum number of columns that are searched one by one.
  private static let fewColumns = 4

  private let table: Table
  /// The first column of each name, and whether another one has it, too; nil where few are looked up.
  private let places: [String: (index: Int, isUnique: Bool)]?

  /// The names of `table`, of which about `count` will be looked up.
  ///
  /// - Complexity: O(columns), whatever the count.
  init(of table: Table, expecting count: Int) {
    self.table = table
    guard count > ColumnNames.fewColumns else {
      places = nil
      return
    }
    var places: [String: (index: Int, isUnique: Bool)] = [:]
    places.reserveCapacity(table.columns.count)
    for (index, column) in table.columns.prefix(table.sourceColumnCount).enumerated() {
      places[column.name] = (places[column.name]?.index ?? index, places[column.name] == nil)
    }
    self.places = places
  }

  /// The column called `name`; nil if there is none.
  ///
  /// - Parameter position: the place of the column in the training data, which decides among several of the
  ///   name in a table of as many columns.
  /// - Throws: `BPNetError.invalidData` if several have this name.
  func index(of name: String, position: Int, columnCount: Int) throws(BPNetError) -> Int? {
    guard let (index, isUnique) = places.map({ $0[name] }) ?? search(name) else { return nil }
    if isUnique { return index }
    guard columnCount == table.sourceColumnCount, position < columnCount, table.columns[position].name == name
    else { throw table.ambiguous(name) }
    return position
  }

  private func search(_ name: String) -> (index: Int, isUnique: Bool)? {
    let columns = table.columns.prefix(table.sourceColumnCount)
    guard let index = columns.firstIndex(where: { $0.name == name }) else { return nil }
    return (index, !columns[(index + 1)...].contains { $0.name == name })
  }
}

extension Table {
  /// The error for a name that several columns have, where it has to say which is meant.
  func ambiguous(_ name: String) -> BPNetError {
    let indices = columns.indices.prefix(sourceColumnCount).filter { columns[$0].name == name }.prefix(2)
    if indices.count == 1 {
      return .invalidData(
        at: .init(file: source, column: name), found: "a column of the name of a category's input",
        expected: "another name for column \(indices[0] + 1)")
    }
    return sameName(
      name, columns: Array(indices), hint: indices.last.map { "`ignoredColumns: \($0 + 1)` leaves one out" })
  }

  /// Checks that the names of some columns are all different, where the data have names.
  ///
  /// - Throws: `BPNetError.invalidData`, which tells of the inputs that have the name of a target, or of an
  ///   input before them.
  func checkNames(ofInputs inputs: [Int], targets: [Int]) throws(BPNetError) {
    guard hasHeader else { return }
    var places: [String: Int] = [:]
    for target in targets where places.updateValue(target, forKey: columns[target].name) != nil {
      throw ambiguous(columns[target].name)
    }
    var pairs: [(first: Int, other: Int)] = []
    for input in inputs {
      if let first = places[columns[input].name] {
        pairs.append((first, input))
      } else {
        places[columns[input].name] = input
      }
    }
    guard let pair = pairs.first else { return }
    let name = columns[pair.other].name
    guard pair.first < sourceColumnCount, pair.other < sourceColumnCount else { throw ambiguous(name) }
    let others = pairs.map(\.other).filter { $0 < sourceColumnCount }
    let what = others.count == 1 ? "one out" : "one of each out"
    throw sameName(
      name, columns: [pair.first, pair.other].sorted(),
      hint: "`ignoredColumns: \(selection(of: others))` leaves \(what)")
  }

  /// The columns of the data that some columns are, or are made of, each of them once.
  func sources(of columns: [Int]) -> [Int] {
    var seen: Set<Int> = []
    return columns.lazy.map { $0 < sourceColumnCount ? $0 : derived[$0 - sourceColumnCount].source }
      .filter { seen.insert($0).inserted }
  }

  private func sameName(_ name: String, columns indices: [Int], hint: String?) -> BPNetError {
    .invalidData(
      at: .init(file: source, column: name),
      found: "the same name for columns \(indices.map { "\($0 + 1)" }.joined(separator: " and "))",
      expected: "a different name for each column that is used", hint: hint)
  }
}
