extension TrainingRecipe {
  /// The preprocessing with the scalings and replacements that follow from the training samples.
  func fitPreprocessing(
    _ table: Table, samples: SampleChoice, trainingSamples: [Int]
  ) throws(BPNetError) -> Preprocessing {
    let (columns, definition) = (samples.columns, samples.definition)
    let trainingRows = definition.rows(ofSamples: trainingSamples, details: samples.details)
    let inputs = try Scaler(
      fitting: usedNormalization, to: table, columns: columns.inputs, rows: trainingRows)
    let targets = try Scaler(
      fitting: definition.targetScaling == .own ? usedTargetNormalization : .identity, to: table,
      columns: columns.targets, rows: trainingRows)
    func describe(_ index: Int, _ scaling: ColumnScaling, replacement: Double?) -> Preprocessing.Column {
      let name = table.columns[index].name
      guard index >= table.sourceColumnCount else {
        return Preprocessing.Column(name: name, position: index, scaling: scaling, replacement: replacement)
      }
      let derived = table.derived[index - table.sourceColumnCount]
      let source = table.columns[derived.source].name
      return Preprocessing.Column(
        name: name, position: derived.source, scaling: scaling, replacement: replacement,
        coding: derived.coding, source: source == name ? nil : source)
    }
    var inputColumns: [Preprocessing.Column] = []
    for (index, scaling) in zip(columns.inputs, inputs.columns) {
      let replacement = missing == .mean ? try mean(of: table, column: index, rows: trainingRows) : nil
      let staysAsItIs = table.isCategory(index) && !usedPreset().definition.scalesCategories
      inputColumns.append(describe(index, staysAsItIs ? .identity : scaling, replacement: replacement))
    }
    let targetColumns = zip(columns.targets, targets.columns).map { describe($0, $1, replacement: nil) }
    var preprocessing = Preprocessing(
      inputs: inputColumns, targets: definition.targetScaling == .inputs ? inputColumns : targetColumns,
      labels: samples.labels, hasHeader: table.hasHeader, columnCount: table.sourceColumnCount,
      details: samples.details)
    if inputColumns.contains(where: { $0.coding?.category != nil }) {
      preprocessing.unknownCategory = unknownCategory
    }
    preprocessing.missingValues = table.missingValues
    preprocessing.weights = columns.weights.map { describe($0, .identity, replacement: nil) }
    return preprocessing
  }

  /// The mean of the cells that are not missing.
  private func mean(of table: Table, column: Int, rows: [Int]) throws(BPNetError) -> Double {
    let values = rows.map { table[$0, column] }.filter { !$0.isNaN }
    guard !values.isEmpty else {
      throw .invalidData(
        at: table.place(ofColumn: column), found: "a missing value in every training row",
        expected: "a number to take the mean of",
        hint: "`ignoredColumns: \(table.selection(of: [column]))` leaves the column out")
    }
    return FixedOrderSum.sum(count: values.count) { values[$0] / Double(values.count) }
  }
}

extension Table {
  /// Whether a column is 1 in the rows of one category and 0 in all others.
  fileprivate func isCategory(_ column: Int) -> Bool {
    column >= sourceColumnCount && derived[column - sourceColumnCount].coding.category != nil
  }
}
