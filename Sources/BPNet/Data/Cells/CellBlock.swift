/// Cells of neighbouring columns, row after row in memory, as numbers of one type: what a reader has
/// parsed, or a part of a mapped file.
///
/// Invariant that makes it `Sendable`: `base` points to `rowCount` rows of `columnCount` numbers that
/// `owner` keeps in place, and that nobody writes to any more.
struct CellBlock: @unchecked Sendable {
  let type: NumberType
  let rowCount: Int
  let columnCount: Int
  /// Whether a cell is NaN, which stands for a missing one.
  let holdsMissing: Bool
  /// The first infinite number of each column that has one.
  let faults: [Int: Table.Fault]
  /// The file, for messages.
  var source: String
  /// Where rows start, in a file of lines.
  let lines: LineNumbers?
  let base: UnsafeRawPointer
  let owner: AnyObject & Sendable
  /// The cells, if those of value 0 are not held; nothing is read from `base` then.
  let sparse: SparseRows?

  /// The bytes from the start of a row to the next, as if no cell were left out.
  var rowByteCount: Int { columnCount * type.byteCount }

  /// Cells that a reader has made.
  init(
    values: AlignedBuffer<Double>, rowCount: Int, columnCount: Int, holdsMissing: Bool, source: String,
    lines: LineNumbers?
  ) {
    precondition(rowCount * columnCount <= values.count)
    self.type = .float64
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.holdsMissing = holdsMissing
    self.faults = [:]
    self.source = source
    self.lines = lines
    self.base = UnsafeRawPointer(values.base)
    self.owner = values
    self.sparse = nil
  }

  /// Cells of which those of value 0 are not held.
  init(sparse: SparseRows, rowCount: Int, columnCount: Int, source: String, lines: LineNumbers?) {
    self.type = .float64
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.holdsMissing = false
    self.faults = [:]
    self.source = source
    self.lines = lines
    self.base = sparse.cells.base
    self.owner = sparse
    self.sparse = sparse
  }

  /// Cells that a reader has written to a file, row after row from its first byte on.
  init(
    spooled input: InputBytes, rowCount: Int, columnCount: Int, holdsMissing: Bool, lines: LineNumbers?
  ) {
    precondition(rowCount * columnCount * NumberType.float64.byteCount <= input.bytes.count)
    self.type = .float64
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.holdsMissing = holdsMissing
    self.faults = [:]
    self.source = input.source
    self.lines = lines
    self.base = input.base
    self.owner = input
    self.sparse = nil
  }

  /// Cells that lie in `input`, from byte `offset` to its end or further back.
  ///
  /// - Throws: `invalidData` when the shape is empty, beyond what a table may have, or needs other than
  ///   `byteCount` bytes.
  init(
    in input: InputBytes, offset: Int, byteCount: Int, type: NumberType, rowCount: Int, columnCount: Int,
    source: String
  ) throws(BPNetError) {
    try Table.checkShape(rowCount: rowCount, columnCount: columnCount, source: source)
    // The limits of the shape keep the product in range.
    let needed = rowCount * columnCount * type.byteCount
    guard needed == byteCount else {
      throw .invalidData(
        at: .init(file: source), found: "\(byteCount) bytes of data",
        expected: "\(needed), \(rowCount) rows of \(columnCount)")
    }
    precondition(offset >= 0 && offset + byteCount <= input.bytes.count)
    self.type = type
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.source = source
    self.lines = nil
    self.base = input.base + offset
    self.owner = input
    self.sparse = nil
    (holdsMissing, faults) = CellBlock.checkFinite(base, type, rowCount: rowCount, columnCount: columnCount)
  }

  /// Cells that the caller keeps in place, unchanged, as long as anything refers to them.
  ///
  /// - Parameter owner: what keeps them in place as long as it exists; nil if the caller sees to it.
  init(
    borrowing base: UnsafeRawPointer, of type: NumberType, rowCount: Int, columnCount: Int, source: String,
    owner: (AnyObject & Sendable)? = nil
  ) {
    self.type = type
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.source = source
    self.lines = nil
    self.base = base
    self.owner = owner ?? Caller()
    self.sparse = nil
    (holdsMissing, faults) = CellBlock.checkFinite(base, type, rowCount: rowCount, columnCount: columnCount)
  }

  /// The owner of cells that the caller keeps.
  private final class Caller: Sendable {}

  /// The cell of a row and a column, both counted from 0.
  subscript(row: Int, column: Int) -> Double {
    precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount)
    var value = 0.0
    if let sparse {
      sparse.cells.widen(row: row, column: column, count: 1, into: &value)
      return value
    }
    type.widen(base + row * rowByteCount + column * type.byteCount, count: 1, into: &value)
    return value
  }

  /// Whether a cell is NaN, and the first infinite cell of each column.
  private static func checkFinite(
    _ base: UnsafeRawPointer, _ type: NumberType, rowCount: Int, columnCount: Int
  ) -> (holdsMissing: Bool, faults: [Int: Table.Fault]) {
    var (holdsMissing, faults) = (false, [Int: Table.Fault]())
    guard type.bounds == nil else { return (holdsMissing, faults) }
    let cellCount = rowCount * columnCount
    let chunk = AlignedBuffer<Double>(count: 1024)
    for start in stride(from: 0, to: cellCount, by: chunk.count) {
      let count = min(chunk.count, cellCount - start)
      type.widen(base + start * type.byteCount, count: count, into: chunk.base)
      guard !FiniteCheck.areFinite(chunk.base, count: count) else { continue }
      for index in 0..<count where !chunk.base[index].isFinite {
        guard chunk.base[index].isInfinite else {
          holdsMissing = true
          continue
        }
        let (row, column) = (start + index).quotientAndRemainder(dividingBy: columnCount)
        if faults[column] == nil {
          faults[column] = Table.Fault(
            line: row + 1, found: "\(chunk.base[index])", expected: "a finite number")
        }
      }
    }
    return (holdsMissing, faults)
  }
}
