/// What is seen in a table, and what training would do with it.
package struct DataDescription: Sendable {
  /// What training would learn, and from what.
  package struct Plan: Sendable {
    /// The task.
    package let task: LearningTask
    /// Why, if there is something to say.
    package let reason: String?
    /// The names of the inputs, in their order.
    package let inputs: [String]
    /// The names of the target columns.
    package let targets: [String]
    /// The classes, if the target is one column of classes.
    package let labels: [String]?
    /// The rows that would be used.
    package let rowCount: Int
  }

  /// The number of rows, and whether the first line names the columns.
  package let rowCount: Int
  /// Whether the data name their columns.
  package let hasHeader: Bool
  /// The byte between fields, for a file of text.
  package let delimiter: UInt8?
  /// What was found out of how the file is written.
  package let notes: [String]
  /// The columns, as in the data.
  package let columns: [ColumnProfile]
  /// What is worth saying of the data.
  package let remarks: [DataRemark]
  /// What training would do, or why it would not.
  package let plan: Result<Plan, BPNetError>
}

extension TrainingRecipe {
  /// What is worth saying of a table before it is learnt by this recipe, and as what it is learnt; nothing
  /// where it cannot be.
  package func remarks(on table: Table, precision: Precision) -> [DataRemark] {
    (try? chooseSamples(of: table)).map { remarks(of: $0, in: table, precision: precision) } ?? []
  }

  func remarks(of samples: SampleChoice, in table: Table, precision: Precision) -> [DataRemark] {
    samples.remarks
      + remarksOnResolution(of: samples, in: samples.table ?? table, precision: precision)
      + [samples.summary]
  }

  /// Looks at a table as training by this recipe would.
  ///
  /// - Complexity: O(cells).
  package func description(of table: Table) -> DataDescription {
    let profiles = (0..<table.sourceColumnCount).map { ColumnProfile(of: table, column: $0) }
    var remarks: [DataRemark] = []
    let plan: Result<DataDescription.Plan, BPNetError>
    do throws(BPNetError) {
      let samples = try chooseSamples(of: table)
      let seen = samples.table ?? table
      remarks = samples.remarks + remarksOnResolution(of: samples, in: seen, precision: .f32)
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
