/// Training data of FANN: the numbers of samples, inputs and outputs, then each sample's inputs and its
/// outputs, with blanks or line ends between.
///
/// Source: FANN's reference manual, "Training Data Format".
struct FANNDataFormat: DataFormat {
  let name = "fann"
  let endings = [".data", ".train", ".test"]
  /// How many lines tell a table of three columns from samples of three inputs.
  private static let lineLimit = 10

  /// Whether a file begins with three whole numbers: other programs' files have such endings, too.
  ///
  /// Where each of the next lines has three numbers, as well, the file may be a table of three columns: it
  /// is, unless it has as many numbers as its first line says, or, if it ends in `.data`, fewer of such
  /// samples.
  func accepts(_ input: InputBytes) -> Bool {
    guard case (let sizes, var rest)? = FANNDataFormat.header(of: input) else { return false }
    guard rest.skipBlanks(acrossLines: true) else { return true }
    var lines = rest
    repeat {
      guard lines.wordCount(acrossLines: false) == 3 else { return true }
    } while lines.line < rest.line + Self.lineLimit && lines.skipBlanks(acrossLines: true)
    let (columnCount, isTooWide) = sizes[1].addingReportingOverflow(sizes[2])
    let (numberCount, isTooLarge) = sizes[0].multipliedReportingOverflow(by: columnCount)
    guard !isTooWide, !isTooLarge else { return false }
    let count = rest.wordCount(acrossLines: true)
    let isData = [".data", ".data.gz"].contains(where: input.source.lowercased().hasSuffix)
    // A file that was cut off is no table, if its samples may have lines of three, or it has but one.
    let mayHaveThree =
      columnCount == 3 || count == 3 || sizes[1].isMultiple(of: 3) && sizes[2].isMultiple(of: 3)
    return count == numberCount || isData && mayHaveThree && count < numberCount
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
        expected: "as many as the first line says", hint: Self.tableHint)
    }
    let block = try rows.block(holdsMissing: false, lines: lines)
    let outputs = header.sizes[2] > 1 ? header.sizes[1] : nil
    return Table(arrays: [NPYArray(block: block)], source: input.source, labelsFrom: outputs)
  }

  private func cutOff(_ words: TextWords, _ expected: String) -> BPNetError {
    .invalidData(
      at: .init(file: words.source, line: words.line), found: "the end of the file", expected: expected,
      hint: Self.tableHint)
  }

  private static let tableHint = "if it is a table of numbers with blanks between them: `format: csv`"

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
