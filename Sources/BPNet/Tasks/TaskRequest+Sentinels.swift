/// What is said of numbers and words that stand for missing values, such as -999 and n/a.
extension TaskRequest {
  /// Words that pandas, R, SQL, SAS and spreadsheets write for nothing, beside the usual ones, and signs that
  /// people do; not `none` and `unknown`, which may be answers.
  private static let marks: Set<String> = [
    "n/a", "N/a", "na", "Na", "n.a.", "N.A.", "#N/A", "#N/A N/A", "#NA", "#NULL!", "#VALUE!", "#DIV/0!",
    "#REF!", "<NA>", "NaT", "None", "Null", "nil", "(null)", "\\N", "-nan", "-NaN", "1.#IND", "-1.#IND",
    "1.#QNAN",
    "-1.#QNAN", "-", "--", "---", "—", ".", "..",
  ]

  /// Warnings of numbers that may stand for missing values, and a note of the columns of words with such a
  /// word.
  func remarksOnSentinels(in table: Table, columns: [Int]) -> [Table.Remark] {
    guard table.missingValues == nil else { return [] }
    return remarksOnNumbers(forMissingIn: table, columns: columns)
      + remarksOnWords(in: table, columns: columns)
  }

  /// A warning of numbers that may stand for missing values.
  func remarksOnNumbers(forMissingIn table: Table, columns: [Int]) -> [Table.Remark] {
    guard table.missingValues == nil else { return [] }
    let found = table.plainNumbers(among: columns).flatMap { column in
      table.sentinels(inColumn: column, columnCount: columns.count).map {
        (name: table.columns[column].name, sentinel: $0)
      }
    }
    guard !found.isEmpty else { return [] }
    let shown = found.prefix(5).map { item in
      "\(item.name): \(ClassCoding.label(ofNumber: item.sentinel.value)) in "
        + counted(item.sentinel.rowCount, "row")
    }
    let values = Set(found.map(\.sentinel.value)).sorted().map(ClassCoding.label(ofNumber:))
    let (it, stands) = values.count == 1 ? ("it", "stands") : ("they", "stand")
    let verb = found.count == 1 ? "stands" : "stand"
    let remedy =
      if task == .forecast {
        "a series has no gaps: fill them before"
      } else if table.delimiter == nil {
        "NaN says so"
      } else {
        table.missingValuesArgument(adding: Array(values.prefix(8))) ?? "leave the cells empty"
      }
    return [
      .warning(
        shown.joined(separator: ", ") + (found.count > 5 ? ", …" : "")
          + " \(verb) apart from all other numbers",
        hint: "if \(it) \(stands) for missing values: \(remedy)")
    ]
  }

  private func remarksOnWords(in table: Table, columns: [Int]) -> [Table.Remark] {
    guard table.delimiter != nil, task != .forecast else { return [] }
    let found = Set(columns.map(table.source(ofColumn:))).sorted().flatMap { marks(in: table, column: $0) }
    guard !found.isEmpty else { return [] }
    var names: [String] = []
    for item in found where !names.contains(item.name) { names.append(item.name) }
    let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
    let values = Set(found.map(\.value)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let text =
      values.count == 1
      ? "is \(values[0]) a missing value" : "are \(values.joined(separator: ", ")) missing values"
    return table.missingValuesArgument(adding: values).map { [.note("\(shown): \(text)? \($0)")] } ?? []
  }

  private func marks(in table: Table, column: Int) -> [(name: String, value: String)] {
    guard case .text(let values) = table.columns[column].kind else { return [] }
    return values.filter(TaskRequest.marks.contains).map { (table.columns[column].name, $0) }
  }
}
