/// A predictor for raw values, with memory that is allocated once.
///
/// ```swift
/// let predictor = model.makePredictor()
/// print(try predictor.predict([5.1, 3.5, 1.4, 0.2]))  // setosa (probability 0.998)
/// ```
///
/// A row has a value for each of the model's input columns, in their order and in the data's own units; for a
/// forecast the rows of a window, concatenated, the oldest first. NaN is a missing value: it is
/// replaced if the training replaced missing values by means, and an error otherwise. The predicted numbers
/// are those of `Model.predict(_:threads:)`, bit for bit.
///
/// A predictor belongs to one thread at a time; any number of threads may have predictors of the same model.
public final class Predictor {
  /// The number of values of a row: one for each input column, times the rows of a forecast's window.
  public let inputCount: Int
  /// The names of the predicted numbers of a row, in order.
  ///
  /// With classes, each number is the probability of one; with several columns of labels, that of a column's
  /// second label; else the value of a target, or of a step and series.
  public let outputNames: [String]
  /// The number of predicted numbers of a row.
  public var outputCount: Int { outputNames.count }

  private let engine: any PredictionEngine
  private let reading: OutputReading
  /// Whether the predicted numbers are the probabilities of the classes of one target.
  package let predictsClasses: Bool

  package init<Element: Scalar>(_ model: TypedModel<Element>, rowCapacity: Int) {
    reading = model.preprocessing.definition.reading(by: model.preprocessing)
    engine = NetworkPredictionEngine(model, reading: reading, rowCapacity: rowCapacity)
    inputCount = model.preprocessing.inputCount
    outputNames = reading.names
    predictsClasses = reading.isOfClasses
  }
}

extension Predictor {
  /// Predicts for one row, and writes the predicted numbers to `outputs`.
  ///
  /// Allocates nothing, unless it throws.
  ///
  /// - Parameters:
  ///   - row: `inputCount` numbers.
  ///   - outputs: the destination, at least `outputCount` numbers; further elements are not written.
  /// - Returns: the predicted class, an index into `outputNames`; nil if the model's task is not a
  ///   classification.
  /// - Throws: `BPNetError.invalidArgument` under the name `input` if there are not as many numbers as the
  ///   model needs, or one of them is missing, infinite or beyond the range of the model's precision; under
  ///   the name `outputs` if it is too small.
  @discardableResult
  public func predict(
    _ row: UnsafeBufferPointer<Double>, into outputs: UnsafeMutableBufferPointer<Double>
  ) throws(BPNetError) -> Int? {
    guard row.count == inputCount else { throw wrongCount(row.count) }
    try predict(rows: row, into: outputs)
    return predictsClasses ? largest(of: outputs) : nil
  }

  /// Predicts for one row, as `predict(_:into:)` with buffers does.
  @discardableResult
  public func predict(
    _ row: Span<Double>, into outputs: inout MutableSpan<Double>
  ) throws(BPNetError) -> Int? {
    try row.withUnsafeBufferPointer { (row) throws(BPNetError) in
      try outputs.withUnsafeMutableBufferPointer { (outputs) throws(BPNetError) in
        try predict(row, into: outputs)
      }
    }
  }

  /// Predicts for any number of contiguous rows, and writes `outputCount` numbers for each.
  ///
  /// Allocates nothing, unless it throws.
  ///
  /// - Throws: as for one row, and if `rows` are not whole rows; `outputs` may have the numbers of some rows
  ///   then.
  public func predict(
    rows: UnsafeBufferPointer<Double>, into outputs: UnsafeMutableBufferPointer<Double>
  ) throws(BPNetError) {
    guard rows.count.isMultiple(of: inputCount) else { throw wrongCount(rows.count) }
    let count = rows.count / inputCount
    guard outputs.count >= count * outputCount else {
      throw .invalidArgument(
        name: "outputs", found: "room for \(counted(outputs.count, "number"))",
        expected: "\(count * outputCount)")
    }
    guard let source = rows.baseAddress, let destination = outputs.baseAddress else { return }
    try engine.predict(source, count: count, into: destination)
  }

  /// Predicts for any number of contiguous rows, as `predict(rows:into:)` with buffers does.
  public func predict(
    rows: Span<Double>, into outputs: inout MutableSpan<Double>
  ) throws(BPNetError) {
    try rows.withUnsafeBufferPointer { (rows) throws(BPNetError) in
      try outputs.withUnsafeMutableBufferPointer { (outputs) throws(BPNetError) in
        try predict(rows: rows, into: outputs)
      }
    }
  }

  /// The prediction for one row.
  ///
  /// - Throws: as `predict(_:into:)`.
  public func predict(_ row: [Double]) throws(BPNetError) -> Prediction {
    try predict(rows: [row])[0]
  }

  /// The predictions for any number of rows.
  ///
  /// - Throws: as `predict(_:into:)`.
  public func predict(rows: [[Double]]) throws(BPNetError) -> Predictions {
    reading.predictions(ofNumbers: try numbers(ofRows: rows))
  }

  /// The predicted numbers of any number of rows, `[rows][outputNames]`.
  func numbers(ofRows rows: [[Double]]) throws(BPNetError) -> [Double] {
    if let row = rows.first(where: { $0.count != inputCount }) { throw wrongCount(row.count) }
    let values = Array(rows.joined())
    var numbers = [Double](repeating: 0, count: rows.count * outputCount)
    try values.withUnsafeBufferPointer { (values) throws(BPNetError) in
      try numbers.withUnsafeMutableBufferPointer { (numbers) throws(BPNetError) in
        try predict(rows: values, into: numbers)
      }
    }
    return numbers
  }

  private func largest(of outputs: UnsafeMutableBufferPointer<Double>) -> Int {
    (0..<outputCount).reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }
  }

  private func wrongCount(_ count: Int) -> BPNetError {
    .invalidArgument(name: "input", found: counted(count, "number"), expected: engine.expectedInput)
  }
}
