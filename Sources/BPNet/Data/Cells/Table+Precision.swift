extension Table {
  /// The columns of a text with whole numbers beyond 2⁵³, of which a Double does not keep all digits.
  package var columnsOfRoundedNumbers: [String] {
    guard delimiter != nil else { return [] }
    return columns.indices.filter { column in
      columns[column].kind == .number && (0..<rowCount).contains { self[$0, column].magnitude > 0x1p53 }
    }.map { columns[$0].name }
  }
}
