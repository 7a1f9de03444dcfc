import BPNet

/// A model's predictions while one or two of its inputs vary and the others stay at their means.
struct Slice {
  /// The varying inputs of the data's samples.
  let points: [[Double]]
  /// What is said of the inputs that stay; nil if all vary.
  let remark: String?
  private let model: Model
  private let inputs: [Int]
  private let means: [Double]

  /// - Throws: `BPNetError.invalidData` as for predictions.
  init(of model: Model, inputs: [Int], _ request: PictureRequest) throws(BPNetError) {
    let table = try request.requireTable()
    let rows = try model.outcomes(of: table, use: request.use).rows
    let count = model.preprocessing.inputs.count
    let values = try model.inputValues(of: table, rows: rows, inputs: Array(0..<count))
    points = rows.indices.map { row in inputs.map { values[row * count + $0] } }
    means = (0..<count).map { input in
      let column = rows.indices.map { values[$0 * count + input] }.filter(\.isFinite)
      return column.isEmpty ? 0 : column.reduce(0, +) / Double(column.count)
    }
    remark = count > inputs.count ? "\(counted(count - inputs.count, "other input")) at the mean" : nil
    (self.model, self.inputs) = (model, inputs)
  }

  /// The predictions for values of the varying inputs.
  func predictions(at places: [[Double]]) throws(BPNetError) -> Predictions {
    let rows = places.map { place in
      var row = means
      for (input, value) in zip(inputs, place) { row[input] = value }
      return row
    }
    return try model.makePredictor(rowCapacity: 64).predict(rows: rows)
  }
}
