/// The outputs of a network for some rows, with their targets.
///
/// The matrices have the same shape and stride.
struct OutputBatch<Element: Scalar> {
  /// f(z) of the output layer.
  let outputs: Matrix<Element>
  /// z of the output layer; meaningful only for a loss that `needsLogits`.
  let logits: Matrix<Element>
  let targets: Matrix<Element>
  /// The function f of the output layer, with its parameter: plain values, as each step copies batches.
  let function: KernelFunction
  let parameter: Double
  /// Whether each row of targets is known to be a class: a 1, and otherwise 0.
  var targetsAreClasses = false

  /// Some of the rows.
  @inline(__always)
  subscript(_ rows: Range<Int>) -> OutputBatch {
    OutputBatch(
      outputs: outputs[rows], logits: logits[rows], targets: targets[rows], function: function,
      parameter: parameter, targetsAreClasses: targetsAreClasses)
  }

  /// Σ term(offset) over the elements of the matrices, in a fixed order.
  ///
  /// - Parameter term: is given the element's offset from the base of any of the matrices.
  @inline(__always)
  func sum(_ term: (Int) -> Double) -> Double {
    if outputs.stride == outputs.columns {
      return FixedOrderSum.sum(count: outputs.rows * outputs.columns, term)
    }
    return FixedOrderSum.sumOneByOne(count: outputs.rows) { row in
      FixedOrderSum.sum(count: outputs.columns) { term(row * outputs.stride + $0) }
    }
  }

  /// The same sum, of terms that `body` computes for some elements at a time.
  ///
  /// - Parameter body: is given as many logits and targets as terms, which it is to write.
  @inline(__always)
  func sum(
    _ body: (
      _ logits: UnsafeMutablePointer<Element>, _ targets: UnsafeMutablePointer<Element>,
      _ terms: UnsafeMutableBufferPointer<Double>
    ) -> Void
  ) -> Double {
    @inline(__always)
    func sum(from start: Int, count: Int) -> Double {
      FixedOrderSum.sumOfBlocks(count: count) { offset, terms in
        body(logits.base + (start + offset), targets.base + (start + offset), terms)
      }
    }
    if outputs.stride == outputs.columns { return sum(from: 0, count: outputs.rows * outputs.columns) }
    return FixedOrderSum.sumOneByOne(count: outputs.rows) {
      sum(from: $0 * outputs.stride, count: outputs.columns)
    }
  }

  /// Calls `body` with contiguous elements of outputs, targets and `errors`: all at once if the rows have no
  /// gaps, else row by row.
  @inline(__always)
  func forEachSpan(
    of errors: Matrix<Element>,
    _ body: (
      _ outputs: UnsafeMutablePointer<Element>, _ targets: UnsafeMutablePointer<Element>,
      _ errors: UnsafeMutablePointer<Element>, _ count: Int
    ) -> Void
  ) {
    let isContiguous = outputs.isContiguous
    let spans = isContiguous ? 1 : outputs.rows
    let count = isContiguous ? outputs.rows * outputs.columns : outputs.columns
    for row in 0..<spans {
      body(outputs.row(row), targets.row(row), errors.row(row), count)
    }
  }
}
