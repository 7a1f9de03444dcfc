extension Model {
  /// Checks that the loss is defined for the targets of some rows of a table.
  ///
  /// - Throws: `BPNetError.invalidData` for a target column that is not there, and with its place for a target
  ///   that may not be.
  public func checkTargets(of table: Table, rows: [Int]) throws(BPNetError) {
    try loss.checkTargets(of: table, columns: try preprocessing.locateTargets(in: table), rows: rows)
  }
}
