/// What a user says of the columns and samples of a table, and what the task depends on.
struct TaskRequest {
  /// The rows of a window, and those foretold from it, unless told otherwise.
  static let (defaultWindow, defaultHorizon) = (8, 1)

  var task: LearningTask?
  var target: String?
  var ignoredColumns: String?
  var weightColumn: String?
  /// Whether the loss is of counts, which are never classes.
  var learnsCounts = false
  var missing = MissingPolicy.error
  var window: Int?
  var horizon: Int?
  var outputActivation: Activation?

  /// Finds the task, where it is not given, the columns, the samples that may be used and their classes.
  func chooseSamples(of table: Table) throws(BPNetError) -> SampleChoice {
    let definition = if let task { task.definition } else { try automaticTask(of: table).definition }
    for (name, rows) in [("window", window), ("horizon", horizon)] {
      guard let rows else { continue }
      guard definition.task == .forecast else {
        throw .invalidArgument(
          name: name, found: "\(rows) beside the task \(definition.task.rawValue)",
          expected: "the task forecast")
      }
      guard 1...Table.maximumRowCount ~= rows else {
        throw .invalidArgument(
          name: name, found: "\(rows)", expected: "an integer from 1 to \(Table.maximumRowCount)")
      }
    }
    if let weightColumn, definition.task == .forecast {
      throw .invalidArgument(
        name: "weightColumn", found: "\"\(weightColumn)\" beside the task forecast",
        expected: "none: windows overlap")
    }
    let samples = try definition.samples(of: table, for: self)
    if let outputActivation { try samples.definition.check(output: outputActivation) }
    return samples
  }
}
