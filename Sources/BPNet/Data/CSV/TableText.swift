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
