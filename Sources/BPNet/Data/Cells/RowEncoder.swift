/// How chosen cells of a row become inputs of a network: missing ones replaced, (x − offset) / scale in
/// double precision, rounded once to the network's.
///
/// Rows that are encoded once when a data set is made, and rows that are encoded each time when a batch
/// is gathered, go through this one place, and so have the same bits.
struct RowEncoder<Element: Scalar>: Sendable {
  let runs: ColumnRuns
  // Invariant: each holds a number a column, written in `init` alone.
  private let offsets: AlignedBuffer<Double>
  private let scales: AlignedBuffer<Double>
  private let reciprocals: AlignedBuffer<Double>
  /// What stands for a missing cell; NaN for nothing.
  private let replacements: AlignedBuffer<Double>
  /// Whether a product with the reciprocal gives the same bits as the division for every number that the
  /// columns can hold.
  private let usesReciprocals: Bool

  /// An encoder of some columns of a table.
  ///
  /// - Parameters:
  ///   - columns: the indices of columns of numbers.
  ///   - scalings: one for each column.
  ///   - replacements: the values for missing cells, one for each column.
  init(_ table: Table, columns: [Int], scalings: [ColumnScaling], replacements: [Double?]) {
    runs = ColumnRuns(of: columns, in: table)
    offsets = AlignedBuffer(copying: scalings.map(\.offset))
    scales = AlignedBuffer(copying: scalings.map(\.scale))
    reciprocals = AlignedBuffer(copying: scalings.map { 1 / $0.scale })
    self.replacements = AlignedBuffer(copying: replacements.map { $0 ?? .nan })
    usesReciprocals = Self.canMultiply(runs, scalings)
  }

  /// Writes the inputs of a row to `destination`: NaN for a missing cell that nothing replaces, infinite
  /// for a number beyond the range.
  @inline(__always)
  func encode(row: Int, into destination: UnsafeMutablePointer<Element>) {
    runs.forEachRun(ofRow: row) { run, cells in
      let (offsets, destination) = (offsets.base + run.position, destination + run.position)
      if run.holdsMissing {
        let replacements = replacements.base + run.position
        for index in 0..<run.count where cells[index].isNaN { cells[index] = replacements[index] }
      }
      if usesReciprocals {
        let reciprocals = reciprocals.base + run.position
        for index in 0..<run.count {
          destination[index] = Element((cells[index] - offsets[index]) * reciprocals[index])
        }
      } else {
        let scales = scales.base + run.position
        for index in 0..<run.count {
          destination[index] = Element((cells[index] - offsets[index]) / scales[index])
        }
      }
    }
  }

  /// Asks for the cells of a row.
  @inline(__always)
  func prefetch(row: Int) {
    for run in runs.runs { run.prefetch(row: row) }
  }

  /// Whether no row can become infinite or NaN, whatever its cells are.
  var isAlwaysFinite: Bool {
    runs.runs.allSatisfy { run in
      guard let bounds = run.type.bounds else { return false }
      return (run.position..<run.position + run.count).allSatisfy { column in
        [bounds.lowerBound, bounds.upperBound].allSatisfy {
          Element(($0 - offsets.base[column]) / scales.base[column]).isFinite
        }
      }
    }
  }

  /// Tries every number of columns of bytes: a product and a quotient differ in the last bit of a Double,
  /// which is rounded away in a Float, but for one number in some hundred million.
  ///
  /// Division is several times slower, and would be most of the time that a batch of pixels takes.
  private static func canMultiply(_ runs: ColumnRuns, _ scalings: [ColumnScaling]) -> Bool {
    guard Element.self == Float.self else { return false }
    return runs.runs.allSatisfy { run in
      guard run.type.byteCount == 1, let bounds = run.type.bounds else { return false }
      return scalings[run.position..<run.position + run.count].allSatisfy { scaling in
        let reciprocal = 1 / scaling.scale
        return stride(from: bounds.lowerBound, through: bounds.upperBound, by: 1).allSatisfy { number in
          let difference = number - scaling.offset
          return Element(difference * reciprocal) == Element(difference / scaling.scale)
        }
      }
    }
  }
}
