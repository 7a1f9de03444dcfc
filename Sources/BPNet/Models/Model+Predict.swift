extension Model {
  /// Makes a predictor, which has the memory for predictions from raw values.
  ///
  /// - Parameter rowCapacity: the maximum number of rows of a pass, at least 1. Many rows are predicted
  ///   faster in passes of some dozens; memory grows with the capacity.
  public func makePredictor(rowCapacity: Int = 1) -> Predictor {
    implementation.makePredictor(rowCapacity: rowCapacity)
  }

  /// The prediction for one row: a value for each input column of the training data, in their order and in
  /// the data's own units; for a forecast the rows of a window, one after the other, the oldest first.
  ///
  /// NaN is a missing value. Each call allocates memory; for many predictions use a `Predictor`.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `input` if there are not as many values as the
  ///   model needs, or one of them is missing without a replacement, infinite or beyond the range of the
  ///   model's precision.
  public func predict(_ row: [Double]) throws(BPNetError) -> Prediction {
    try makePredictor().predict(row)
  }

  /// The prediction for one row, given by the names of the input columns; a column without a value is a
  /// missing value.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `input` if there is no such column, or the model
  ///   needs a window of rows; else as for an array.
  public func predict(_ row: [String: Double]) throws(BPNetError) -> Prediction {
    let columns = preprocessing.inputs
    guard preprocessing.inputCount == columns.count else {
      throw .invalidArgument(
        name: "input", found: "one row by names", expected: preprocessing.expectedInput)
    }
    let names = Set(columns.map(\.name))
    if let unknown = row.keys.filter({ !names.contains($0) }).min() {
      throw .invalidArgument(
        name: "input", found: "a value for \"\(unknown)\"",
        expected: "values for \(preprocessing.expectedNames)")
    }
    return try predict(columns.map { row[$0.name] ?? .nan })
  }
}
