internal import SystemLibrary

/// Rows of doubles that grow one by one.
struct CellRows {
  let columnCount: Int
  /// What errors call the rows.
  private let source: String
  private(set) var rowCount = 0
  private var buffer: AlignedBuffer<Double>
  private var capacity: Int

  /// No rows yet, and room for about `estimatedRowCount`.
  ///
  /// - Throws: `readFailed` if there is not so much memory.
  init(columnCount: Int, estimatedRowCount: Int, source: String) throws(BPNetError) {
    self.columnCount = columnCount
    self.source = source
    // A little more than the estimate: copying all rows at the end costs more than memory that is reserved
    // and never touched.
    capacity = estimatedRowCount + estimatedRowCount / 16 + 16
    buffer = try CellRows.allocate(capacity * columnCount, source: source)
  }

  /// The next row, which counts only once `commitRow` is called.
  ///
  /// - Throws: `readFailed` if there is no memory for it.
  @inline(__always)
  mutating func nextRow() throws(BPNetError) -> UnsafeMutablePointer<Double> {
    if rowCount == capacity { try grow() }
    return buffer.base + rowCount * columnCount
  }

  /// Keeps the row that `nextRow` has given.
  @inline(__always)
  mutating func commitRow() { rowCount += 1 }

  /// Takes away rows at the end in which every cell is missing, and says how many.
  mutating func dropBlankRowsAtEnd() -> Int {
    let before = rowCount
    while rowCount > 0 {
      let last = buffer.base + (rowCount - 1) * columnCount
      guard (0..<columnCount).allSatisfy({ last[$0].isNaN }) else { break }
      rowCount -= 1
    }
    return before - rowCount
  }

  /// The rows as a block of a table.
  func block(holdsMissing: Bool, lines: LineNumbers) -> CellBlock {
    CellBlock(
      values: buffer, rowCount: rowCount, columnCount: columnCount, holdsMissing: holdsMissing,
      source: source, lines: lines)
  }

  private mutating func grow() throws(BPNetError) {
    capacity *= 2
    let larger = try CellRows.allocate(capacity * columnCount, source: source)
    larger.base.update(from: buffer.base, count: rowCount * columnCount)
    buffer = larger
  }

  /// Memory in large pages where the system has them: touching the memory of a big table for the first time
  /// costs as much as parsing it, page by page.
  private static func allocate(_ count: Int, source: String) throws(BPNetError) -> AlignedBuffer<Double> {
    let byteCount = count * MemoryLayout<Double>.stride
    guard MemoryBudget.hasRoom(for: byteCount) else {
      throw .readFailed(path: source, reason: "its \(count) numbers are too many to hold in memory")
    }
    let buffer = AlignedBuffer<Double>(uninitializedCount: count)
    #if os(Linux)
      guard byteCount >= 1 << 22 else { return buffer }
      let pageSize = UInt(sysconf(Int32(_SC_PAGESIZE)))
      let start = (UInt(bitPattern: buffer.base) + pageSize - 1) / pageSize * pageSize
      let end = (UInt(bitPattern: buffer.base) + UInt(byteCount)) / pageSize * pageSize
      // A hint: nothing depends on its success.
      _ = madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), Int32(MADV_HUGEPAGE))
    #endif
    return buffer
  }
}
