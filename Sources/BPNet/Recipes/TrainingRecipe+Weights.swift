/// Class weights, and targets that are counts.
extension TrainingRecipe {
  /// The weights of the classes, for the class counts of the training samples; nil if the recipe has none.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `classWeights` if the targets are not classes, or
  ///   a named class does not exist.
  func resolveClassWeights<Element: Scalar>(
    labels: [String]?, training: Dataset<Element>
  ) throws(BPNetError) -> [Double]? {
    guard let classWeights else { return nil }
    guard let labels, let classes = training.classNumbers(classCount: labels.count) else {
      throw .invalidArgument(
        name: "classWeights", found: "\(classWeights) for targets that are not one column of classes",
        expected: "a task of classes")
    }
    var counts = [Int](repeating: 0, count: labels.count)
    for number in classes { counts[number] += 1 }
    return try classWeights.values(labels: labels, counts: counts)
  }

  /// Checks that the targets are numbers in their own units and none is below 0, if the loss is for counts.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the task or the scaling does not fit, `invalidData` if a
  ///   target is not allowed.
  func checkLoss(
    of table: Table, task: LearningTask, targets: [Int], rows: [Int]
  ) throws(BPNetError) {
    guard let loss, loss.function.isForCounts else { return }
    guard task == .regress else {
      throw .invalidArgument(
        name: "loss", found: "\(loss) for the task \(task.rawValue)",
        expected: "task regress, or another loss")
    }
    guard usedTargetNormalization == .identity else {
      throw .invalidArgument(
        name: "targetNormalization", found: "\(usedTargetNormalization.rawValue) with loss \(loss)",
        expected: "none: counts in their own units")
    }
    try loss.checkTargets(of: table, columns: targets, rows: rows)
  }
}
