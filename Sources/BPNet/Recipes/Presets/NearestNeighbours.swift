/// Predictions from the nearest samples: a measure of what networks could learn.
///
/// Where near samples predict much better than a network, the data have a structure that it has missed, such
/// as a wave with many periods or interlocked spirals, rather than noise.
struct NearestNeighbours<Element: Scalar> {
  /// The share of a network's deviation below which that of the neighbours shows that it has missed
  /// something, and the part of the spread that this has to be at least.
  private static var largestShare: Double { 0.7 }
  private static var leastPart: Double { 0.05 }
  /// The number of samples that predict together.
  private static var count: Int { 3 }
  /// The maximum number of products for all distances; fewer rows are predicted if that takes more.
  private static var maximumCost: Int { 20_000_000 }
  /// The number of predicted rows below which the measure would be of no use.
  private static var minimumRows: Int { 8 }

  /// The deviation of the predictions from the targets.
  let deviation: Double
  /// The deviation of a constant from the targets; 1 for classes.
  let spread: Double

  /// Whether a network has missed a structure that the neighbours show.
  static func isMissed(neighbours: Double, network: Double, spread: Double) -> Bool {
    neighbours < largestShare * network && network - neighbours > leastPart * spread
  }

  /// Predicts the targets of samples from those among others that are nearest; nil if that takes too long.
  init?(of held: Dataset<Element>, among training: Dataset<Element>) {
    let cost = max(training.rowCount * training.inputCount, 1)
    let rows = min(held.rowCount, Self.maximumCost / cost)
    guard rows >= min(Self.minimumRows, held.rowCount), training.rowCount >= Self.count else { return nil }
    let predicted = rows < held.rowCount ? held.selecting(rows: Array(0..<rows)) : held
    let (inputs, known) = (predicted.inputElements(), training.inputElements())
    let targets = training.targetsAreClasses ? [] : training.targetValues()
    let classes = training.targetsAreClasses ? training.targetClasses() : []
    let (width, outputs) = (held.inputCount, held.outputCount)
    var predictions = [Double](repeating: 0, count: rows * outputs)
    for row in 0..<rows {
      let neighbours = Self.nearest(to: inputs.base + row * width, among: known, width: width)
      if training.targetsAreClasses {
        predictions[row * outputs + classes[neighbours[0].row]] = 1
      } else {
        let weights = neighbours.map { 1 / max($0.distance.squareRoot(), 1e-9) }
        let sum = weights.reduce(0, +)
        for (neighbour, weight) in zip(neighbours, weights) {
          for output in 0..<outputs {
            predictions[row * outputs + output] += weight / sum * targets[neighbour.row * outputs + output]
          }
        }
      }
    }
    deviation = Self.deviation(of: predictions, from: predicted)
    guard !training.targetsAreClasses else {
      spread = 1
      return
    }
    let means = (0..<outputs).map { output in
      FixedOrderSum.sum(count: training.rowCount) { targets[$0 * outputs + output] }
        / Double(training.rowCount)
    }
    let constant = (0..<rows * outputs).map { means[$0 % outputs] }
    spread = Self.deviation(of: constant, from: predicted)
  }

  /// The nearest samples and the squares of their distances, the nearest first.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private static func nearest(
    to input: UnsafeMutablePointer<Element>, among known: AlignedBuffer<Element>, width: Int
  ) -> [(row: Int, distance: Double)] {
    var nearest: [(row: Int, distance: Double)] = []
    for row in 0..<known.count / width {
      var distance: Element = 0
      for column in 0..<width {
        let difference = known.base[row * width + column] - input[column]
        distance += difference * difference
      }
      let place = nearest.firstIndex { Double(distance) < $0.distance } ?? nearest.count
      guard place < count else { continue }
      nearest.insert((row, Double(distance)), at: place)
      if nearest.count > count { nearest.removeLast() }
    }
    return nearest
  }

  /// Whether predictions of a task by a loss have a deviation.
  static func canCompare(_ task: LearningTask, _ loss: Loss) -> Bool {
    task == .classify || task == .regress && !loss.function.isForCounts
  }

  /// The deviation of outputs from the targets of samples: the share of wrong classes, or the mean square.
  static func deviation(of outputs: [Double], from data: Dataset<Element>) -> Double {
    guard !data.targetsAreClasses else {
      let found = ClassOutputs(values: outputs, classCount: data.outputCount).predictedClasses
      let wrong = zip(found, data.targetClasses()).count { $0 != $1 }
      return Double(wrong) / Double(max(data.rowCount, 1))
    }
    let squares = zip(outputs, data.targetValues()).reduce(0.0) { sum, pair in
      sum + (pair.0 - pair.1) * (pair.0 - pair.1)
    }
    return squares / Double(max(outputs.count, 1))
  }
}

extension Dataset {
  /// The inputs of all samples, row by row.
  fileprivate func inputElements() -> AlignedBuffer<Element> {
    let values = AlignedBuffer<Element>(count: rowCount * inputCount)
    let rows = (0..<rowCount).map(Int32.init)
    rows.withUnsafeBufferPointer {
      gatherInputs($0, into: Matrix(base: values.base, rows: rowCount, columns: inputCount))
    }
    return values
  }
}
