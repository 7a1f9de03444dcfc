/// The division of a product among threads: into blocks of rows or of columns of its result.
///
/// The sum over K is never divided, so that the result's bytes do not depend on the division.
struct ProductDivision: Equatable {
  /// The minimum number of operations for each thread, some microseconds of work; with fewer the
  /// synchronisation at the end takes longer than a further thread saves.
  static let leastOperationsPerThread = 500_000.0

  /// A multiple of all kernel sets' vectors, so that only the last block has an uneven edge.
  static let granularity = 16

  /// Whether blocks are of rows instead of columns.
  let dividesRows: Bool
  /// One block for each thread, in order, together all rows or columns; none is empty.
  let ranges: [Range<Int>]

  /// The division of a product of this shape among at most `threadCount` threads.
  init(shape: ProductShape, threadCount: Int) {
    dividesRows = shape.rows >= shape.columns
    let length = max(shape.rows, shape.columns)
    let worthwhile = Int(min(shape.operations / Self.leastOperationsPerThread, Double(Int32.max)))
    let blocks = (length + Self.granularity - 1) / Self.granularity
    let count = max(1, min(threadCount, worthwhile, blocks))
    ranges = (0..<count).map { index in
      let start = blocks * index / count * Self.granularity
      let end = blocks * (index + 1) / count * Self.granularity
      return min(start, length)..<min(end, length)
    }
  }
}
