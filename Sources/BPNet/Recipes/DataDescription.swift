/// What is seen in a table, and what training would do with it.
public struct DataDescription: Sendable {
  /// What training would learn, and from what.
  public struct Plan: Sendable {
    /// The task.
    public let task: LearningTask
    /// Why, if there is something to say.
    public let reason: String?
    /// The names of the inputs, in their order.
    public let inputs: [String]
    /// The names of the target columns.
    public let targets: [String]
    /// The classes, if the target is one column of classes.
    public let labels: [String]?
    /// The rows that would be used.
    public let rowCount: Int
  }

  /// The number of rows, and whether the first line names the columns.
  public let rowCount: Int
  /// Whether the data name their columns.
  public let hasHeader: Bool
  /// The byte between fields, for a file of text.
  public let delimiter: UInt8?
  /// What was found out of how the file is written.
  public let notes: [String]
  /// The columns, as in the data.
  public let columns: [ColumnProfile]
  /// What is worth saying of the data.
  public let remarks: [DataRemark]
  /// What training would do, or why it would not.
  public let plan: Result<Plan, BPNetError>
}

extension TrainingRecipe {
  /// Looks at a table as training by this recipe would.
  ///
  /// - Complexity: O(cells).
  public func description(of table: Table) -> DataDescription {
    let profiles = (0..<table.sourceColumnCount).map { ColumnProfile(of: table, column: $0) }
    var remarks: [DataRemark] = []
    let plan: Result<DataDescription.Plan, BPNetError>
    do throws(BPNetError) {
      let samples = try chooseSamples(of: table)
      let seen = samples.table ?? table
      remarks = samples.remarks
      plan = .success(
        .init(
          task: samples.definition.task, reason: samples.reason,
          inputs: samples.columns.inputs.map { seen.columns[$0].name },
          targets: samples.columns.targets.map { seen.columns[$0].name }, labels: samples.labels,
          rowCount: samples.rows.count))
    } catch {
      plan = .failure(error)
    }
    return DataDescription(
      rowCount: table.rowCount, hasHeader: table.hasHeader, delimiter: table.delimiter, notes: table.notes,
      columns: profiles,
      remarks: remarks, plan: plan)
  }
}
