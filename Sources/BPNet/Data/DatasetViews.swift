/// Plain pointers to the memory of a data set: reading an enumeration of objects would retain and release
/// them for every batch, and a batch may be one row of two numbers.
///
/// Invariant that makes it `Sendable`: the data set that it is a part of keeps the memory, and nobody writes
/// to it.
struct DatasetViews<Element: Scalar>: @unchecked Sendable {
  /// The inputs, where they are elements.
  let inputs: Matrix<Element>?
  /// The targets, where they are numbers in memory.
  let targets: Matrix<Element>?
  /// The targets, where they are classes.
  let classes: UnsafePointer<Int32>?

  init(inputs: Dataset<Element>.Inputs, targets: Dataset<Element>.Targets, outputCount: Int) {
    switch inputs {
    case .elements(let elements): self.inputs = elements.matrix
    case .encoded: self.inputs = nil
    }
    switch targets {
    case .values(let values):
      self.targets = Matrix(base: values.base, rows: values.count / outputCount, columns: outputCount)
      classes = nil
    case .classes(let values):
      self.targets = nil
      classes = UnsafePointer(values.base)
    case .rows(let rows):
      self.targets = rows.matrix
      classes = nil
    case .inputs:
      self.targets = self.inputs
      classes = nil
    }
  }
}
