/// Columns that a program has in memory, side by side, of which a table is made.
///
/// Either all columns have names or none has; without names they are called by their numbers, from 1.
package struct TableParts: Sendable {
  private var columns: [Table.Column] = []
  private var blocks: [CellBlock] = []
  private var names: Set<[UInt8]> = []
  /// The name of the table in errors.
  let source: String

  /// No columns yet.
  ///
  /// - Parameter source: the name of the table in errors.
  package init(source: String = Table.defaultSource) {
    self.source = source
  }

  /// The number of rows; 0 without columns.
  package var rowCount: Int { blocks.first?.rowCount ?? 0 }

  /// The number of columns.
  package var columnCount: Int { columns.count }

  /// The table of the columns so far.
  ///
  /// - Throws: `BPNetError.invalidData` if there are none.
  package func table() throws(BPNetError) -> Table {
    guard !columns.isEmpty else {
      throw .invalidData(at: .init(file: source), found: "no columns", expected: "at least one")
    }
    return Table(columns: columns, blocks: blocks, hasHeader: !names.isEmpty, source: source)
  }

  /// Adds columns of numbers that the caller keeps in place, unchanged, as long as the table or a data set
  /// made from it exists.
  ///
  /// - Parameters:
  ///   - base: the first of the numbers, `[rowCount][columnCount]`, at any alignment.
  ///   - newNames: the names of the columns; nil for none.
  ///   - owner: what keeps the numbers in place as long as it exists; nil if the caller sees to it.
  /// - Throws: `BPNetError.invalidData` if the columns do not have as many rows as those before, or a name is
  ///   there twice or missing.
  package mutating func add(
    borrowing base: UnsafeRawPointer, of type: NumberType, rowCount: Int, columnCount: Int,
    names newNames: [String]?, owner: (AnyObject & Sendable)? = nil
  ) throws(BPNetError) {
    try check(rowCount: rowCount, columnCount: columnCount, names: newNames)
    let block = CellBlock(
      borrowing: base, of: type, rowCount: rowCount, columnCount: columnCount, source: source, owner: owner)
    let first = columns.count
    add(
      block,
      (0..<columnCount).map { index in
        Table.Column(
          name: newNames?[index] ?? "\(first + index + 1)", kind: .number, isNamed: newNames != nil,
          fault: block.faults[index])
      })
  }

  /// Adds a column of text.
  ///
  /// - Parameters:
  ///   - texts: the texts; an empty one stands for a missing cell.
  ///   - indices: for each row the index of its text; nil for a missing cell.
  ///   - name: the name of the column; nil for none.
  /// - Throws: `BPNetError.invalidData` as for numbers, or if there is no such text.
  package mutating func add(
    texts: [String], indices: some Collection<Int?>, name: String?
  ) throws(BPNetError) {
    try check(rowCount: indices.count, columnCount: 1, names: name.map { [$0] })
    // Texts are numbered in the order of first appearance, each once, as readers number them.
    var numberOfText: [[UInt8]: Int] = [:]
    var numbers = [Double?](repeating: nil, count: texts.count)
    var values: [String] = []
    var firstText: Table.TextCell?
    let cells = AlignedBuffer<Double>(count: indices.count)
    var holdsMissing = false
    for (row, index) in indices.enumerated() {
      guard let index else {
        (cells.base[row], holdsMissing) = (.nan, true)
        continue
      }
      guard texts.indices ~= index else {
        throw .invalidData(
          at: .init(file: source, line: row + 1, column: name), found: "text \(index)",
          expected: "one of \(counted(texts.count, "text")), from 0")
      }
      if let number = numbers[index] {
        cells.base[row] = number
        if number.isNaN { holdsMissing = true }
        continue
      }
      let text = texts[index]
      var number = Double.nan
      if text.isEmpty {
        holdsMissing = true
      } else {
        let position = numberOfText[Array(text.utf8)] ?? values.count
        if position == values.count {
          numberOfText[Array(text.utf8)] = position
          values.append(text)
        }
        if firstText == nil { firstText = Table.TextCell(line: row + 1, text: text) }
        number = Double(position)
      }
      numbers[index] = number
      cells.base[row] = number
    }
    let block = CellBlock(
      values: cells, rowCount: indices.count, columnCount: 1, holdsMissing: holdsMissing, source: source,
      lines: nil)
    add(
      block,
      [
        Table.Column(
          name: name ?? "\(columns.count + 1)", kind: .text(values: values), isNamed: name != nil,
          firstText: firstText)
      ])
  }

  private mutating func add(_ block: CellBlock, _ newColumns: [Table.Column]) {
    blocks.append(block)
    columns += newColumns
    for column in newColumns where column.isNamed { names.insert(Array(column.name.utf8)) }
  }

  /// Checks the shape and the names of new columns.
  private func check(rowCount: Int, columnCount: Int, names newNames: [String]?) throws(BPNetError) {
    let place = BPNetError.Place(file: source)
    try Table.checkShape(rowCount: rowCount, columnCount: columns.count + columnCount, source: source)
    if let first = blocks.first, first.rowCount != rowCount {
      throw .invalidData(
        at: place, found: "columns of \(counted(rowCount, "row"))",
        expected: "\(first.rowCount), as in the first ones")
    }
    guard blocks.isEmpty || (newNames != nil) == !names.isEmpty else {
      throw .invalidData(
        at: place, found: newNames == nil ? "columns without names" : "columns with names",
        expected: "names for all columns or for none")
    }
    guard let newNames else { return }
    try Table.checkNames(newNames, at: place)
    if let name = newNames.first(where: { names.contains(Array($0.utf8)) }) {
      throw .invalidData(
        at: .init(file: source, column: name), found: "a second column of this name",
        expected: "a different name for each column")
    }
  }
}
