/// How much each sample of a data set counts: finite numbers of at least 0, the same for its loss and its
/// gradient.
struct SampleWeights: Sendable {
  private let values: AlignedBuffer<Double>
  /// The sum of all weights.
  let sum: Double

  /// The given weights, one for each row.
  init(_ values: [Double]) {
    self.values = AlignedBuffer(copying: values)
    sum = FixedOrderSum.sum(count: values.count) { values[$0] }
  }

  /// Whether a weight may have this value: that of a number of f32, so that no sum is beyond the range of
  /// f64.
  static func isAllowed(_ weight: Double) -> Bool {
    weight >= 0 && weight <= Double(Float.greatestFiniteMagnitude)
  }

  /// The weight of a row.
  @inline(__always)
  subscript(row: Int32) -> Double { values.base[Int(row)] }

  /// The sum of the weights of the given rows.
  @inline(__always)
  func sum(of rows: UnsafeBufferPointer<Int32>) -> Double {
    let values = values.base
    return FixedOrderSum.sum(count: rows.count) { values[Int(rows[$0])] }
  }

  /// The weights of the given rows, in their order.
  func selecting(rows: [Int]) -> SampleWeights {
    SampleWeights(rows.map { values.base[$0] })
  }

  /// The rows with a weight above 0; nil if all have one.
  func rowsAboveZero(count: Int) -> [Int]? {
    let rows = (0..<count).filter { values.base[$0] > 0 }
    return rows.count < count ? rows : nil
  }

  /// Each weight times the factor of its row.
  func multiplied(by factor: (Int) -> Double) -> SampleWeights {
    SampleWeights((0..<values.count).map { values.base[$0] * factor($0) })
  }
}

extension Dataset {
  /// The same samples, each of which counts as much as its weight says.
  ///
  /// The weights take the place of those that the samples have, if any.
  ///
  /// - Throws: `BPNetError.invalidArgument` if there is not one weight a sample, or one is below 0 or beyond
  ///   the range of f32, or all are 0.
  public func weighted(by weights: [Double]) throws(BPNetError) -> Dataset {
    guard weights.count == rowCount else {
      throw .invalidArgument(
        name: "weights", found: counted(weights.count, "weight"), expected: "\(rowCount), one a sample")
    }
    if let weight = weights.first(where: { !SampleWeights.isAllowed($0) }) {
      throw .invalidArgument(
        name: "weights", found: "\(weight)", expected: "a number of at least 0, within the range of f32")
    }
    guard weights.contains(where: { $0 > 0 }) else {
      throw .invalidArgument(
        name: "weights", found: "a weight of 0 for every sample", expected: "at least one above 0")
    }
    return replacing(weights: SampleWeights(weights))
  }

  /// The same samples, with the weights that they have multiplied by that of their class, one an output.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `classWeights` if the targets are no classes,
  ///   there is not one weight a class, or no sample is left with a weight above 0.
  func weighted(byClass classWeights: [Double]) throws(BPNetError) -> Dataset {
    guard let classes = classNumbers(classCount: classWeights.count) else {
      throw .invalidArgument(
        name: "classWeights",
        found: "\(counted(classWeights.count, "weight")) for targets that are not so many classes",
        expected: "one weight a class")
    }
    let own = weights ?? SampleWeights([Double](repeating: 1, count: rowCount))
    let product = own.multiplied { classWeights[classes[$0]] }
    guard product.sum > 0 else {
      throw .invalidArgument(
        name: "classWeights", found: "a weight of 0 for every sample", expected: "at least one above 0")
    }
    return replacing(weights: product)
  }

  /// The class of each sample: its output that should be 1, or of two classes with one output what that
  /// should be; nil if the targets are not so many classes.
  func classNumbers(classCount: Int) -> [Int]? {
    switch targets {
    case .classes(let classes) where outputCount == classCount:
      return (0..<rowCount).map { Int(classes.base[$0]) }
    case .values(let values) where outputCount == 1 && classCount == 2:
      let numbers = (0..<rowCount).map { values.base[$0] == 1 ? 1 : 0 }
      return numbers.indices.allSatisfy { values.base[$0] == Element(numbers[$0]) } ? numbers : nil
    default: return nil
    }
  }

  private func replacing(weights: SampleWeights) -> Dataset {
    Dataset(
      rowCount: rowCount, inputCount: inputCount, outputCount: outputCount, inputs: inputs, targets: targets,
      weights: weights, trueTargets: trueTargets)
  }

  /// The divisor of a mean over all samples: the sum of their weights, which is their number if they have
  /// none.
  var weightSum: Double { weights?.sum ?? Double(rowCount) }

  /// The divisor of a mean over the given samples.
  @inline(__always)
  func weightSum(of rows: UnsafeBufferPointer<Int32>) -> Double {
    weights?.sum(of: rows) ?? Double(rows.count)
  }
}
