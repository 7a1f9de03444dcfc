/// Writes tables of numbers and text as data files.
package struct TableWriter: Sendable {
  /// The formats that are written.
  package enum Format: String, CaseIterable, Sendable {
    case csv, tsv, npy, npz, idx, fann, libsvm

    /// How file names of the format end.
    package var endings: [String] {
      switch self {
      case .csv: [".csv"]
      case .tsv: [".tsv", ".tab"]
      case .npy: [".npy"]
      case .npz: [".npz"]
      case .idx: [".idx"]
      case .fann: [".data"]
      case .libsvm: [".svm", ".libsvm", ".svmlight"]
      }
    }
  }

  let table: Table
  let columnCount: Int

  /// A writer of a table as it was read.
  package init(_ table: Table) {
    self.table = table
    columnCount = table.sourceColumnCount
  }

  /// The format that the ending of a path stands for, perhaps with `.gz` behind it; nil for others.
  package static func format(ofPath path: String) -> Format? {
    var path = path.lowercased()
    if GzipWriter.packs(path: path) { path.removeLast(GzipWriter.ending.count) }
    return Format.allCases.first { $0.endings.contains { path.hasSuffix($0) } }
  }

  /// Calls `body` with the bytes of the file, part by part.
  ///
  /// - Parameter packer: what packs the file by gzip; nil if it is not to be packed.
  /// - Throws: as without it.
  package func write(
    as format: Format, packedBy packer: GzipWriter?, _ body: ([UInt8]) throws -> Void
  ) throws {
    guard var packer else { return try write(as: format, body) }
    try write(as: format) { try packer.add($0, to: body) }
    try packer.finish(body)
  }

  /// Calls `body` with the bytes of the file, part by part.
  ///
  /// Numbers are written with all their digits; arrays keep their type where all columns have the same, and
  /// their format has it.
  ///
  /// - Throws: `BPNetError.invalidData` for a cell that the format cannot hold, before `body` is called; what
  ///   `body` throws.
  package func write(as format: Format, _ body: ([UInt8]) throws -> Void) throws {
    try check(format)
    switch format {
    case .csv: try writeText(",", body)
    case .tsv: try writeText("\t", body)
    case .npy: try writeNPY(body)
    case .npz: try writeNPZ(body)
    case .idx: try writeIDX(body)
    case .fann: try writeFANN(body)
    case .libsvm: try writeLIBSVM(body)
    }
  }

  /// The columns of a sample are its inputs, but for the last one, or those of an array of targets.
  var inputCount: Int { table.targetsFrom ?? columnCount - 1 }

  private func check(_ format: Format) throws(BPNetError) {
    if columnCount == 1, format == .fann || format == .libsvm {
      throw .invalidData(
        at: .init(file: table.source), found: "a single column", expected: "inputs and a target")
    }
    for column in 0..<columnCount {
      if let fault = table.fault(inColumn: column) { throw fault }
      if holdsText(format, inColumn: column) {
        if format != .npz, let error = nulFault(inColumn: column) { throw error }
        continue
      }
      let isText = isText(column)
      let holdsMissing = format == .npy || format == .npz || format == .idx
      guard isText || !holdsMissing && table.holdsMissing(inColumn: column) else { continue }
      let rows = 0..<table.rowCount
      let row = rows.first { isText ? isWord($0, column) : table[$0, column].isNaN }
      guard isText || row != nil else { continue }
      throw .invalidData(
        at: table.place(ofRow: row ?? 0, column: column), found: isText ? "text" : "a missing value",
        expected: format == .npz
          ? "numbers alone, which is what npz holds but for the targets"
          : "numbers alone, which is what \(format.rawValue) holds")
    }
  }

  /// The error for a text with a NUL, which no text file can have; nil if there is none.
  private func nulFault(inColumn column: Int) -> BPNetError? {
    guard case .text(let values) = table.columns[column].kind,
      values.contains(where: { $0.utf8.contains(0) }),
      let row = (0..<table.rowCount).first(where: { row in
        let cell = table[row, column]
        return !cell.isNaN && values[Int(cell)].utf8.contains(0)
      })
    else { return nil }
    return .invalidData(
      at: table.place(ofRow: row, column: column), found: "a text with a NUL", expected: "text without")
  }

  /// Whether the cells of a column are texts.
  func isText(_ column: Int) -> Bool {
    if case .text = table.columns[column].kind { true } else { false }
  }

  private func holdsText(_ format: Format, inColumn column: Int) -> Bool {
    format == .csv || format == .tsv || format == .npz && hasTargets && column >= inputCount
  }

  /// Whether a cell of a column of text is no number in decimal digits.
  private func isWord(_ row: Int, _ column: Int) -> Bool {
    guard case .text(let values) = table.columns[column].kind, !table[row, column].isNaN else { return false }
    let text = values[Int(table[row, column])]
    return Double(text) == nil || text.contains { "xX".contains($0) }
  }

  /// A number with the digits that it is read back from.
  func number(_ row: Int, _ column: Int) -> String { TableWriter.number(row, column, of: table) }

  /// A number of a table with the digits that it is read back from.
  static func number(_ row: Int, _ column: Int, of table: Table) -> String {
    let place = table.places[column]
    let block = table.blocks[place.block]
    let address = block.base + row * block.rowByteCount + place.column * block.type.byteCount
    switch block.type {
    // These may be beyond the whole numbers that a Double has.
    case .int64: return "\(address.loadUnaligned(as: Int64.self))"
    case .uint64: return "\(address.loadUnaligned(as: UInt64.self))"
    case .bigEndianInt64: return "\(Int64(bigEndian: address.loadUnaligned(as: Int64.self)))"
    case .bigEndianUInt64: return "\(UInt64(bigEndian: address.loadUnaligned(as: UInt64.self)))"
    default:
      let value = table[row, column]
      let isWhole = value == value.rounded() && abs(value) < 1e15 && (value != 0 || value.sign == .plus)
      return isWhole ? "\(Int(value))" : "\(value)"
    }
  }

  /// Hands out lines in large parts: `first`, if there is one, and one or more for each row.
  private func writeLines(
    _ body: ([UInt8]) throws -> Void, first: String?, row line: (_ row: Int) -> String
  ) throws {
    var bytes: [UInt8] = []
    if let first {
      bytes += first.utf8
      bytes.append(10)
    }
    for row in 0..<table.rowCount {
      bytes += line(row).utf8
      bytes.append(10)
      if bytes.count >= 1 << 16 {
        try body(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    if !bytes.isEmpty { try body(bytes) }
  }

  private func writeText(_ delimiter: Character, _ body: ([UInt8]) throws -> Void) throws {
    let names = table.columns.prefix(columnCount).map { field($0.name, delimiter) }
    let separator = String(delimiter)
    try writeLines(body, first: table.hasHeader ? names.joined(separator: separator) : nil) { row in
      (0..<columnCount).map { cell(row, $0, delimiter) }.joined(separator: separator)
    }
  }

  private func cell(_ row: Int, _ column: Int, _ delimiter: Character) -> String {
    let value = table[row, column]
    // A line without anything would be no row.
    if value.isNaN { return columnCount == 1 ? "\"\"" : "" }
    guard case .text(let values) = table.columns[column].kind else { return number(row, column) }
    return field(values[Int(value)], delimiter)
  }

  /// The quote, and what ends a line for one reader or another.
  private static let quotedScalars: Set<Unicode.Scalar> = [
    "\"", "\n", "\r", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}",
  ]

  private func field(_ text: String, _ delimiter: Character) -> String {
    let isPlain =
      !text.isEmpty && text.utf8.first != UInt8(ascii: "#") && !QuotedText.hasOuterBlank(text)
      && !text.unicodeScalars.contains {
        Self.quotedScalars.contains($0) || delimiter.unicodeScalars.first == $0
      }
      && !TableReader.TextOptions.defaultMissingValues.contains(text)
    return isPlain ? text : QuotedText.quoted(text)
  }

  private func writeFANN(_ body: ([UInt8]) throws -> Void) throws {
    let inputCount = inputCount
    func line(_ row: Int, _ columns: Range<Int>) -> String {
      columns.map { number(row, $0) }.joined(separator: " ")
    }
    let sizes = "\(table.rowCount) \(inputCount) \(columnCount - inputCount)"
    try writeLines(body, first: sizes) { row in
      line(row, 0..<inputCount) + "\n" + line(row, inputCount..<columnCount)
    }
  }

  /// The last column is the label.
  private func writeLIBSVM(_ body: ([UInt8]) throws -> Void) throws {
    try writeLines(body, first: nil) { row in
      let entries = (0..<columnCount - 1).compactMap { column in
        // The last input is written in the first line in any case, so that their number stays; and all of
        // them where there are so many that they are only believed in a file of that size.
        let isZero = table[row, column].bitPattern == 0
        let isNeeded = row == 0 && (column == columnCount - 2 || columnCount > LIBSVMFormat.trustedWidth)
        return isZero && !isNeeded
          ? nil : "\(column + 1):\(number(row, column))"
      }
      return ([number(row, columnCount - 1)] + entries).joined(separator: " ")
    }
  }
}
