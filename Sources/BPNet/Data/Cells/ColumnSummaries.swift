/// What scalings are made of: count, least, greatest, sum and squared deviations of some columns, over
/// some rows.
///
/// Sums run in the order of the rows, column by column, in double precision: the same cells give the same
/// bits in whatever type they are stored. Missing cells do not count.
struct ColumnSummaries {
  // A number a column each, so that a row is added to neighbouring columns at once.
  let counts: AlignedBuffer<Double>
  let minima: AlignedBuffer<Double>
  let maxima: AlignedBuffer<Double>
  private let sums: AlignedBuffer<Double>
  private let means: AlignedBuffer<Double>
  private let squares: AlignedBuffer<Double>

  /// Goes over `rows` once, for all but the deviations.
  init(of columns: ColumnRuns, rows: [Int]) {
    func zeros() -> AlignedBuffer<Double> { AlignedBuffer(count: columns.count) }
    (counts, sums, means, squares) = (zeros(), zeros(), zeros(), zeros())
    minima = AlignedBuffer(copying: [Double](repeating: .infinity, count: columns.count))
    maxima = AlignedBuffer(copying: [Double](repeating: -.infinity, count: columns.count))
    for row in rows {
      columns.forEachRun(ofRow: row) { run, cells in
        let (counts, sums) = (counts.base + run.position, sums.base + run.position)
        let (minima, maxima) = (minima.base + run.position, maxima.base + run.position)
        for index in 0..<run.count {
          let cell = cells[index]
          let isPresent = cell == cell
          counts[index] += isPresent ? 1 : 0
          sums[index] += isPresent ? cell : 0
          minima[index] = cell < minima[index] ? cell : minima[index]
          maxima[index] = cell > maxima[index] ? cell : maxima[index]
        }
      }
    }
    for column in 0..<columns.count { means.base[column] = sums.base[column] / counts.base[column] }
  }

  /// Goes over `rows` again, for the deviations from the means.
  func addDeviations(of columns: ColumnRuns, rows: [Int]) {
    for row in rows {
      columns.forEachRun(ofRow: row) { run, cells in
        let (means, squares) = (means.base + run.position, squares.base + run.position)
        for index in 0..<run.count {
          let deviation = cells[index] - means[index]
          squares[index] += cells[index] == cells[index] ? deviation * deviation : 0
        }
      }
    }
  }

  /// max − min; 0 without any cell.
  func range(_ column: Int) -> Double {
    counts.base[column] == 0 ? 0 : maxima.base[column] - minima.base[column]
  }

  /// Mean and the population's standard deviation; nil when an overflow or underflow has spoilt one.
  func standardScaling(_ column: Int) -> ColumnScaling? {
    let variance = squares.base[column] / counts.base[column]
    guard means.base[column].isFinite, variance.isNormal else { return nil }
    return ColumnScaling(offset: means.base[column], scale: variance.squareRoot())
  }
}
