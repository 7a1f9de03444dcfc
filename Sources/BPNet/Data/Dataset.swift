/// Samples ready for a network: inputs and targets as it sees them, scaled and coded.
public struct Dataset<Element: Scalar>: Sendable {
  /// The number of samples.
  public let rowCount: Int
  /// The number of inputs of a sample.
  public let inputCount: Int
  /// The number of targets of a sample; for classes, the number of classes.
  public let outputCount: Int
  /// Rows × inputs.
  let inputs: AlignedBuffer<Element>
  let targets: Targets

  /// What a sample's outputs should be.
  enum Targets: Sendable {
    /// Rows × outputs.
    case values(AlignedBuffer<Element>)
    /// A class a row, which stands for 1 at that output and 0 at the others.
    case classes(AlignedBuffer<Int32>)
  }

  /// Samples with numbers as targets.
  ///
  /// - Parameters:
  ///   - inputs: rows of `inputCount` elements, one after the other.
  ///   - targets: as many rows of `outputCount` elements.
  /// - Throws: `BPNetError.invalidArgument` if the counts do not agree or a value is not finite.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public init(inputs: [Element], inputCount: Int, targets: [Element], outputCount: Int) throws(BPNetError) {
    let rows = try Dataset.rowCount(of: inputs, inputCount: inputCount)
    guard outputCount >= 1, targets.count == rows * outputCount else {
      throw .invalidArgument(
        name: "targets", found: "\(targets.count) values", expected: "\(rows) rows of \(outputCount)")
    }
    guard targets.allSatisfy({ $0.isFinite }) else {
      throw .invalidArgument(name: "targets", found: "a value that is not finite", expected: "finite numbers")
    }
    self.init(
      rowCount: rows, inputCount: inputCount, outputCount: outputCount, inputs: Dataset.buffer(inputs),
      targets: .values(Dataset.buffer(targets)))
  }

  /// Samples with classes as targets.
  ///
  /// - Parameters:
  ///   - inputs: rows of `inputCount` elements, one after the other.
  ///   - classes: as many numbers from 0 to `classCount − 1`.
  /// - Throws: `BPNetError.invalidArgument` if the counts do not agree, a class is out of range or an
  ///   input is not finite.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public init(inputs: [Element], inputCount: Int, classes: [Int], classCount: Int) throws(BPNetError) {
    let rows = try Dataset.rowCount(of: inputs, inputCount: inputCount)
    guard classes.count == rows, classCount >= 1, classes.allSatisfy({ 0..<classCount ~= $0 }) else {
      throw .invalidArgument(
        name: "classes", found: "\(classes.count) values",
        expected: "\(rows) values from 0 to \(classCount - 1)")
    }
    let buffer = AlignedBuffer<Int32>(count: rows)
    for (row, value) in classes.enumerated() { buffer.base[row] = Int32(value) }
    self.init(
      rowCount: rows, inputCount: inputCount, outputCount: classCount, inputs: Dataset.buffer(inputs),
      targets: .classes(buffer))
  }

  init(
    rowCount: Int, inputCount: Int, outputCount: Int, inputs: AlignedBuffer<Element>, targets: Targets
  ) {
    self.rowCount = rowCount
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.inputs = inputs
    self.targets = targets
  }

  private static func rowCount(of inputs: [Element], inputCount: Int) throws(BPNetError) -> Int {
    guard inputCount >= 1, inputs.count.isMultiple(of: inputCount), !inputs.isEmpty else {
      throw .invalidArgument(
        name: "inputs", found: "\(inputs.count) values", expected: "at least one row of \(inputCount)")
    }
    guard inputs.allSatisfy({ $0.isFinite }) else {
      throw .invalidArgument(name: "inputs", found: "a value that is not finite", expected: "finite numbers")
    }
    return inputs.count / inputCount
  }

  private static func buffer(_ values: [Element]) -> AlignedBuffer<Element> {
    let buffer = AlignedBuffer<Element>(count: values.count)
    values.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      buffer.base.update(from: start, count: source.count)
    }
    return buffer
  }
}

extension Dataset {
  /// The inputs of `rows` in place.
  func inputs(of rows: Range<Int>) -> Matrix<Element> {
    Matrix(base: inputs.base + rows.lowerBound * inputCount, rows: rows.count, columns: inputCount)
  }

  /// Copies the inputs of the given rows to `destination`, in their order.
  func gatherInputs(_ rows: UnsafeBufferPointer<Int32>, into destination: Matrix<Element>) {
    for (position, row) in rows.enumerated() {
      destination.row(position).update(from: inputs.base + Int(row) * inputCount, count: inputCount)
    }
  }

  /// Copies the targets of the given rows to `destination`, in their order; a class becomes a row of
  /// zeros with a one.
  func gatherTargets(_ rows: UnsafeBufferPointer<Int32>, into destination: Matrix<Element>) {
    switch targets {
    case .values(let values):
      for (position, row) in rows.enumerated() {
        destination.row(position).update(from: values.base + Int(row) * outputCount, count: outputCount)
      }
    case .classes(let classes):
      for (position, row) in rows.enumerated() {
        let oneHot = destination.row(position)
        oneHot.update(repeating: 0, count: outputCount)
        oneHot[Int(classes.base[Int(row)])] = 1
      }
    }
  }
}

extension Dataset {
  /// The given rows, in their order.
  ///
  /// - Precondition: each is a row of the data set.
  public func selecting(rows: [Int]) -> Dataset {
    precondition(rows.allSatisfy { 0..<rowCount ~= $0 }, "rows of the data set")
    let inputs = AlignedBuffer<Element>(count: rows.count * inputCount)
    let selected: Targets
    let order = rows.map(Int32.init)
    order.withUnsafeBufferPointer {
      gatherInputs($0, into: Matrix(base: inputs.base, rows: rows.count, columns: inputCount))
    }
    switch targets {
    case .values:
      let values = AlignedBuffer<Element>(count: rows.count * outputCount)
      order.withUnsafeBufferPointer {
        gatherTargets($0, into: Matrix(base: values.base, rows: rows.count, columns: outputCount))
      }
      selected = .values(values)
    case .classes(let classes):
      let values = AlignedBuffer<Int32>(count: rows.count)
      for (position, row) in rows.enumerated() { values.base[position] = classes.base[row] }
      selected = .classes(values)
    }
    return Dataset(
      rowCount: rows.count, inputCount: inputCount, outputCount: outputCount, inputs: inputs,
      targets: selected)
  }
}
