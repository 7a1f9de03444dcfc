@testable import BPNet

/// All inputs of a data set as a network gets them, row after row.
func gatheredInputs<Element: Scalar>(of data: Dataset<Element>) -> [Element] {
  let buffer = AlignedBuffer<Element>(count: data.rowCount * data.inputCount)
  (0..<Int32(data.rowCount)).map { $0 }.withUnsafeBufferPointer {
    data.gatherInputs(
      $0, into: Matrix(base: buffer.base, rows: data.rowCount, columns: data.inputCount))
  }
  return (0..<buffer.count).map { buffer.base[$0] }
}
