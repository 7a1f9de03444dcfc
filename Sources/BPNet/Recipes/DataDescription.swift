/// A description of a table, and of what training would do with it.
package struct DataDescription: Sendable {
  /// The task, columns and rows of a training.
  package struct Plan: Sendable {
    /// The task.
    package let task: LearningTask
    /// The reason for the task; nil if it needs no explanation.
    package let reason: String?
    /// The names of the inputs, in order.
    package let inputs: [String]
    /// The names of the target columns.
    package let targets: [String]
    /// The classes; nil unless the target is one column of classes.
    package let labels: [String]?
    /// The number of rows that would be used.
    package let rowCount: Int
  }

  /// The number of rows.
  package let rowCount: Int
  /// Whether the data name their columns.
  package let hasHeader: Bool
  /// The byte between fields; nil unless the data are text.
  package let delimiter: UInt8?
  /// The findings about the format of the file.
  package let notes: [String]
  /// The profiles of the columns, in their order in the data.
  package let columns: [ColumnProfile]
  /// The remarks on the data.
  package let remarks: [Table.Remark]
  /// What training would do, or the error that would prevent it.
  package let plan: Result<Plan, BPNetError>
}

extension TrainingRecipe {
  /// The remarks on a table that this recipe is to be trained on; none if it cannot be.
  package func remarks(on table: Table, precision: Precision) -> [Table.Remark] {
    (try? chooseSamples(of: table)).map { remarks(of: $0, in: table, precision: precision) } ?? []
  }

  func remarks(of samples: SampleChoice, in table: Table, precision: Precision) -> [Table.Remark] {
    samples.remarks
      + remarksOnResolution(of: samples, in: samples.table ?? table, precision: precision)
      + [samples.summary]
  }

  /// Describes a table as training with this recipe would use it.
  ///
  /// - Complexity: O(cells).
  package func description(of table: Table) -> DataDescription {
    let rows = Array(0..<table.rowCount)
    let profiles = ColumnProfile.all(of: table, rows: rows)
    var remarks: [Table.Remark] = []
    let plan: Result<DataDescription.Plan, BPNetError>
    do throws(BPNetError) {
      let samples = try chooseSamples(of: table)
      let usedTable = samples.table ?? table
      remarks = samples.remarks + remarksOnResolution(of: samples, in: usedTable, precision: .f32)
      plan = .success(
        .init(
          task: samples.definition.task, reason: samples.reason,
          inputs: samples.columns.inputs.map { usedTable.columns[$0].name },
          targets: samples.columns.targets.map { usedTable.columns[$0].name }, labels: samples.labels,
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
