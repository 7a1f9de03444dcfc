/// The outputs of a network for some rows, with what they should have been.
///
/// The matrices have the same shape and stride.
struct OutputBatch<Element: Scalar> {
  /// f(z) of the output layer.
  let outputs: Matrix<Element>
  /// z of the output layer; meaningful only for a loss that `needsLogits`.
  let logits: Matrix<Element>
  let targets: Matrix<Element>
  /// f.
  let activation: Activation

  /// Some of the rows.
  @inline(__always)
  subscript(_ rows: Range<Int>) -> OutputBatch {
    OutputBatch(outputs: outputs[rows], logits: logits[rows], targets: targets[rows], activation: activation)
  }

  /// Σ term(offset) over the elements of the matrices, in a fixed order; `offset` leads from the base of
  /// each of them to the element.
  @inline(__always)
  func sum(_ term: (Int) -> Double) -> Double {
    if outputs.stride == outputs.columns {
      return FixedOrderSum.sum(count: outputs.rows * outputs.columns, term)
    }
    return FixedOrderSum.sumOneByOne(count: outputs.rows) { row in
      FixedOrderSum.sum(count: outputs.columns) { term(row * outputs.stride + $0) }
    }
  }

  /// Calls `body` with outputs, targets and `errors` of each run of elements without a gap: all at once where
  /// rows follow each other, else row by row.
  @inline(__always)
  func forEachRun(
    of errors: Matrix<Element>,
    _ body: (
      _ outputs: UnsafeMutablePointer<Element>, _ targets: UnsafeMutablePointer<Element>,
      _ errors: UnsafeMutablePointer<Element>, _ count: Int
    ) -> Void
  ) {
    let isContiguous = outputs.isContiguous
    let runs = isContiguous ? 1 : outputs.rows
    let count = isContiguous ? outputs.rows * outputs.columns : outputs.columns
    for row in 0..<runs {
      body(outputs.row(row), targets.row(row), errors.row(row), count)
    }
  }
}
