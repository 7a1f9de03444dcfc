/// Text of LIBSVM and SVMlight.
///
/// A line has a label, and the inputs that are not 0 as INDEX:VALUE, counted from 1, or from 0 where an index
/// is 0. `qid:N` and what follows `#` are left out. The inputs are the columns, and the label the last one.
/// All cells are held, those of 0 too.
///
/// Source: README of LIBSVM; "Input Format" of SVMlight.
struct LIBSVMFormat: DataFormat {
  let name = "libsvm"
  let endings = [".svm", ".libsvm", ".svmlight"]

  func read(_ input: InputBytes, options: TextOptions) throws(BPNetError) -> Table {
    var (rowCount, least, greatest) = (0, Int.max, 0)
    try forEachRow(of: input) { _ in
      rowCount += 1
    } entry: { index, _ in
      (least, greatest) = (min(least, index), max(greatest, index))
    }
    let first = least == 0 ? 0 : 1
    let width = greatest - first + 2
    guard rowCount > 0, width > 1 else {
      throw .invalidData(
        at: .init(file: input.source), found: "\(counted(rowCount, "row")) without inputs",
        expected: "rows of LABEL INDEX:VALUE …")
    }
    try Table.checkShape(rowCount: rowCount, columnCount: width, source: input.source)
    let rows = try cells(of: input, rowCount: rowCount, width: width, first: first)
    let notes = first == 0 ? ["the indices count from 0: index 0 is column 1"] : []
    return Table(arrays: [NPYArray(block: rows)], source: input.source, notes: notes)
  }

  private func cells(
    of input: InputBytes, rowCount: Int, width: Int, first: Int
  ) throws(BPNetError) -> CellBlock {
    var rows = try CellRows(columnCount: width, estimatedRowCount: rowCount, source: input.source)
    var lines = LineNumbers()
    var row = try rows.nextRow()
    var isFirst = true
    try forEachRow(of: input) { (label, line) throws(BPNetError) in
      if !isFirst {
        rows.commitRow()
        row = try rows.nextRow()
      }
      isFirst = false
      row.update(repeating: 0, count: width)
      row[width - 1] = label
      lines.append(line: line)
    } entry: { index, value in
      row[index - first] = value
    }
    rows.commitRow()
    return rows.block(holdsMissing: false, lines: lines)
  }

  /// Calls closures with the label and the line of each row, and with each of its entries.
  ///
  /// - Throws: `BPNetError.invalidData` for other content; what `row` throws.
  private func forEachRow(
    of input: InputBytes, row: (_ label: Double, _ line: Int) throws(BPNetError) -> Void,
    entry: (_ index: Int, _ value: Double) -> Void
  ) throws(BPNetError) {
    var words = TextWords(input)
    repeat {
      guard words.skipBlanks(acrossLines: false), words.byte != UInt8(ascii: "#") else { continue }
      try row(try words.number(column: "label"), words.line)
      var last = -1
      while words.skipBlanks(acrossLines: false), words.byte != UInt8(ascii: "#") {
        let isQuery = words.skip("qid:")
        let index = isQuery ? last : words.wholeNumber()
        guard let index, isQuery || words.skip(":"), index < Table.maximumColumnCount else {
          throw invalid(words, "a word that is not INDEX:VALUE", "an index below \(Table.maximumColumnCount)")
        }
        let value = try words.number(column: isQuery ? "qid" : "\(index)")
        if isQuery { continue }
        guard index > last else { throw invalid(words, "index \(index) behind \(last)", "rising indices") }
        last = index
        entry(index, value)
      }
    } while words.skipLine()
  }

  /// The same without the line.
  private func forEachRow(
    of input: InputBytes, row: (Double) -> Void, entry: (Int, Double) -> Void
  ) throws(BPNetError) {
    try forEachRow(of: input, row: { label, _ in row(label) }, entry: entry)
  }

  private func invalid(_ words: TextWords, _ found: String, _ expected: String) -> BPNetError {
    .invalidData(at: .init(file: words.source, line: words.line), found: found, expected: expected)
  }
}
