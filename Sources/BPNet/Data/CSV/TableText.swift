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
  /// This table with labels as they are written, in columns of numbers that may not tell them apart:
  /// fractions such as 1.1 and 1.10, and numbers of more digits than a Double has; nil where there are none.
  ///
  /// Labels in arrays stay numbers.
  func withWrittenLabels(in targets: [Int]) throws(BPNetError) -> Table? {
    guard let text else { return nil }
    let doubtful = targets.filter { column in
      columns[column].kind == .number
        && (0..<rowCount).contains { ClassCoding.isDoubtful(self[$0, column]) }
    }
    return doubtful.isEmpty ? nil : try text.table(withTextIn: Set(doubtful))
  }
}
