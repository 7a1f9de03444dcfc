import BPNet
import CommandSupport

/// What `bpnet predict` writes: a line for each row of the data, with a prediction or without.
struct PredictionText {
  private let names: [String]
  /// The cells of a row's prediction.
  private let cells: (_ place: Int) -> [Cell]
  private let rows: [Int]
  private let rowCount: Int
  private let kept: [Int]
  private let table: Table
  /// How many rows after a sample's first one the row is that it stands for.
  private let offset: Int

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

  /// - Throws: `UsageError` for a threshold with predictions that have none.
  init(
    _ result: TablePredictions, of table: Table, keeping kept: [Int], window: Int?, threshold: Double?,
    writesProbabilities: Bool, precision: Precision
  ) throws {
    (rows, rowCount, self.table, self.kept) = (result.rows, result.rowCount, table, kept)
    offset = (window ?? 1) - 1
    switch result.predictions {
    case .classes(let classes, let probabilities, let labels):
      guard threshold == nil || labels.count == 2 else {
        throw UsageError(
          name: "--threshold", found: "\(labels.count) classes", expected: "a model of two classes")
      }
      names = ["prediction"] + (writesProbabilities ? labels.map { "probability_\($0)" } : [])
      cells = { place in
        let values = probabilities[place * labels.count..<(place + 1) * labels.count]
        let index = threshold.map { values[values.startIndex + 1] >= $0 ? 1 : 0 } ?? classes[place]
        return [.text(labels[index])]
          + (writesProbabilities ? values.map { .number($0, precision) } : [])
      }
    case .labels(let indices, let probabilities, let pairs, let names):
      self.names = names.flatMap { writesProbabilities ? [$0, "probability_\($0)"] : [$0] }
      cells = { place in
        names.indices.flatMap { column -> [Cell] in
          let probability = probabilities[place * names.count + column]
          let index = threshold.map { probability >= $0 ? 1 : 0 } ?? indices[place * names.count + column]
          let label = Cell.text(pairs[column][index])
          return writesProbabilities ? [label, .number(probability, precision)] : [label]
        }
      }
    case .values(let values, let names):
      guard threshold == nil else {
        throw UsageError(name: "--threshold", found: "predicted numbers", expected: "a model of two classes")
      }
      self.names = names
      cells = { place in
        values[place * names.count..<(place + 1) * names.count].map { .number($0, .f64) }
      }
    }
  }

  /// Writes a header and a line a row, or an object a row.
  func write(to output: TextOutput, asJSON: Bool) throws {
    let keptNames = kept.map { table.columns[$0].name }
    if !asJSON {
      try output.writeLine((keptNames + names).map(CSVText.field).joined(separator: ","))
    }
    var next = 0
    for row in 0..<rowCount {
      let hasPrediction = next < rows.count && rows[next] == row
      let cells = hasPrediction ? cells(next) : nil
      if hasPrediction { next += 1 }
      if asJSON {
        let values = cells?.map(\.json) ?? names.map { _ in .null }
        let members = zip(keptNames, kept.map { json($0, row: row + offset) }).map { (key: $0, value: $1) }
        try output.writeLine(
          JSONValue.object(members + zip(names, values).map { (key: $0, value: $1) }).description)
      } else {
        let texts = kept.map { csv($0, row: row + offset) } + (cells?.map(\.csv) ?? names.map { _ in "" })
        // A line without anything would be no row.
        try output.writeLine(texts == [""] ? "\"\"" : texts.joined(separator: ","))
      }
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
