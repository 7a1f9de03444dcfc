/// NumPy's arrays of text: cells of a fixed size, filled with zeros, in UTF-32 (`<U7`) or in bytes (`|S7`).
///
/// A cell without a character is missing. In an array of several columns, those that hold numbers alone are
/// columns of numbers: NumPy turns all cells into text where one is.
struct NPYText {
  /// The bytes of a character, and whether its high byte comes first.
  private let (characterSize, isBigEndian): (Int, Bool)
  /// The characters of a cell.
  private let length: Int

  /// The most characters of a cell.
  static let maximumLength = 1 << 20

  /// Nil for a type that is no text.
  init?(typeName: String) {
    guard let length = Int(typeName.dropFirst(2)), 0...NPYText.maximumLength ~= length else { return nil }
    switch typeName.dropFirst().first {
    case "U": (characterSize, isBigEndian) = (4, typeName.first == ">")
    case "S", "a": (characterSize, isBigEndian) = (1, false)
    default: return nil
    }
    self.length = length
  }

  /// Reads the cells of a part of a file.
  ///
  /// - Throws: `invalidData` for other than whole cells, and for bytes that are no characters.
  func array(
    in bytes: UnsafeRawBufferPointer, rowCount: Int, columnCount: Int, isFortranOrder: Bool, source: String
  ) throws(BPNetError) -> NPYArray {
    try Table.checkShape(rowCount: rowCount, columnCount: columnCount, source: source)
    let cellSize = characterSize * length
    let (needed, overflow) = (rowCount * columnCount).multipliedReportingOverflow(by: cellSize)
    guard !overflow, bytes.count == needed else {
      throw .invalidData(
        at: .init(file: source), found: "\(bytes.count) bytes of data",
        expected: "\(rowCount) rows of \(columnCount) texts of \(length) characters")
    }
    var columns = (0..<columnCount).map { _ in TextColumn() }
    let values = AlignedBuffer<Double>(uninitializedCount: rowCount * columnCount)
    var holdsMissing = false
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        let cell = isFortranOrder ? column * rowCount + row : row * columnCount + column
        let start = cell * cellSize
        guard let text = text(UnsafeRawBufferPointer(rebasing: bytes[start..<start + cellSize])) else {
          throw .invalidData(
            at: .init(file: source, line: row + 1, column: "\(column + 1)"),
            found: "bytes that are no characters", expected: "text in UTF-8")
        }
        let value = columns[column].value(of: text, row: row)
        if value.isNaN { holdsMissing = true }
        values.base[row * columnCount + column] = value
      }
    }
    if columnCount > 1 {
      for index in columns.indices where columns[index].makeNumbers() {
        for row in 0..<rowCount {
          let cell = values.base + row * columnCount + index
          if !cell.pointee.isNaN { cell.pointee = columns[index].numbers[Int(cell.pointee)] }
        }
      }
    }
    let block = CellBlock(
      values: values, rowCount: rowCount, columnCount: columnCount, holdsMissing: holdsMissing,
      source: source, lines: nil)
    return NPYArray(block: block, columns: columns.map(\.column))
  }

  /// The characters of a cell up to the zeros at its end; nil if they are none.
  private func text(_ cell: UnsafeRawBufferPointer) -> String? {
    if characterSize == 1 {
      var bytes = cell[...]
      while bytes.last == 0 { bytes.removeLast() }
      return String(validating: bytes, as: UTF8.self)
    }
    var scalars = String.UnicodeScalarView()
    var zeroCount = 0
    for offset in stride(from: 0, to: cell.count, by: 4) {
      let stored = cell.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
      let value = isBigEndian ? UInt32(bigEndian: stored) : UInt32(littleEndian: stored)
      guard value != 0 else {
        zeroCount += 1
        continue
      }
      guard let scalar = Unicode.Scalar(value) else { return nil }
      for _ in 0..<zeroCount { scalars.append(Unicode.Scalar(0)) }
      zeroCount = 0
      scalars.append(scalar)
    }
    return String(scalars)
  }
}

/// An array, and what its columns hold.
struct NPYArray {
  let block: CellBlock
  /// What the columns hold where it is not numbers as they lie in the file.
  var columns: [(kind: Table.Kind, firstText: Table.TextCell?)]?
}

/// The different texts of a column.
private struct TextColumn {
  /// By their bytes: two ways to write an accent are two texts, as in other formats.
  private var indices: [[UInt8]: Int] = [:]
  private var values: [String] = []
  private var firstText: Table.TextCell?
  private(set) var numbers: [Double] = []

  /// The index of a text, a new one if it has none yet; NaN for nothing.
  mutating func value(of text: String, row: Int) -> Double {
    if text.isEmpty { return .nan }
    let bytes = Array(text.utf8)
    if let index = indices[bytes] { return Double(index) }
    if firstText == nil { firstText = Table.TextCell(line: row + 1, text: text) }
    indices[bytes] = values.count
    values.append(text)
    return Double(values.count - 1)
  }

  /// Whether all texts are finite numbers, which then are in `numbers`; codes such as 007 stay text.
  mutating func makeNumbers() -> Bool {
    let isCode = values.contains { text in
      text.count > 1 && text.first == "0" && text.allSatisfy { $0.isASCII && $0.isNumber }
    }
    let numbers = values.compactMap { ColumnProfile.number($0) }
    guard !isCode, !values.isEmpty, numbers.count == values.count else { return false }
    self.numbers = numbers
    return true
  }

  /// What the column is.
  var column: (kind: Table.Kind, firstText: Table.TextCell?) {
    numbers.isEmpty && !values.isEmpty ? (.text(values: values), firstText) : (.number, nil)
  }
}
