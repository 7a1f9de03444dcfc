/// Divisions of rows into a training part and one that is held back from it.
package enum Split {
  /// Holds back round(`fraction` · n) of n rows, chosen at random.
  ///
  /// With classes, each gives its share `fraction` · n_c, rounded down, and those with the largest remainders
  /// give one row more until the number is reached (of equal ones, the class of the lower number). Each class
  /// keeps a row to train on as long as another has one to give: after the remainders, the class that has
  /// most rows left gives the next one.
  ///
  /// - Parameters:
  ///   - rowCount: The number of rows n.
  ///   - fraction: The part to hold back, between 0 and 1.
  ///   - classes: The class of each row; nil if all rows are treated the same.
  ///   - seed: The same seed gives the same split on every machine.
  ///   - argument: What the user gave the fraction as, for errors.
  /// - Returns: The rows to train on and those held back, both in ascending order.
  /// - Throws: `invalidArgument` when the fraction is not between 0 and 1, or leaves a part without rows.
  /// - Precondition: `classes`, if given, has `rowCount` entries.
  package static func holdOut(
    rowCount: Int, fraction: Double, classes: [Int]? = nil, seed: UInt64,
    argument: String = "validationFraction"
  ) throws(BPNetError) -> (training: [Int], held: [Int]) {
    try holdOut(
      rowCount: rowCount, fraction: fraction, classes: classes, seed: seed, stream: RandomStream.split,
      argument: argument)
  }

  /// Holds back a part of n rows in the same way, for what the part is meant for.
  static func holdOut(
    _ part: HeldPart, rowCount: Int, classes: [Int]? = nil
  ) throws(BPNetError) -> (training: [Int], held: [Int]) {
    try holdOut(
      rowCount: rowCount, fraction: part.fraction, classes: classes, seed: part.seed, stream: part.stream,
      argument: part.argument)
  }

  private static func holdOut(
    rowCount: Int, fraction: Double, classes: [Int]?, seed: UInt64, stream: UInt64, argument: String
  ) throws(BPNetError) -> (training: [Int], held: [Int]) {
    precondition(classes.map { $0.count == rowCount } ?? true)
    let heldCount = try heldCount(rowCount: rowCount, fraction: fraction, argument: argument)
    var groups = grouped(rowCount: rowCount, classes: classes)
    let quotas = quotas(of: groups.map(\.count), fraction: fraction, total: heldCount)
    var generator = RandomGenerator(seed: seed, stream: stream)
    var isHeld = [Bool](repeating: false, count: rowCount)
    for (index, quota) in quotas.enumerated() {
      generator.shuffle(&groups[index])
      for row in groups[index].prefix(quota) { isHeld[row] = true }
    }
    let rows = 0..<rowCount
    return (training: rows.filter { !isHeld[$0] }, held: rows.filter { isHeld[$0] })
  }

  /// How many rows a fraction of them is, rounded.
  ///
  /// - Throws: `invalidArgument` when the fraction is not between 0 and 1, or leaves a part without rows.
  static func heldCount(
    rowCount: Int, fraction: Double, argument: String = "validationFraction"
  ) throws(BPNetError) -> Int {
    guard fraction > 0, fraction < 1 else {
      throw .invalidArgument(
        name: argument, found: "\(fraction)", expected: "a fraction between 0 and 1, such as 0.2")
    }
    let heldCount = Int((fraction * Double(rowCount)).rounded())
    guard heldCount > 0, heldCount < rowCount else {
      throw .invalidArgument(
        name: argument, found: "\(fraction), \(heldCount) of \(rowCount) rows",
        expected: "a fraction that leaves at least one row on either side")
    }
    return heldCount
  }

  /// The rows of each class in ascending order, the classes in ascending order too.
  private static func grouped(rowCount: Int, classes: [Int]?) -> [[Int]] {
    guard let classes else { return [Array(0..<rowCount)] }
    let rowsOfClass = Dictionary(grouping: 0..<rowCount) { classes[$0] }
    return rowsOfClass.sorted { $0.key < $1.key }.map(\.value)
  }

  /// How many rows each class gives, `total` together.
  private static func quotas(of counts: [Int], fraction: Double, total: Int) -> [Int] {
    let shares = counts.map { fraction * Double($0) }
    var quotas = shares.map { Int($0) }
    let order = counts.indices.sorted { first, second in
      let empties = (quotas[first] + 1 == counts[first], quotas[second] + 1 == counts[second])
      if empties.0 != empties.1 { return empties.1 }
      let remainders = (
        shares[first] - Double(quotas[first]), shares[second] - Double(quotas[second])
      )
      return remainders.0 == remainders.1 ? first < second : remainders.0 > remainders.1
    }
    var missing = max(0, total - quotas.reduce(0, +))
    func rowsLeft(_ index: Int) -> Int { counts[index] - quotas[index] }
    let (givers, others) = (order.filter { rowsLeft($0) > 1 }, order.filter { rowsLeft($0) == 1 })
    for index in givers.prefix(missing) {
      quotas[index] += 1
      missing -= 1
    }
    while missing > 0, let largest = counts.indices.max(by: { rowsLeft($0) < rowsLeft($1) }),
      rowsLeft(largest) > 1
    {
      quotas[largest] += 1
      missing -= 1
    }
    for index in others.prefix(missing) { quotas[index] += 1 }
    return quotas
  }
}
