internal import SystemLibrary

/// Rows of doubles that grow one by one, in memory or in a file.
struct CellRows {
  let columnCount: Int
  /// What errors call the rows.
  private let source: String
  private(set) var rowCount = 0
  private var buffer: AlignedBuffer<Double>
  /// The number of rows for which there is room.
  private var capacity: Int
  /// The number of rows before those in `buffer`, which are in `spool`; 0 without one.
  private var spooledRowCount = 0
  /// The file of the rows; nil if all of them are in memory.
  private let spool: SpoolFile?
  private let trimmer: PageTrimmer?

  /// The bytes of rows that are written to a file at once.
  private static let spooledByteCount = 4 << 20

  /// No rows yet, and room for about `estimatedRowCount`.
  ///
  /// - Parameter trimmer: what gives the pages of a file back; with it, the rows are written to one.
  /// - Throws: `readFailed` if there is not so much memory, `cannotOpen` if no file can be made.
  init(
    columnCount: Int, estimatedRowCount: Int, source: String, trimmer: PageTrimmer?
  ) throws(BPNetError) {
    self.columnCount = columnCount
    self.source = source
    self.trimmer = trimmer
    guard trimmer == nil else {
      spool = try SpoolFile()
      capacity = max(Self.spooledByteCount / (columnCount * MemoryLayout<Double>.stride), 1)
      buffer = try CellRows.allocate(capacity * columnCount, source: source)
      return
    }
    spool = nil
    // A little more than the estimate: copying all rows at the end costs more than memory that is reserved
    // and never touched.
    capacity = estimatedRowCount + estimatedRowCount / 16 + 16
    buffer = try CellRows.allocate(capacity * columnCount, source: source)
  }

  /// The next row, which counts only once `commitRow` is called.
  ///
  /// - Throws: `readFailed` if there is no memory for it, `writeFailed` if the file cannot take the rows.
  @inline(__always)
  mutating func nextRow() throws(BPNetError) -> UnsafeMutablePointer<Double> {
    if rowCount == capacity { try grow() }
    return buffer.base + (rowCount - spooledRowCount) * columnCount
  }

  /// Keeps the row that `nextRow` has given.
  @inline(__always)
  mutating func commitRow() { rowCount += 1 }

  /// Takes all rows away and keeps their room.
  ///
  /// - Precondition: they are in memory.
  mutating func removeAll() {
    precondition(spool == nil)
    rowCount = 0
  }

  /// Gives the texts of a column, in rows that are in memory, other numbers: those at the old ones.
  mutating func renumber(column: Int, _ numbers: [Double]) {
    for row in spooledRowCount..<rowCount {
      let cell = buffer.base + (row - spooledRowCount) * columnCount + column
      if !cell.pointee.isNaN { cell.pointee = numbers[Int(cell.pointee)] }
    }
  }

  /// Appends rows that are in memory.
  ///
  /// - Throws: as `nextRow`.
  mutating func append(_ next: CellRows) throws(BPNetError) {
    var taken = 0
    while taken < next.rowCount {
      let row = try nextRow()
      let count = min(capacity - rowCount, next.rowCount - taken)
      row.update(from: next.buffer.base + taken * columnCount, count: count * columnCount)
      taken += count
      rowCount += count
    }
  }

  /// Takes away rows at the end in which every cell is missing, and says how many.
  mutating func dropBlankRowsAtEnd() -> Int {
    let before = rowCount
    let room = AlignedBuffer<Double>(count: columnCount)
    while rowCount > 0 {
      let last = row(rowCount - 1, room: room)
      guard (0..<columnCount).allSatisfy({ last[$0].isNaN }) else { break }
      rowCount -= 1
    }
    return before - rowCount
  }

  /// The cells of a row, which are read into `room` if they are in the file.
  private func row(_ index: Int, room: AlignedBuffer<Double>) -> UnsafePointer<Double> {
    guard let spool, index < spooledRowCount else {
      return UnsafePointer(buffer.base + (index - spooledRowCount) * columnCount)
    }
    let byteCount = columnCount * MemoryLayout<Double>.stride
    let bytes = UnsafeMutableRawBufferPointer(start: room.base, count: byteCount)
    // A row that cannot be read is not known to be blank.
    if !spool.read(bytes, at: index * byteCount) { room.base[0] = 0 }
    return UnsafePointer(room.base)
  }

  /// The rows as a block of a table.
  ///
  /// - Throws: `writeFailed` or `readFailed` if they are in a file that fails.
  /// - Precondition: there is a row.
  mutating func block(holdsMissing: Bool, lines: LineNumbers?) throws(BPNetError) -> CellBlock {
    guard let spool else {
      return CellBlock(
        values: buffer, rowCount: rowCount, columnCount: columnCount, holdsMissing: holdsMissing,
        source: source, lines: lines)
    }
    if rowCount > spooledRowCount { try writeRows(to: spool) }
    let input = try spool.mapped(
      byteCount: rowCount * columnCount * MemoryLayout<Double>.stride, source: source, trimmer: trimmer)
    return CellBlock(
      spooled: input, rowCount: rowCount, columnCount: columnCount, holdsMissing: holdsMissing,
      lines: lines)
  }

  private mutating func writeRows(to spool: SpoolFile) throws(BPNetError) {
    let count = (rowCount - spooledRowCount) * columnCount * MemoryLayout<Double>.stride
    try spool.append(UnsafeRawBufferPointer(start: buffer.base, count: count))
    spooledRowCount = rowCount
  }

  private mutating func grow() throws(BPNetError) {
    if let spool {
      capacity += capacity - spooledRowCount
      return try writeRows(to: spool)
    }
    capacity *= 2
    let larger = try CellRows.allocate(capacity * columnCount, source: source)
    larger.base.update(from: buffer.base, count: rowCount * columnCount)
    buffer = larger
  }

  /// The bytes for which asking the system costs more than it is worth.
  private static let uncheckedByteCount = 1 << 20

  /// Memory in large pages where the system has them: touching the memory of a big table for the first time
  /// costs as much as parsing it, page by page.
  private static func allocate(_ count: Int, source: String) throws(BPNetError) -> AlignedBuffer<Double> {
    let byteCount = count * MemoryLayout<Double>.stride
    guard byteCount < uncheckedByteCount || MemoryBudget.hasRoom(for: byteCount) else {
      throw .readFailed(
        path: source,
        reason: "not streamed, its \(count) numbers are too many to hold in memory")
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
