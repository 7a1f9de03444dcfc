/// Chosen columns of a table, as runs of neighbours in one block, which are widened together.
struct ColumnRuns: Sendable {
  /// The most columns of a run: its numbers fit on the stack, and stay in the first-level cache.
  static let maximumRunLength = 128

  /// Neighbouring columns of a block; plain pointers and numbers, so that nothing is retained on the way
  /// through a batch.
  struct Run {
    /// The first column's cell in row 0.
    let base: UnsafeRawPointer
    let rowByteCount: Int
    let type: NumberType
    let cellByteCount: Int
    let count: Int
    /// The place of the first column among the chosen ones.
    let position: Int
    let holdsMissing: Bool
    /// The cells of the block, if zeros are not held, and the run's first column there.
    let sparse: (cells: SparseRows.Cells, column: Int)?

    /// Writes the cells of a row to `destination`.
    @inline(__always)
    func widen(row: Int, into destination: UnsafeMutablePointer<Double>) {
      if let sparse {
        sparse.cells.widen(row: row, column: sparse.column, count: count, into: destination)
      } else {
        type.widen(base + row * rowByteCount, count: count, into: destination)
      }
    }

    /// The cell of a row at a place of the run.
    func cell(row: Int, index: Int) -> Double {
      var value = 0.0
      if let sparse {
        sparse.cells.widen(row: row, column: sparse.column + index, count: 1, into: &value)
      } else {
        type.widen(base + row * rowByteCount + index * cellByteCount, count: 1, into: &value)
      }
      return value
    }

    /// Asks for the cells of a row.
    @inline(__always)
    func prefetch(row: Int) {
      guard sparse == nil else { return }
      Prefetch.lines(base + row * rowByteCount, byteCount: count * cellByteCount)
    }
  }

  /// The number of chosen columns.
  let count: Int
  /// The blocks that own what the runs point to.
  private let blocks: [CellBlock]
  // Invariant: written in `init` alone.
  private let storage: AlignedBuffer<Run>

  /// The runs, in the order of the chosen columns.
  var runs: UnsafeBufferPointer<Run> {
    UnsafeBufferPointer(start: storage.base, count: storage.count)
  }

  /// The runs of some columns of `table`.
  init(of columns: [Int], in table: Table) {
    var runs: [Run] = []
    var start = 0
    while start < columns.count {
      let place = table.places[columns[start]]
      let block = table.blocks[place.block]
      var count = 1
      while count < Self.maximumRunLength, start + count < columns.count,
        columns[start + count] == columns[start] + count, place.column + count < block.columnCount
      {
        count += 1
      }
      runs.append(
        Run(
          base: block.base + place.column * block.type.byteCount, rowByteCount: block.rowByteCount,
          type: block.type, cellByteCount: block.type.byteCount, count: count, position: start,
          holdsMissing: block.holdsMissing, sparse: block.sparse.map { ($0.cells, place.column) }))
      start += count
    }
    self.count = columns.count
    self.blocks = Set(columns.map { table.places[$0].block }).map { table.blocks[$0] }
    self.storage = AlignedBuffer(copying: runs)
  }

  /// Whether a cell of a chosen column may be missing.
  var holdsMissing: Bool { runs.contains { $0.holdsMissing } }

  /// Calls `body` with every cell of a row, run by run: the place of the run's first column among the
  /// chosen ones, its cells, and how many they are.
  @inline(__always)
  func forEachRun(ofRow row: Int, _ body: (Run, UnsafeMutablePointer<Double>) -> Void) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.maximumRunLength) { scratch in
      guard let cells = scratch.baseAddress else { return }
      for run in runs {
        run.widen(row: row, into: cells)
        body(run, cells)
      }
    }
  }
}
