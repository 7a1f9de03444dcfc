/// Text of LIBSVM and SVMlight.
///
/// A line has a label, and the inputs that are not 0 as INDEX:VALUE, counted from 1, or from 0 where an index
/// is 0. `qid:N` and what follows `#` are left out. The inputs are the columns, and the label the last one.
/// Inputs of 0 take no memory. Since a column takes some, an index is at most 65,535 or as large as the file
/// has bytes.
///
/// Source: README of LIBSVM; "Input Format" of SVMlight.
struct LIBSVMFormat: DataFormat {
  let name = "libsvm"
  let endings = [".svm", ".libsvm", ".svmlight"]

  func read(_ input: InputBytes, options: TableReader.TextOptions) throws(BPNetError) -> Table {
    var (rowCount, cellCount, least, greatest) = (0, 0, Int.max, 0)
    let holdsQueries = try forEachRow(of: input) { _ in
      rowCount += 1
    } entry: { index, _ in
      (least, greatest) = (min(least, index), max(greatest, index))
      cellCount += 1
    }
    let first = least == 0 ? 0 : 1
    let width = greatest - first + 1
    guard rowCount > 0, width > 0 else {
      throw .invalidData(
        at: .init(file: input.source), found: "\(counted(rowCount, "row")) without inputs",
        expected: "rows of LABEL INDEX:VALUE …")
    }
    try Table.checkShape(rowCount: rowCount, columnCount: width + 1, source: input.source)
    let blocks = try cells(of: input, rowCount: rowCount, cellCount: cellCount, width: width, first: first)
    var notes = first == 0 ? ["the indices count from 0: index 0 is column 1"] : []
    if holdsQueries { notes.append("the queries qid:N are left out: rows are learnt one by one") }
    return Table(arrays: blocks.map { NPYArray(block: $0) }, source: input.source, notes: notes)
  }

  /// The inputs and the labels.
  private func cells(
    of input: InputBytes, rowCount: Int, cellCount: Int, width: Int, first: Int
  ) throws(BPNetError) -> [CellBlock] {
    guard MemoryBudget.hasRoom(for: rowCount * 16 + cellCount * 12) else {
      throw .readFailed(path: input.source, reason: "its \(cellCount) numbers are too many to hold in memory")
    }
    let starts = AlignedBuffer<Int>(uninitializedCount: rowCount + 1)
    let labels = AlignedBuffer<Double>(uninitializedCount: rowCount)
    let columns = AlignedBuffer<Int32>(uninitializedCount: cellCount)
    let values = AlignedBuffer<Double>(uninitializedCount: cellCount)
    var lines = LineNumbers()
    var (row, cell) = (0, 0)
    try forEachRow(of: input) { label, line in
      (starts.base[row], labels.base[row]) = (cell, label)
      row += 1
      lines.append(line: line)
    } entry: { index, value in
      (columns.base[cell], values.base[cell]) = (Int32(index - first), value)
      cell += 1
    }
    starts.base[row] = cell
    let inputs = SparseRows(starts: starts, columns: columns, values: values)
    return [
      CellBlock(
        sparse: inputs, rowCount: rowCount, columnCount: width, source: input.source, lines: lines),
      CellBlock(
        values: labels, rowCount: rowCount, columnCount: 1, holdsMissing: false, source: input.source,
        lines: lines),
    ]
  }

  /// The number of inputs that is believed in a file of any size.
  static let trustedWidth = 65_535

  /// Calls closures with the label and the line of each row, and with each of its entries; whether there were
  /// queries.
  ///
  /// - Throws: `BPNetError.invalidData` for other content; what `row` throws.
  @discardableResult
  private func forEachRow(
    of input: InputBytes, row: (_ label: Double, _ line: Int) throws(BPNetError) -> Void,
    entry: (_ index: Int, _ value: Double) -> Void
  ) throws(BPNetError) -> Bool {
    var (words, holdsQueries) = (TextWords(input), false)
    let limit = min(max(input.bytes.count, Self.trustedWidth) + 1, Table.maximumColumnCount)
    repeat {
      guard words.skipBlanks(acrossLines: false), words.byte != UInt8(ascii: "#") else { continue }
      try row(try words.number(column: "label"), words.line)
      var last = -1
      while words.skipBlanks(acrossLines: false), words.byte != UInt8(ascii: "#") {
        let isQuery = words.skip("qid:")
        let index = isQuery ? last : words.wholeNumber()
        guard let index, isQuery || words.skip(":"), index < limit else {
          throw invalid(words, "a word that is not INDEX:VALUE", "an index below \(limit)")
        }
        let value = try words.number(column: isQuery ? "qid" : "\(index)")
        if isQuery {
          holdsQueries = true
          continue
        }
        guard index > last else { throw invalid(words, "index \(index) behind \(last)", "rising indices") }
        last = index
        entry(index, value)
      }
    } while words.skipLine()
    return holdsQueries
  }

  /// The same without the line.
  private func forEachRow(
    of input: InputBytes, row: (Double) -> Void, entry: (Int, Double) -> Void
  ) throws(BPNetError) -> Bool {
    try forEachRow(of: input, row: { label, _ in row(label) }, entry: entry)
  }

  private func invalid(_ words: TextWords, _ found: String, _ expected: String) -> BPNetError {
    .invalidData(at: .init(file: words.source, line: words.line), found: found, expected: expected)
  }
}
