import BPNet
import CommandSupport

/// What `bpnet predict` writes: a line for each row of the data, with a prediction or without.
struct PredictionText {
  private let table: Table
  private let kept: [Int]
  /// How many rows after a sample's first one the row is that it stands for.
  private let offset: Int
  private let threshold: Double?
  private let writesProbabilities: Bool
  private let precision: Precision
  private let asJSON: Bool
  /// The names of the cells of a prediction; empty before the first block.
  private var names: [String] = []
  /// The next row of the data that has no line yet.
  private var next = 0

  private enum Cell {
    case text(String)
    case number(Double, Precision)

    var csv: String {
      switch self {
      case .text(let text): CSVText.field(text)
      case .number(let value, let precision): CSVText.number(value, precision)
      }
    }

    var json: JSONValue {
      switch self {
      case .text(let text): .string(text)
      case .number(let value, _): .double(value)
      }
    }
  }

  /// The text of a model's predictions for a table.
  ///
  /// - Parameters:
  ///   - kept: the columns of the table that are written before the predictions.
  ///   - window: the rows of a forecast's window.
  init(
    of table: Table, keeping kept: [Int], window: Int?, threshold: Double?, writesProbabilities: Bool,
    precision: Precision, asJSON: Bool
  ) {
    (self.table, self.kept, offset) = (table, kept, (window ?? 1) - 1)
    (self.threshold, self.writesProbabilities) = (threshold, writesProbabilities)
    (self.precision, self.asJSON) = (precision, asJSON)
  }

  /// The names of the cells of a row's prediction.
  ///
  /// - Throws: `UsageError` for a threshold with predictions that have none.
  private func names(of predictions: Predictions) throws -> [String] {
    switch predictions {
    case .classes(_, _, let labels):
      guard threshold == nil || labels.count == 2 else {
        throw UsageError(
          name: "--threshold", found: "\(labels.count) classes", expected: "a model of two classes")
      }
      return ["prediction"] + (writesProbabilities ? labels.map { "probability_\($0)" } : [])
    case .labels(_, _, _, let names):
      return names.flatMap { writesProbabilities ? [$0, "probability_\($0)"] : [$0] }
    case .values(_, let names):
      guard threshold == nil else {
        throw UsageError(name: "--threshold", found: "predicted numbers", expected: "a model of two classes")
      }
      return names
    }
  }

  /// The cells of the prediction at `place`.
  private func cells(of predictions: Predictions, _ place: Int) -> [Cell] {
    switch predictions {
    case .classes(let classes, let probabilities, let labels):
      let values = probabilities[place * labels.count..<(place + 1) * labels.count]
      let index = threshold.map { values[values.startIndex + 1] >= $0 ? 1 : 0 } ?? classes[place]
      return [.text(labels[index])] + (writesProbabilities ? values.map { .number($0, precision) } : [])
    case .labels(let indices, let probabilities, let pairs, let names):
      return names.indices.flatMap { column -> [Cell] in
        let probability = probabilities[place * names.count + column]
        let index = threshold.map { probability >= $0 ? 1 : 0 } ?? indices[place * names.count + column]
        let label = Cell.text(pairs[column][index])
        return writesProbabilities ? [label, .number(probability, precision)] : [label]
      }
    case .values(let values, let names):
      return values[place * names.count..<(place + 1) * names.count].map { .number($0, .f64) }
    }
  }

  /// Writes the lines of a block of predictions, and of the rows before them that have none.
  ///
  /// - Throws: `UsageError` for a threshold with predictions that have none.
  mutating func write(_ block: Model.TablePredictions, to output: TextOutput) throws {
    if names.isEmpty {
      names = try names(of: block.predictions)
      if !asJSON { try output.writeLine((keptNames + names).map(CSVText.field).joined(separator: ",")) }
    }
    for (place, row) in block.rows.enumerated() {
      try finish(rowCount: row, to: output)
      try writeRow(cells(of: block.predictions, place), to: output)
    }
  }

  /// Writes the lines of the rows up to `rowCount` that have no prediction.
  mutating func finish(rowCount: Int, to output: TextOutput) throws {
    while next < rowCount { try writeRow(nil, to: output) }
  }

  private var keptNames: [String] { kept.map { table.columns[$0].name } }

  private mutating func writeRow(_ cells: [Cell]?, to output: TextOutput) throws {
    let row = next + offset
    next += 1
    if asJSON {
      let values = cells?.map(\.json) ?? names.map { _ in .null }
      let members = zip(keptNames, kept.map { json($0, row: row) }).map { (key: $0, value: $1) }
      try output.writeLine(
        JSONValue.object(members + zip(names, values).map { (key: $0, value: $1) }).description)
    } else {
      let texts = kept.map { csv($0, row: row) } + (cells?.map(\.csv) ?? names.map { _ in "" })
      // A line without anything would be no row.
      try output.writeLine(texts == [""] ? "\"\"" : texts.joined(separator: ","))
    }
  }

  private func csv(_ column: Int, row: Int) -> String {
    let cell = table[row, column]
    if cell.isNaN { return "" }
    guard case .text(let values) = table.columns[column].kind else { return number(cell) }
    return CSVText.field(values[Int(cell)])
  }

  private func json(_ column: Int, row: Int) -> JSONValue {
    let cell = table[row, column]
    if cell.isNaN { return .null }
    guard case .text(let values) = table.columns[column].kind else { return .double(cell) }
    return .string(values[Int(cell)])
  }

  private func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? value.description
  }
}
