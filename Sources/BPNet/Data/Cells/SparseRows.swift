/// Rows of mostly zeros, of which the other cells are held: those of a row are neighbours, in the order of
/// their columns.
final class SparseRows: Sendable {
  // Invariant: the three are written before `init`, and never again.
  /// The index of each row's first cell, and behind the last row the number of cells.
  private let starts: AlignedBuffer<Int>
  /// The column of each cell.
  private let columns: AlignedBuffer<Int32>
  private let values: AlignedBuffer<Double>

  /// - Parameters:
  ///   - starts: the index of each row's first cell, and the number of cells.
  ///   - columns: the column of each cell, rising within a row.
  ///   - values: the cells.
  init(starts: AlignedBuffer<Int>, columns: AlignedBuffer<Int32>, values: AlignedBuffer<Double>) {
    precondition(starts.count > 0 && starts.base[starts.count - 1] == values.count)
    precondition(columns.count == values.count)
    self.starts = starts
    self.columns = columns
    self.values = values
  }

  /// The cells, for as long as the object lives.
  var cells: Cells { Cells(starts: starts.base, columns: columns.base, values: values.base) }

  /// Plain pointers, so that nothing is retained on the way through a batch.
  struct Cells {
    fileprivate let starts: UnsafePointer<Int>
    fileprivate let columns: UnsafePointer<Int32>
    fileprivate let values: UnsafePointer<Double>

    /// The first cell.
    var base: UnsafeRawPointer { UnsafeRawPointer(values) }

    /// Writes neighbouring cells of a row to `destination`.
    ///
    /// - Complexity: O(count + log(cells of the row)).
    func widen(row: Int, column: Int, count: Int, into destination: UnsafeMutablePointer<Double>) {
      destination.update(repeating: 0, count: count)
      var (index, end) = (starts[row], starts[row + 1])
      let last = end
      while index < end {
        let middle = (index + end) / 2
        if columns[middle] < column { index = middle + 1 } else { end = middle }
      }
      while index < last, columns[index] < column + count {
        destination[Int(columns[index]) - column] = values[index]
        index += 1
      }
    }
  }
}
