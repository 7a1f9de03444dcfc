/// Training data of FANN: the numbers of samples, inputs and outputs, then each sample's inputs and its
/// outputs, with blanks or line ends between.
///
/// Source: FANN's reference manual, "Training Data Format".
struct FANNDataFormat: DataFormat {
  let name = "fann"
  let endings = [".data", ".train", ".test"]

  /// Whether a file begins with three whole numbers: other programs' files have such endings, too.
  ///
  /// Where the next line has three numbers, as well, a file that does not end in `.data` may be a table of
  /// three columns: it is, unless it has as many numbers as its first line says.
  func accepts(_ input: InputBytes) -> Bool {
    guard case (let sizes, var rest)? = FANNDataFormat.header(of: input) else { return false }
    let name = input.source.lowercased()
    guard !name.hasSuffix(".data"), !name.hasSuffix(".data.gz"), rest.skipBlanks(acrossLines: true) else {
      return true
    }
    var line = rest
    guard line.wordCount(acrossLines: false) == 3 else { return true }
    let (columnCount, isTooWide) = sizes[1].addingReportingOverflow(sizes[2])
    let (numberCount, isTooLarge) = sizes[0].multipliedReportingOverflow(by: columnCount)
    return !isTooWide && !isTooLarge && rest.wordCount(acrossLines: true) == numberCount
  }

  func read(_ input: InputBytes, options: TableReader.TextOptions) throws(BPNetError) -> Table {
    guard let header = FANNDataFormat.header(of: input) else {
      throw .invalidData(
        at: .init(file: input.source, line: 1), found: "no three whole numbers above 0",
        expected: "the numbers of samples, inputs and outputs, as FANN has them")
    }
    // Sizes beyond the limit are as good as any others.
    let (sum, isTooLarge) = header.sizes[1].addingReportingOverflow(header.sizes[2])
    let (rowCount, columnCount) = (header.sizes[0], isTooLarge ? .max : sum)
    try Table.checkShape(rowCount: rowCount, columnCount: columnCount, source: input.source)
    var words = header.rest
    // A number has a digit, and something before it.
    guard rowCount * columnCount <= words.byteCount / 2 else {
      throw cutOff(words, "\(counted(rowCount, "sample")) of \(columnCount) numbers")
    }
    var rows = try CellRows(
      columnCount: columnCount, estimatedRowCount: rowCount, source: input.source, trimmer: input.trimmer)
    var lines = LineNumbers()
    for index in 0..<rowCount {
      let row = try rows.nextRow()
      for column in 0..<columnCount {
        guard words.skipBlanks(acrossLines: true) else {
          throw cutOff(words, "\(rowCount) samples of \(columnCount) numbers, not \(index) and \(column)")
        }
        if column == 0 { lines.append(line: words.line) }
        row[column] = try words.number(column: "\(column + 1)")
      }
      rows.commitRow()
    }
    if words.skipBlanks(acrossLines: true) {
      throw .invalidData(
        at: .init(file: input.source, line: words.line), found: "more than \(rowCount) samples",
        expected: "as many as the first line says")
    }
    let block = try rows.block(holdsMissing: false, lines: lines)
    let outputs = header.sizes[2] > 1 ? header.sizes[1] : nil
    return Table(arrays: [NPYArray(block: block)], source: input.source, labelsFrom: outputs)
  }

  private func cutOff(_ words: TextWords, _ expected: String) -> BPNetError {
    .invalidData(
      at: .init(file: words.source, line: words.line), found: "the end of the file", expected: expected)
  }

  /// The three numbers of the first line, and what follows; nil if it has other content.
  private static func header(of input: InputBytes) -> (sizes: [Int], rest: TextWords)? {
    var words = TextWords(input)
    var sizes: [Int] = []
    while words.skipBlanks(acrossLines: false) {
      guard sizes.count < 3, let size = words.wholeNumber(), size > 0, words.isAtEndOfWord else { return nil }
      sizes.append(size)
    }
    return sizes.count == 3 ? (sizes, words) : nil
  }
}
