/// Divisions of rows into folds of nearly equal size for cross-validation.
package enum Folds {
  /// Divides `rowCount` rows at random into `count` folds whose sizes differ by at most 1.
  ///
  /// With classes, the rows of each class are shuffled and dealt out one by one, starting with the fold after
  /// the last one's of the previous class. So each fold has its share of each class to within one row. A
  /// class with fewer rows than folds is missing from some of them.
  ///
  /// - Parameters:
  ///   - classes: The class of each row, or nil to treat all rows alike.
  ///   - seed: The same seed gives the same folds on every machine.
  /// - Returns: The rows of each fold, in ascending order.
  /// - Throws: `BPNetError.invalidArgument` under the name `foldCount` for fewer than 2 folds, or more than
  ///   rows.
  /// - Precondition: `classes`, if given, has `rowCount` entries.
  package static func make(
    rowCount: Int, count: Int, classes: [Int]? = nil, seed: UInt64
  ) throws(BPNetError) -> [[Int]] {
    precondition(classes.map { $0.count == rowCount } ?? true, "one class for each row")
    guard count >= 2, count <= rowCount else {
      throw .invalidArgument(
        name: "foldCount", found: "\(counted(count, "fold")) of \(rowCount) rows",
        expected: rowCount < 2 ? "at least 2 rows" : "from 2 to \(rowCount) folds")
    }
    var generator = RandomGenerator(seed: seed, stream: RandomStream.split)
    var folds = [[Int]](repeating: [], count: count)
    var next = 0
    for var group in groups(rowCount: rowCount, classes: classes) {
      generator.shuffle(&group)
      for row in group {
        folds[next].append(row)
        next = (next + 1) % count
      }
    }
    return folds.map { $0.sorted() }
  }

  /// The rows of each class in ascending order, the classes in ascending order too.
  private static func groups(rowCount: Int, classes: [Int]?) -> [[Int]] {
    guard let classes else { return [Array(0..<rowCount)] }
    var groups = [[Int]](repeating: [], count: (classes.max() ?? 0) + 1)
    for (row, value) in classes.enumerated() { groups[value].append(row) }
    return groups
  }
}
