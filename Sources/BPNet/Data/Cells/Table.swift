/// The content of a data file: named columns of numbers or text, with one row for each sample.
public struct Table: Sendable {
  /// What the cells of a column are.
  public enum Kind: Sendable, Equatable {
    /// Finite numbers.
    case number
    /// Text; a cell holds the index of its text in `values`, which lists every text of the column once,
    /// in the order of first appearance.
    case text(values: [String])
  }

  /// A column's name and kind.
  public struct Column: Sendable, Equatable {
    /// The name in the header, or the column's number, counted from 1, if there is none.
    public let name: String
    /// What its cells are.
    public let kind: Kind
    /// Whether the data name it, and `name` is not its number.
    var isNamed = true
    /// The first cell that is no number: what made this a column of text.
    var firstText: TextCell?
    /// Whether each text of the column stood in quotes somewhere, as far as that is known.
    var areQuoted: [Bool] = []
    /// The first cell that cannot be used: an error as soon as the column is.
    var fault: Fault?
    /// Whether it has no name of its own, or one that programs give such a column, or the names of rows.
    var isUnnamed: Bool { !isNamed || isNamedByPandas || Column.rowNames.contains(name) }
    /// Whether its name is the one that pandas gives a column without one.
    var isNamedByPandas: Bool { name.hasPrefix("Unnamed: ") }
    /// What R and its packages call the names of rows, or a first column without a name.
    private static let rowNames: Set<String> = ["rownames", "row.names", "row_names", "rowname", "...1"]
    /// Whether it comes from a file or array of labels, and holds integers or text.
    var isLabel = false
    /// Whether it comes from a file of labels, and holds bytes.
    var isByteLabel = false

    init(
      name: String, kind: Kind, isNamed: Bool = true, firstText: TextCell? = nil, areQuoted: [Bool] = [],
      fault: Fault? = nil
    ) {
      self.name = name
      self.kind = kind
      self.isNamed = isNamed
      self.firstText = firstText
      self.areQuoted = areQuoted
      self.fault = fault
    }
  }

  /// A cell of text, for messages.
  struct TextCell: Sendable, Equatable {
    let line: Int
    let text: String
  }

  /// A cell that cannot be used, and what should be there.
  struct Fault: Sendable, Equatable {
    let line: Int
    let found: String
    let expected: String
    var hint: String?
  }

  /// The columns, as in the file.
  public let columns: [Column]
  /// The number of rows, the header not counted.
  public let rowCount: Int
  /// Whether the first record of the file names the columns.
  public let hasHeader: Bool
  /// The file as the caller named it.
  public let source: String
  /// Remarks about how the file was read.
  public let notes: [String]
  /// What the columns behind those of the data are made from.
  let derived: [DerivedColumn]
  /// Where each of these is.
  let derivedPlaces: [DerivedKey: Int]
  /// The byte between the fields of a file of text, `TableReader.TextOptions.blank` for runs of blanks.
  public internal(set) var delimiter: UInt8?
  /// Whether a comma stands before the fraction of numbers.
  var hasDecimalComma = false
  /// The texts that stand for missing values, where they are not the usual ones.
  var missingValues: [String]?
  /// The first column of an array of targets, if there is one.
  var targetsFrom: Int?
  /// What it was read from, if that is text and still at hand.
  var text: TableText?
  /// Whether it holds arrays of several dimensions, such as images, and so no target.
  var holdsInputsAlone = false
  /// What gives the pages of its files back, if it may be larger than the memory.
  var trimmer: PageTrimmer?
  /// Whether it may be larger than the memory, so that no copy of its numbers is made there.
  var isStreamed: Bool { trimmer != nil }
  /// The cells: blocks side by side, all with `rowCount` rows.
  let blocks: [CellBlock]
  /// The position of each column: a block, and a column of it.
  let places: [(block: Int, column: Int)]

  /// What errors call a table that has no other name.
  package static let defaultSource = "table"
  /// The most rows: their numbers have 32 bits in training.
  static let maximumRowCount = Int(Int32.max)
  /// The most columns.
  static let maximumColumnCount = 1 << 24

  /// The mapped files that cells are read from whenever they are needed.
  var mappedInputs: [InputBytes] { blocks.compactMap { $0.owner as? InputBytes }.filter(\.isMapped) }

  /// A file that cells are still read from and that was made shorter since; nil if all are whole.
  package var shortenedFile: String? { mappedInputs.first { !$0.isWhole }?.source }

  /// A table of blocks of columns, side by side.
  init(
    columns: [Column], blocks: [CellBlock], hasHeader: Bool, source: String, notes: [String] = [],
    derived: [DerivedColumn] = []
  ) {
    precondition(!columns.isEmpty && columns.count == blocks.reduce(0) { $0 + $1.columnCount })
    precondition(blocks.allSatisfy { $0.rowCount == blocks[0].rowCount })
    self.columns = columns
    self.rowCount = blocks[0].rowCount
    self.hasHeader = hasHeader
    self.source = source
    self.notes = notes
    self.derived = derived
    let firstDerived = columns.count - derived.count
    derivedPlaces = Dictionary(
      derived.enumerated().map {
        (DerivedKey(source: $1.source, category: $1.coding.category), firstDerived + $0)
      }, uniquingKeysWith: { first, _ in first })
    self.blocks = blocks
    self.places = blocks.indices.flatMap { block in
      (0..<blocks[block].columnCount).map { (block: block, column: $0) }
    }
  }

  /// Columns of numbers without names, which are called by their numbers, counted from 1.
  init(blocks: [CellBlock], source: String) {
    self.init(arrays: blocks.map { NPYArray(block: $0) }, source: source)
  }

  /// Columns of numbers or text without names, which are called by their numbers, counted from 1.
  ///
  /// - Parameter labelsFrom: the first column of an array of labels, if there is one.
  init(arrays: [NPYArray], source: String, labelsFrom: Int? = nil, notes: [String] = []) {
    let blocks = arrays.map(\.block)
    let columnCount = blocks.reduce(0) { $0 + $1.columnCount }
    let kinds = arrays.flatMap { array in
      array.columns ?? Array(repeating: (.number, nil), count: array.block.columnCount)
    }
    let faults = blocks.flatMap { block in (0..<block.columnCount).map { block.faults[$0] } }
    let isInteger = blocks.last?.type.bounds != nil
    self.init(
      columns: (0..<columnCount).map {
        var column = Column(
          name: "\($0 + 1)", kind: kinds[$0].kind, isNamed: false, firstText: kinds[$0].firstText,
          fault: faults[$0])
        let isText = if case .text = column.kind { true } else { false }
        column.isLabel = (isInteger || isText) && $0 >= labelsFrom ?? columnCount
        return column
      },
      blocks: blocks, hasHeader: false, source: source, notes: notes)
    targetsFrom = labelsFrom
  }

  /// A table of numbers that the program has made itself.
  ///
  /// - Parameters:
  ///   - values: The cells, row after row; NaN is a missing cell.
  ///   - columnNames: One name a column, all different.
  ///   - source: What errors call the table.
  /// - Throws: `invalidData` when there is no column or no row, when the rows are not whole, when two
  ///   columns have the same name, or when a cell is infinite.
  public init(
    values: [Double], columnNames: [String], source: String = "table"
  ) throws(BPNetError) {
    let width = columnNames.count
    guard width > 0, !values.isEmpty, values.count.isMultiple(of: width) else {
      throw .invalidData(
        at: .init(file: source), found: "\(counted(values.count, "value")) in rows of \(width)",
        expected: "one or more whole rows")
    }
    try Self.checkNames(columnNames, at: .init(file: source))
    if let index = values.firstIndex(where: \.isInfinite) {
      throw .invalidData(
        at: .init(file: source, line: index / width + 1, column: columnNames[index % width]),
        found: "\(values[index])", expected: "a finite number")
    }
    try Self.checkShape(rowCount: values.count / width, columnCount: width, source: source)
    let block = CellBlock(
      values: AlignedBuffer(copying: values), rowCount: values.count / width, columnCount: width,
      holdsMissing: values.contains(where: \.isNaN), source: source, lines: nil)
    self.init(
      columns: columnNames.map { Column(name: $0, kind: .number) }, blocks: [block],
      hasHeader: true, source: source)
  }

  /// A table of numbers from rows that the program has made itself.
  ///
  /// - Parameters:
  ///   - rows: The rows, all of one length; NaN is a missing cell.
  ///   - columnNames: One name a column, all different; without them the columns are called "1", "2", …
  ///   - source: What errors call the table.
  /// - Throws: `invalidData`, as `init(values:columnNames:source:)`, and when a row is shorter or longer
  ///   than the first.
  public init(
    rows: [[Double]], columnNames: [String]? = nil, source: String = "table"
  ) throws(BPNetError) {
    let width = columnNames?.count ?? rows.first?.count ?? 0
    if let row = rows.firstIndex(where: { $0.count != width }) {
      throw .invalidData(
        at: .init(file: source, line: row + 1), found: "a row of \(rows[row].count)",
        expected: "a row of \(width)")
    }
    try self.init(
      values: Array(rows.joined()), columnNames: columnNames ?? (0..<width).map { "\($0 + 1)" },
      source: source)
  }

  /// The cell of a row and a column, both counted from 0: a number, the index of a text, or NaN where the
  /// cell is missing.
  public subscript(row: Int, column: Int) -> Double {
    precondition(columns.indices.contains(column))
    return blocks[places[column].block][row, places[column].column]
  }

  /// All cells, `[rowCount][columns.count]`, as the subscript gives them.
  ///
  /// - Complexity: O(cells), in memory too: the table itself may be a mapped file that is far larger.
  public var values: [Double] {
    let runs = ColumnRuns(of: Array(columns.indices), in: self)
    return [Double](unsafeUninitializedCapacity: rowCount * columns.count) { values, count in
      for row in 0..<rowCount {
        runs.forEachRun(ofRow: row) { run, cells in
          let start = row * columns.count + run.position
          for index in 0..<run.count { values.initializeElement(at: start + index, to: cells[index]) }
        }
      }
      count = rowCount * columns.count
    }
  }

  /// The line of the file on which a row starts, counted from 1; nil when the table is not from a file
  /// of lines.
  ///
  /// - Complexity: O(log n) in the number of places where lines and rows get out of step.
  public func line(ofRow row: Int) -> Int? {
    blocks[0].lines?.line(ofRow: row)
  }

  /// This table with something more to say of how it was read.
  func noting(_ note: String) -> Table {
    var table = Table(
      columns: columns, blocks: blocks, hasHeader: hasHeader, source: source, notes: [note] + notes,
      derived: derived)
    table.copyFacts(from: self)
    return table
  }

  /// Takes over what is known of another table of the same data.
  mutating func copyFacts(from other: Table) {
    delimiter = other.delimiter
    hasDecimalComma = other.hasDecimalComma
    missingValues = other.missingValues
    targetsFrom = other.targetsFrom
    holdsInputsAlone = other.holdsInputsAlone
    text = other.text
    trimmer = other.trimmer
  }

  /// Whether a cell of a column may be missing.
  func holdsMissing(inColumn column: Int) -> Bool {
    blocks[places[column].block].holdsMissing
  }

  /// Where a column is: in its file.
  func place(ofColumn column: Int) -> BPNetError.Place {
    .init(file: blocks[places[column].block].source, column: columns[column].name)
  }

  /// Where a cell, or with no column a row, is in its file: in its line, or in its row where the file has
  /// no lines.
  func place(ofRow row: Int, column: Int? = nil) -> BPNetError.Place {
    let block = blocks[column.map { places[$0].block } ?? 0]
    return .init(
      file: block.source, line: block.lines?.line(ofRow: row) ?? row + 1,
      column: column.map { columns[$0].name })
  }

  /// The bytes of a row.
  var rowByteCount: Int { blocks.reduce(0) { $0 + $1.rowByteCount } }

  /// Checks that a table may have this shape.
  static func checkShape(rowCount: Int, columnCount: Int, source: String) throws(BPNetError) {
    guard rowCount > 0, columnCount > 0 else {
      throw .invalidData(
        at: .init(file: source), found: "\(counted(rowCount, "row")) of \(columnCount)",
        expected: "rows of data")
    }
    guard rowCount <= maximumRowCount, columnCount <= maximumColumnCount else {
      throw .invalidData(
        at: .init(file: source), found: "\(counted(rowCount, "row")) of \(columnCount)",
        expected: "at most \(maximumRowCount) rows of \(maximumColumnCount)")
    }
  }

  /// The error for the first cell of a column that cannot be used; nil if there is none.
  func fault(inColumn index: Int) -> BPNetError? {
    columns[index].fault.map { fault in
      .invalidData(
        at: .init(file: place(ofColumn: index).file, line: fault.line, column: columns[index].name),
        found: fault.found, expected: fault.expected,
        hint: fault.hint ?? (fault.expected == "a finite number" ? infinityHint(fault.found) : nil))
    }
  }

  /// The error for a column of text where numbers are needed; nil for a column of finite numbers.
  func numberExpected(inColumn index: Int) -> BPNetError? {
    let column = columns[index]
    guard case .text = column.kind else { return fault(inColumn: index) }
    return .invalidData(
      at: .init(file: place(ofColumn: index).file, line: column.firstText?.line, column: column.name),
      found: column.firstText.map { "'\($0.text)'" } ?? "text", expected: "a number")
  }

  /// Checks that no name stands twice.
  static func checkNames(_ names: [String], at place: BPNetError.Place) throws(BPNetError) {
    var firstColumn: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if let first = firstColumn.updateValue(index, forKey: name) {
        throw .invalidData(
          at: .init(file: place.file, line: place.line, column: name),
          found: "the same name for columns \(first + 1) and \(index + 1)",
          expected: "a different name for each column")
      }
    }
  }
}
