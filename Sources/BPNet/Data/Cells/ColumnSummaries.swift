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

  /// Whether the spread of a column's cells is so small, compared with them, that it may be rounding noise.
  ///
  /// Holds for all columns that are constant in double precision, and perhaps for some others. Needs no
  /// deviations.
  func mayBeConstant(_ column: Int) -> Bool {
    let (count, range) = (counts.base[column], range(column))
    guard range.isFinite, count > 0 else { return false }
    // The variance is at least range² / 2n.
    let mean = max(minima.base[column].magnitude, maxima.base[column].magnitude)
    return range <= 2 * (2 * count).squareRoot() * count * mean * Double.ulpOfOne
  }

  /// Whether a column's cells are equal, or vary by no more than rounding makes equal ones vary.
  ///
  /// Needs deviations where `mayBeConstant` holds.
  func isConstant(_ column: Int) -> Bool {
    guard range(column) > 0 else { return true }
    let (least, greatest) = (minima.base[column], maxima.base[column])
    guard mayBeConstant(column) else { return RoundingNoise.isOfSinglePrecision(least, greatest) }
    return RoundingNoise.isConstant(
      count: counts.base[column], least: least, greatest: greatest, mean: means.base[column],
      variance: squares.base[column] / counts.base[column])
  }

  /// Mean and the population's standard deviation; nil when an overflow or underflow has spoilt one.
  func standardScaling(_ column: Int) -> ColumnScaling? {
    let variance = squares.base[column] / counts.base[column]
    guard means.base[column].isFinite, variance.isNormal else { return nil }
    return ColumnScaling(offset: means.base[column], scale: variance.squareRoot())
  }
}
