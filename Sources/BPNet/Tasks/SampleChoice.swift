/// What of a table is learnt from, and as what.
struct SampleChoice {
  let columns: TaskRequest.ColumnChoice
  /// The task with what it has to know.
  let definition: any TaskDefinition
  var details: TaskDetails?
  /// The classes of the whole table; nil where the target is no column of classes.
  var labels: [String]?
  /// The usable samples that are not of the test part, each by its first row in the table.
  var rows: [Int]
  /// The samples of the test part.
  var testRows: [Int] = []
  /// The class of each of `rows`, whose shares a split keeps; nil where there are none.
  var classes: [Int]?
  /// The table with the columns of numbers that words became; nil where nothing was made.
  var table: Table?
  /// Why this task was chosen, if it was not given and there is something to say.
  var reason: String?
  /// Remarks about the data.
  var remarks: [Table.Remark] = []

  /// The task, the number of samples, and why this task.
  var summary: Table.Remark {
    let reason = reason.map { " (\($0))" } ?? ""
    return .note("\(definition.task.rawValue): \(counted(rows.count, "row"))\(reason)")
  }

  /// How many rows of a table are left out, and why.
  func remarks(onRowsLeftOutOf table: Table, missing policy: Table.MissingPolicy) -> [Table.Remark] {
    guard definition.task != .forecast else { return [] }
    let text = table.droppedText(
      usedCount: rows.count, columns: policy.columnsOfDroppedRows(columns), weights: columns.weights)
    return text.map { [.note($0)] } ?? []
  }

  /// The samples without those of a test part, which are apart.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `testFraction`.
  func settingAside(_ part: HeldPart) throws(BPNetError) -> SampleChoice {
    let split = try definition.split(self, holdingBack: part)
    var choice = self
    (choice.rows, choice.testRows) = (split.training, split.held)
    if let classes {
      let classOfRow = Dictionary(zip(rows, classes), uniquingKeysWith: { first, _ in first })
      choice.classes = split.training.compactMap { classOfRow[$0] }
    }
    return choice
  }

  /// Some of the samples, by their places in `rows`, without a test part.
  func selecting(_ places: [Int]) -> SampleChoice {
    SampleChoice(
      columns: columns, definition: definition, details: details, labels: labels,
      rows: places.map { rows[$0] }, classes: classes.map { classes in places.map { classes[$0] } },
      table: table, reason: reason, remarks: remarks)
  }
}
