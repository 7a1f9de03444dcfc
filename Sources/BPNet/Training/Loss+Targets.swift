/// Checks of the targets that a loss of counts is not defined for.
extension Loss {
  private static let countExpectation = "a count or a rate of at least 0"

  /// Checks that the loss is defined for the targets of a table, in the table's own units.
  ///
  /// - Parameters:
  ///   - columns: the target columns.
  ///   - rows: the rows that are used.
  /// - Throws: `BPNetError.invalidData` with the place of the first target that the loss does not allow.
  /// - Complexity: O(rows · columns) for losses of counts, O(1) for others.
  func checkTargets(of table: Table, columns: [Int], rows: [Int]) throws(BPNetError) {
    guard function.isForCounts else { return }
    for column in columns {
      if let error = table.numberExpected(inColumn: column) { throw error }
    }
    for row in rows {
      for column in columns where table[row, column] < 0 {
        throw .invalidData(
          at: table.place(ofRow: row, column: column), found: "\(table[row, column])",
          expected: "\(Loss.countExpectation), for loss \(self)")
      }
    }
  }

  /// Checks that the loss is defined for the targets of a data set.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `targets`.
  /// - Complexity: O(targets) for losses of counts, O(1) for others.
  func checkTargets<Element: Scalar>(of data: Dataset<Element>) throws(BPNetError) {
    guard function.isForCounts, case .values(let values) = data.targets else { return }
    for index in 0..<values.count where values.base[index] < 0 {
      throw .invalidArgument(
        name: "targets", found: "\(values.base[index])",
        expected: "\(Loss.countExpectation), for loss \(self)")
    }
  }
}

extension Loss {
  /// The tolerance beyond 0 and 1: targets that are scaled to this range may exceed it by rounding.
  private static let roundingOfProbabilities = 1e-6

  /// Checks that training targets are probabilities where the loss has no minimum for other targets.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `loss`.
  /// - Complexity: O(targets) for cross-entropy of numbers, O(1) for others.
  func checkProbabilities<Element: Scalar>(of data: Dataset<Element>) throws(BPNetError) {
    if case .classes = data.targets { return }
    guard function.takesProbabilities else { return }
    let (targets, slack) = (data.targetElements(), Loss.roundingOfProbabilities)
    for index in 0..<data.rowCount * data.outputCount {
      let target = Double(targets.base[index])
      guard target >= -slack, target <= 1 + slack else {
        throw .invalidArgument(
          name: "loss", found: "\(self) with a target of \(target)",
          expected:
            "targets from 0 to 1 (normalize-target minmax; normalize where targets are inputs), or mse")
      }
    }
  }
}
