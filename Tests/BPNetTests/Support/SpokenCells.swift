@testable import BPNet

extension Table {
  /// The cells of each row as text: `1.0`, `'text'`, or `-` where missing.
  var spokenCells: [[String]] {
    (0..<rowCount).map { row in
      columns.enumerated().map { index, column in
        let value = self[row, index]
        if value.isNaN { return "-" }
        if case .text(let values) = column.kind { return "'\(values[Int(value)])'" }
        return "\(value)"
      }
    }
  }
}
