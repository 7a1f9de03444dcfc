/// What is said of numbers and words that stand for missing values, such as -999 and n/a.
extension TaskRequest {
  /// Words that pandas, R, SQL, SAS and spreadsheets write for nothing, beside the usual ones, and signs that
  /// people do; not `none` and `unknown`, which may be answers.
  private static let marks: Set<String> = [
    "n/a", "N/a", "na", "Na", "n.a.", "N.A.", "#N/A", "#N/A N/A", "#NA", "#NULL!", "#VALUE!", "#DIV/0!",
    "#REF!", "<NA>", "NaT", "None", "Null", "nil", "(null)", "\\N", "-nan", "-NaN", "1.#IND", "-1.#IND",
    "1.#QNAN",
    "-1.#QNAN", "-", "--", "---", "—", ".", "..", "(blank)", "<undefined>", "undefined", "Not assigned",
    "not assigned", "(Missing)", "(missing)",
  ]
  /// Words that may be answers where there is one other: missing or found.
  private static let doubtfulMarks: Set<String> = ["missing", "Missing"]

  /// Warnings of numbers that may stand for missing values, and a note of the columns of words with such a
  /// word.
  func remarksOnSentinels(in table: Table, columns: [Int]) -> [Table.Remark] {
    guard table.missingValues == nil else { return [] }
    return table.remarks(onSentinelsIn: columns, ofSeries: task == .forecast)
      + remarksOnWords(in: table, columns: columns)
  }

  private func remarksOnWords(in table: Table, columns: [Int]) -> [Table.Remark] {
    guard table.delimiter != nil, task != .forecast else { return [] }
    let found = Set(columns.map(table.source(ofColumn:))).sorted().flatMap { marks(in: table, column: $0) }
    guard !found.isEmpty else { return [] }
    var names: [String] = []
    for item in found where !names.contains(item.name) { names.append(item.name) }
    let values = Set(found.map(\.value)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let text =
      values.count == 1
      ? "is \(values[0]) a missing value" : "are \(values.joined(separator: ", ")) missing values"
    guard let argument = table.missingValuesArgument(adding: values) else { return [] }
    return [.note("\(listed(names)): \(text)? \(argument)")]
  }

  private func marks(in table: Table, column: Int) -> [(name: String, value: String)] {
    guard case .text(let values) = table.columns[column].kind else { return [] }
    let marks = values.count > 2 ? TaskRequest.marks.union(TaskRequest.doubtfulMarks) : TaskRequest.marks
    return values.filter(marks.contains).map { (table.columns[column].name, $0) }
  }
}
