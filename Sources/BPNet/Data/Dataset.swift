/// Samples ready for a network: inputs and targets as it sees them, scaled and coded.
public struct Dataset<Element: Scalar>: Sendable {
  /// The number of samples.
  public let rowCount: Int
  /// The number of inputs of a sample.
  public let inputCount: Int
  /// The number of targets of a sample; for classes, the number of classes.
  public let outputCount: Int
  let inputs: Inputs
  let targets: Targets
  /// The weight of each sample; nil means the same for all.
  let weights: SampleWeights?
  /// The targets as they are in the data; nil if only `targets` is known.
  let trueTargets: TrueTargets?

  /// The number of neighbouring samples that stay together when the samples are shuffled; nil if each has a
  /// place of its own.
  var shuffleBlock: Int?

  /// What the two own, for the way through a batch, where nothing may be retained.
  private let views: DatasetViews<Element>

  /// The inputs of the samples.
  enum Inputs: Sendable {
    /// Rows × inputs, as a network takes them.
    case elements(ElementRows<Element>)
    /// Rows of a table, to be encoded batch by batch.
    case encoded(EncodedRows<Element>)
  }

  /// The targets of the samples.
  enum Targets: Sendable {
    /// Rows × outputs.
    case values(AlignedBuffer<Element>)
    /// A class a row, which stands for 1 at that output and 0 at the others.
    case classes(AlignedBuffer<Int32>)
    /// Rows × outputs, in place.
    case rows(ElementRows<Element>)
    /// The inputs once more.
    case inputs
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
        name: "targets", found: counted(targets.count, "value"), expected: "\(rows) rows of \(outputCount)")
    }
    guard targets.allSatisfy({ $0.isFinite }) else {
      throw .invalidArgument(name: "targets", found: "a value that is not finite", expected: "finite numbers")
    }
    self.init(
      rowCount: rows, inputCount: inputCount, outputCount: outputCount,
      inputs: .elements(ElementRows(AlignedBuffer(copying: inputs), columns: inputCount)),
      targets: .values(AlignedBuffer(copying: targets)))
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
    guard classCount >= 1 else {
      throw .invalidArgument(name: "classCount", found: "\(classCount)", expected: "at least 1")
    }
    guard classes.count == rows else {
      throw .invalidArgument(
        name: "classes", found: counted(classes.count, "value"), expected: "\(rows), one for each row")
    }
    if let index = classes.firstIndex(where: { !(0..<classCount ~= $0) }) {
      throw .invalidArgument(
        name: "classes", found: "\(classes[index]) for row \(index + 1)",
        expected: "numbers from 0 to \(classCount - 1)")
    }
    self.init(
      rowCount: rows, inputCount: inputCount, outputCount: classCount,
      inputs: .elements(ElementRows(AlignedBuffer(copying: inputs), columns: inputCount)),
      targets: .classes(AlignedBuffer(copying: classes.map(Int32.init))))
  }

  init(
    rowCount: Int, inputCount: Int, outputCount: Int, inputs: Inputs, targets: Targets,
    weights: SampleWeights? = nil, trueTargets: TrueTargets? = nil
  ) {
    self.rowCount = rowCount
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
    self.trueTargets = trueTargets
    self.views = DatasetViews(inputs: inputs, targets: targets, outputCount: outputCount)
  }

  /// An empty data set with this many inputs and outputs.
  init(emptyWithInputCount inputCount: Int, outputCount: Int) {
    self.init(
      rowCount: 0, inputCount: inputCount, outputCount: outputCount,
      inputs: .elements(ElementRows(AlignedBuffer(count: 0), columns: inputCount)),
      targets: .values(AlignedBuffer(count: 0)))
  }

  private static func rowCount(of inputs: [Element], inputCount: Int) throws(BPNetError) -> Int {
    guard inputCount >= 1, inputs.count.isMultiple(of: inputCount), !inputs.isEmpty else {
      throw .invalidArgument(
        name: "inputs", found: counted(inputs.count, "value"), expected: "at least one row of \(inputCount)")
    }
    guard inputs.allSatisfy({ $0.isFinite }) else {
      throw .invalidArgument(name: "inputs", found: "a value that is not finite", expected: "finite numbers")
    }
    return inputs.count / inputCount
  }
}

extension Dataset {
  /// Whether the targets of each sample are 1 for its class, and 0 for the others.
  var targetsAreClasses: Bool { views.classes != nil }

  /// The inputs of `rows` in place; nil where they are not stored as a network takes them, and have to be
  /// gathered.
  @inline(__always)
  func consecutiveInputs(_ rows: Range<Int>) -> Matrix<Element>? {
    guard let view = views.inputs else { return nil }
    return Matrix(base: view.row(rows.lowerBound), rows: rows.count, columns: inputCount, stride: view.stride)
  }

  /// The inputs of `rows`: in place where that is possible, else gathered into the first rows of `room`.
  func inputs(_ rows: UnsafeBufferPointer<Int32>, consecutiveFrom first: Int, room: Matrix<Element>)
    -> Matrix<Element>
  {
    if let matrix = consecutiveInputs(first..<first + rows.count) { return matrix }
    let matrix = room.prefix(rows.count)
    gatherInputs(rows, into: matrix)
    return matrix
  }

  /// Copies the inputs of the given rows to `destination`, in their order, widened and scaled where they
  /// are stored otherwise.
  @inline(__always)
  func gatherInputs(_ rows: UnsafeBufferPointer<Int32>, into destination: Matrix<Element>) {
    if let view = views.inputs {
      RowCopy.gather(rows, of: view, into: destination)
    } else if case .encoded(let encoded) = inputs {
      encoded.gather(rows, into: destination)
    }
  }

  /// Copies the targets of the given rows to `destination`, in their order; a class becomes a row of
  /// zeros with a one, and targets that are encoded inputs are encoded once more.
  @inline(__always)
  func gatherTargets(_ rows: UnsafeBufferPointer<Int32>, into destination: Matrix<Element>) {
    if let view = views.targets {
      RowCopy.gather(rows, of: view, into: destination)
    } else if let classes = views.classes {
      RowCopy.gatherOneHot(rows, of: classes, into: destination)
    } else {
      gatherInputs(rows, into: destination)
    }
  }

  /// Asks for the inputs of rows that will be gathered soon: those of the next batch, before the step of
  /// this one, whose products are computed with `scratch`.
  ///
  /// The rows have to stay in place until `Prefetch.forgetRows(in:)`.
  @inline(__always)
  func prefetchInputs(_ rows: UnsafeBufferPointer<Int32>, duringProductsWith scratch: UnsafeMutableRawPointer)
  {
    guard let view = views.inputs else { return }
    RowCopy.prefetch(rows, of: view, duringProductsWith: scratch)
  }
}

extension Dataset {
  /// The given rows, in their order, with their weights.
  ///
  /// - Precondition: each is a row of the data set.
  public func selecting(rows: [Int]) -> Dataset {
    precondition(rows.allSatisfy { 0..<rowCount ~= $0 }, "rows of the data set")
    var selected = Dataset(
      rowCount: rows.count, inputCount: inputCount, outputCount: outputCount,
      inputs: selectingInputs(rows), targets: selectingTargets(rows), weights: weights?.selecting(rows: rows),
      trueTargets: trueTargets?.selecting(rows))
    selected.shuffleBlock = shuffleBlock
    return selected
  }

  private func selectingInputs(_ rows: [Int]) -> Inputs {
    if case .encoded(let encoded) = inputs { return .encoded(encoded.selecting(rows: rows)) }
    let buffer = AlignedBuffer<Element>(uninitializedCount: rows.count * inputCount)
    rows.map(Int32.init).withUnsafeBufferPointer {
      gatherInputs($0, into: Matrix(base: buffer.base, rows: rows.count, columns: inputCount))
    }
    return .elements(ElementRows(buffer, columns: inputCount))
  }

  private func selectingTargets(_ rows: [Int]) -> Targets {
    switch targets {
    case .inputs: return .inputs
    case .values, .rows:
      let values = AlignedBuffer<Element>(uninitializedCount: rows.count * outputCount)
      rows.map(Int32.init).withUnsafeBufferPointer {
        gatherTargets($0, into: Matrix(base: values.base, rows: rows.count, columns: outputCount))
      }
      return .values(values)
    case .classes(let classes):
      return .classes(AlignedBuffer(copying: rows.map { classes.base[$0] }))
    }
  }
}
