/// Writes tables of numbers and text as data files.
package struct TableWriter: Sendable {
  /// The formats that are written.
  package enum Format: String, CaseIterable, Sendable {
    case csv, tsv, npy, fann, libsvm

    /// How file names of the format end.
    package var endings: [String] {
      switch self {
      case .csv: [".csv"]
      case .tsv: [".tsv", ".tab"]
      case .npy: [".npy"]
      case .fann: [".data"]
      case .libsvm: [".svm", ".libsvm", ".svmlight"]
      }
    }
  }

  private let table: Table
  private let columnCount: Int

  /// A writer of a table as it was read.
  package init(_ table: Table) {
    self.table = table
    columnCount = table.sourceColumnCount
  }

  /// The format that the ending of a path stands for; nil for others.
  package static func format(ofPath path: String) -> Format? {
    let path = path.lowercased()
    return Format.allCases.first { $0.endings.contains { path.hasSuffix($0) } }
  }

  /// Calls `body` with the bytes of the file, part by part.
  ///
  /// Numbers are written with all their digits; NPY keeps their type where all columns have the same.
  ///
  /// - Throws: `BPNetError.invalidData` for a cell that the format cannot hold, before `body` is called; what
  ///   `body` throws.
  package func write(as format: Format, _ body: ([UInt8]) throws -> Void) throws {
    try check(format)
    switch format {
    case .csv: try writeText(",", body)
    case .tsv: try writeText("\t", body)
    case .npy: try writeArray(body)
    case .fann: try writeFANN(body)
    case .libsvm: try writeLIBSVM(body)
    }
  }

  private func check(_ format: Format) throws(BPNetError) {
    for column in 0..<columnCount {
      if let fault = table.fault(inColumn: column) { throw fault }
      if format == .csv || format == .tsv { continue }
      let isText = if case .text = table.columns[column].kind { true } else { false }
      guard isText || format != .npy && table.holdsMissing(inColumn: column) else { continue }
      let rows = 0..<table.rowCount
      let row = rows.first { isText ? isWord($0, column) : table[$0, column].isNaN }
      guard isText || row != nil else { continue }
      throw .invalidData(
        at: table.place(ofRow: row ?? 0, column: column), found: isText ? "text" : "a missing value",
        expected: "numbers alone, which is what \(format.rawValue) holds")
    }
  }

  /// Whether a cell of a column of text is no number in decimal digits.
  private func isWord(_ row: Int, _ column: Int) -> Bool {
    guard case .text(let values) = table.columns[column].kind, !table[row, column].isNaN else { return false }
    let text = values[Int(table[row, column])]
    return Double(text) == nil || text.contains { "xX".contains($0) }
  }

  /// A number with the digits that it is read back from.
  private func number(_ row: Int, _ column: Int) -> String {
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

  private func field(_ text: String, _ delimiter: Character) -> String {
    let isPlain =
      !text.isEmpty && !text.contains { $0 == delimiter || $0 == "\"" || $0.isNewline }
      && !text.hasPrefix(" ") && !text.hasSuffix(" ") && !text.hasPrefix("#")
      && !TextOptions.defaultMissingValues.contains(text)
    if isPlain { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }

  private func writeArray(_ body: ([UInt8]) throws -> Void) throws {
    let shape = "(\(table.rowCount), \(columnCount))"
    let block = table.blocks[0]
    if table.blocks.count == 1, let type = NPYHeader.name(of: block.type) {
      try body(NPYHeader.bytes(type: type, shape: shape))
      let rowsAtOnce = max((1 << 20) / max(block.rowByteCount, 1), 1)
      for start in stride(from: 0, to: block.rowCount, by: rowsAtOnce) {
        let count = min(rowsAtOnce, block.rowCount - start) * block.rowByteCount
        let part = UnsafeRawBufferPointer(start: block.base + start * block.rowByteCount, count: count)
        try body(Array(part))
      }
      return withExtendedLifetime(block.owner) {}
    }
    try body(NPYHeader.bytes(type: "<f8", shape: shape))
    for row in 0..<table.rowCount {
      let values = (0..<columnCount).map { table[row, $0].bitPattern.littleEndian }
      try values.withUnsafeBytes { try body(Array($0)) }
    }
  }

  /// The columns of a sample are its inputs, but for the last one, or those of an array of targets.
  private func writeFANN(_ body: ([UInt8]) throws -> Void) throws {
    let inputCount = table.targetsFrom ?? columnCount - 1
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
        // The last input is written in the first line in any case, so that their number stays.
        let isZero = table[row, column].bitPattern == 0
        return isZero && (row > 0 || column < columnCount - 2)
          ? nil : "\(column + 1):\(number(row, column))"
      }
      return ([number(row, columnCount - 1)] + entries).joined(separator: " ")
    }
  }
}

extension NPYHeader {
  /// The name of a type, as NumPy writes it; nil for one that it does not have.
  static func name(of type: NumberType) -> String? {
    switch type {
    case .uint8: "|u1"
    case .int8: "|i1"
    case .uint16: "<u2"
    case .int16: "<i2"
    case .uint32: "<u4"
    case .int32: "<i4"
    case .uint64: "<u8"
    case .int64: "<i8"
    case .float16: "<f2"
    case .float32: "<f4"
    case .float64: "<f8"
    case .bigEndianUInt16: ">u2"
    case .bigEndianInt16: ">i2"
    case .bigEndianUInt32: ">u4"
    case .bigEndianInt32: ">i4"
    case .bigEndianUInt64: ">u8"
    case .bigEndianInt64: ">i8"
    case .bigEndianFloat16: ">f2"
    case .bigEndianFloat32: ">f4"
    case .bigEndianFloat64: ">f8"
    }
  }

  /// A header of version 1.0, padded so that the numbers begin at a multiple of 64 bytes.
  static func bytes(type: String, shape: String) -> [UInt8] {
    var text = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }".utf8)
    text += [UInt8](repeating: 32, count: (64 - (10 + text.count + 1) % 64) % 64) + [10]
    let size = [UInt8(truncatingIfNeeded: text.count), UInt8(truncatingIfNeeded: text.count >> 8)]
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + size + text
  }
}
