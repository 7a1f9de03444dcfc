/// The differences between a model's predictions and those of another program for the same rows.
package struct PredictionComparison: Sendable, Equatable {
  /// The differences in one predicted number.
  package struct Column: Sendable, Equatable {
    /// The name of the number, as `bpnet predict` calls it.
    package let name: String
    /// The largest of the absolute differences.
    package let largest: Double
    /// Their mean.
    package let mean: Double
    /// The row of the largest one, counted from 0.
    package let row: Int
  }

  /// The number of rows compared.
  package let rowCount: Int
  /// The predicted numbers, those that the other table has.
  package let columns: [Column]
  /// The number of labels compared, and of those that are different; nil if the other table has none.
  package let labels: (count: Int, different: Int)?

  /// The largest difference of all.
  package var largest: Double { columns.map(\.largest).max() ?? 0 }
  /// The mean of the absolute differences of all numbers.
  package var mean: Double { columns.reduce(0) { $0 + $1.mean } / Double(max(columns.count, 1)) }

  package static func == (one: Self, other: Self) -> Bool {
    one.rowCount == other.rowCount && one.columns == other.columns
      && one.labels?.count == other.labels?.count && one.labels?.different == other.labels?.different
  }

  /// Compares predictions with a table that has a row for each.
  ///
  /// Columns are found by the names that `bpnet predict` writes; without such names the table has to have the
  /// predicted numbers alone, in their order, or behind one column of labels.
  ///
  /// - Throws: `BPNetError.invalidData` if the table has another number of rows or columns, or a cell is
  ///   missing or text.
  package init(_ predictions: Model.TablePredictions, with other: Table) throws(BPNetError) {
    let rows = try Self.rows(of: predictions, in: other)
    let numbers = PredictedNumbers(predictions.predictions)
    let places = try Self.places(of: numbers, in: other)
    var columns: [Column] = []
    for (index, place) in places.numbers.enumerated() {
      guard let place else { continue }
      if let error = other.numberExpected(inColumn: place) { throw error }
      var (largest, sum, largestRow) = (0.0, 0.0, 0)
      for (position, row) in rows.enumerated() {
        let value = other[row, place]
        if value.isNaN { throw .missingCell(of: other, row: row, column: place) }
        let difference = (value - numbers.values[position * numbers.names.count + index]).magnitude
        sum += difference
        if difference > largest { (largest, largestRow) = (difference, row) }
      }
      columns.append(
        Column(
          name: numbers.names[index], largest: largest, mean: sum / Double(max(rows.count, 1)),
          row: largestRow))
    }
    (rowCount, self.columns) = (rows.count, columns)
    var (count, different) = (0, 0)
    let other = try other.withWrittenLabels(in: places.labels.compactMap { $0 }) ?? other
    for (index, place) in places.labels.enumerated() {
      guard let place else { continue }
      for (position, row) in rows.enumerated() {
        if other[row, place].isNaN {
          throw .missingCell(of: other, row: row, column: place, expected: "a label")
        }
        count += 1
        let label = numbers.labels[position * numbers.labelNames.count + index]
        let text = other.text(of: other[row, place], column: place)
        if text != label, ClassLabel.key(of: text) != ClassLabel.key(of: label) { different += 1 }
      }
    }
    labels = count > 0 ? (count, different) : nil
  }

  /// Compares predictions of the same model for the same rows.
  package init(_ predictions: Predictions, with others: Predictions) {
    let (numbers, other) = (PredictedNumbers(predictions), PredictedNumbers(others))
    let width = numbers.names.count
    rowCount = predictions.count
    columns = numbers.names.enumerated().map { index, name in
      let differences = stride(from: index, to: numbers.values.count, by: width).map {
        (numbers.values[$0] - other.values[$0]).magnitude
      }
      let row = differences.indices.max { differences[$0] < differences[$1] } ?? 0
      return Column(
        name: name, largest: differences.isEmpty ? 0 : differences[row],
        mean: differences.reduce(0, +) / Double(max(differences.count, 1)), row: row)
    }
    let different = zip(numbers.labels, other.labels).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
    labels = numbers.labels.isEmpty ? nil : (numbers.labels.count, different)
  }

  /// The rows of the other table that belong to the predictions.
  private static func rows(
    of predictions: Model.TablePredictions, in other: Table
  ) throws(BPNetError) -> [Int] {
    let count = predictions.predictions.count
    if other.rowCount == count { return Array(0..<count) }
    if other.rowCount == predictions.rowCount { return predictions.rows }
    throw .invalidData(
      at: .init(file: other.source), found: "\(other.rowCount) rows",
      expected: "\(predictions.rowCount), as there are predictions")
  }

  /// The columns of the other table that have the predicted numbers and labels; nil for those that are not
  /// there.
  private static func places(
    of numbers: PredictedNumbers, in other: Table
  ) throws(BPNetError) -> (numbers: [Int?], labels: [Int?]) {
    if other.hasHeader {
      let names = Dictionary(
        other.columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
      let found = (numbers: numbers.names.map { names[$0] }, labels: numbers.labelNames.map { names[$0] })
      if (found.numbers + found.labels).contains(where: { $0 != nil }) { return found }
    }
    let width = numbers.names.count
    let all = (0..<width).map { Optional($0) }
    let none = [Int?](repeating: nil, count: numbers.labelNames.count)
    if other.columns.count == width { return (all, none) }
    if numbers.labelNames.count == 1, other.columns.count == width + 1 {
      return (all.map { $0.map { $0 + 1 } }, [0])
    }
    throw .invalidData(
      at: .init(file: other.source),
      found: "\(other.columns.count) columns, none of them called by a prediction",
      expected: "\(numbers.names.prefix(4).joined(separator: ", "))\(width > 4 ? ", …" : "")")
  }
}

/// Predictions as columns of numbers and labels, under the names that `bpnet predict` writes.
private struct PredictedNumbers {
  let names: [String]
  /// `[samples][names]`.
  let values: [Double]
  var labelNames: [String] = []
  /// `[samples][labelNames]`.
  var labels: [String] = []

  init(_ predictions: Predictions) {
    switch predictions {
    case .classes(let classes, let probabilities, let all):
      names = all.map { "probability_\($0)" }
      values = probabilities
      labelNames = ["prediction"]
      labels = classes.map { all[$0] }
    case .labels(let indices, let probabilities, let pairs, let columns):
      names = columns.map { "probability_\($0)" }
      values = probabilities
      labelNames = columns
      labels = indices.enumerated().map { pairs[$0 % columns.count][$1] }
    case .values(let numbers, let columns): (names, values) = (columns, numbers)
    }
  }
}
