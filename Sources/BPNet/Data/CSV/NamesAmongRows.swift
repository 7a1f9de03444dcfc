/// Names of columns that stand again below.
extension Table {
  /// The error for the first row that holds the name of each column, as where one file was put behind
  /// another; nil if there is none.
  ///
  /// - Complexity: O(columns) unless each of them holds its name, else O(cells).
  var errorOfNamesAmongRows: BPNetError? {
    guard hasHeader else { return nil }
    var names: [Set<Double>] = []
    for column in columns {
      guard case .text(let values) = column.kind else { return nil }
      let places = values.indices.filter { values[$0] == column.name }
      guard !places.isEmpty else { return nil }
      names.append(Set(places.map(Double.init)))
    }
    let row = (0..<rowCount).first { row in names.indices.allSatisfy { names[$0].contains(self[row, $0]) } }
    return row.map { row in
      .invalidData(
        at: place(ofRow: row), found: "the names of the columns again", expected: "a row of data",
        hint: "where a file was put behind another: leave this line out")
    }
  }
}
