extension Table {
  /// Whether a cell of any column may be missing.
  var holdsMissingCells: Bool { blocks.contains(where: \.holdsMissing) }

  /// The argument by which some words are missing values, too; nil for words that it cannot hold, nobody can
  /// type, or that stand in quotes, where nothing is missing but an empty cell.
  ///
  /// What is given replaces what is missing without it.
  func missingValuesArgument(adding words: [String]) -> String? {
    let canBeTyped = words.allSatisfy { word in
      word.utf8.count <= 64
        && !word.unicodeScalars.contains { scalar in
          ",`".unicodeScalars.contains(scalar) || scalar.properties.generalCategory == .control
        }
    }
    guard canBeTyped, !words.contains(where: standsInQuotes) else { return nil }
    let usual = holdsMissingCells ? TableReader.TextOptions.defaultMissingValues : []
    let known = (missingValues ?? usual).filter { !$0.isEmpty && !words.contains($0) }
    return "`missingValues: \((words + known).joined(separator: ","))`"
  }

  private func standsInQuotes(_ word: String) -> Bool {
    columns.contains { column in
      guard case .text(let values) = column.kind, !column.areQuoted.isEmpty else { return false }
      return zip(values, column.areQuoted).contains { $1 && $0 == word }
    }
  }

  /// What leaves out the rows with a word for infinity; nil for a number beyond the range of a Double.
  func infinityHint(_ found: String) -> String? {
    let word = found.filter { $0 != "'" }
    guard !word.contains(where: \.isDecimalDigit), delimiter != nil else { return nil }
    return missingValuesArgument(adding: [word]).map { "\($0) beside `missing: drop` leaves such rows out" }
  }
}
