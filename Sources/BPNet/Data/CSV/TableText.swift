/// The file of text that a table was read from, to read columns of it again as they are written.
struct TableText: Sendable {
  let input: InputBytes
  let options: TableReader.TextOptions

  /// Nil for an input that takes too much memory to be kept for this.
  init?(_ input: InputBytes, options: TableReader.TextOptions) {
    guard input.isMapped || input.bytes.count <= 1 << 26 else { return nil }
    self.input = input
    self.options = options
  }

  /// The table with these columns read as text.
  func table(withTextIn columns: Set<Int>) throws(BPNetError) -> Table {
    try CSVReader(options).read(input, textColumns: columns)
  }

  /// The first text of a column, such as NA, that stands for a missing value; nil where all such cells are
  /// empty.
  ///
  /// - Complexity: O(n) in the bytes of the text, which is read once more: for errors alone.
  func firstWordForMissing(in table: Table, column: Int) -> String? {
    var options = options
    options.missingValues = []
    guard let plain = try? CSVReader(options).read(input, textColumns: [column]),
      case .text(let values) = plain.columns[column].kind
    else { return nil }
    let row = (0..<min(table.rowCount, plain.rowCount)).first { row in
      table[row, column].isNaN && !plain[row, column].isNaN
    }
    return row.map { values[Int(plain[$0, column])] }
  }
}

extension Table {
  /// Whether a column of numbers holds one that may stand for several labels.
  func holdsDoubtfulLabels(inColumn column: Int) -> Bool {
    columns[column].kind == .number && (0..<rowCount).contains { ClassCoding.isDoubtful(self[$0, column]) }
  }

  /// This table with labels as they are written, in columns of numbers that may not tell them apart, such as
  /// 1.1 and 1.10 or numbers of more digits than a Double has, or that are written in another way than whole
  /// numbers are, such as 1.0 and 1e5; nil where there are none.
  ///
  /// Labels in arrays stay numbers.
  ///
  /// - Complexity: O(n) in the bytes of the text.
  func withWrittenLabels(in targets: [Int]) throws(BPNetError) -> Table? {
    guard let text else { return nil }
    let numeric = targets.filter { $0 < sourceColumnCount && columns[$0].kind == .number }
    let doubtful = numeric.filter(holdsDoubtfulLabels)
    let others = numeric.filter { !doubtful.contains($0) }
    let written = others.isEmpty ? [] : try WrittenLabels(text).columns(among: others)
    return doubtful.isEmpty && written.isEmpty
      ? nil : try text.table(withTextIn: Set(doubtful).union(written))
  }
}
