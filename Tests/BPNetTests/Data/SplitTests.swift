import Testing

@testable import BPNet

@Suite struct SplitTests {
  @Test(arguments: [(10, 0.2, 2), (10, 0.25, 3), (150, 0.1, 15), (7, 0.5, 4), (2, 0.5, 1), (1000, 0.001, 1)])
  func holdsBackTheFraction(rowCount: Int, fraction: Double, held: Int) throws {
    let split = try Split.holdOut(rowCount: rowCount, fraction: fraction, seed: 1)
    #expect(split.held.count == held)
    #expect(split.held == split.held.sorted() && split.training == split.training.sorted())
    #expect((split.held + split.training).sorted() == Array(0..<rowCount))
  }

  @Test func followsTheSeed() throws {
    let first = try Split.holdOut(rowCount: 100, fraction: 0.3, seed: 7)
    #expect(try Split.holdOut(rowCount: 100, fraction: 0.3, seed: 7).held == first.held)
    #expect(try Split.holdOut(rowCount: 100, fraction: 0.3, seed: 8).held != first.held)
    #expect(first.held != Array(0..<30))
  }

  /// Rows of each class, the fraction, and how many of each class must be held back.
  @Test(arguments: [
    ([50, 50, 50], 0.2, [10, 10, 10]),
    ([5, 5], 0.5, [3, 2]),
    ([7, 2, 1], 0.3, [2, 1, 0]),
    ([10, 4, 6], 0.25, [3, 1, 1]),
    ([1, 1, 8], 0.5, [0, 0, 5]),
    ([1, 99], 0.6, [0, 60]),
    ([3, 3, 3], 0.2, [1, 1, 0]),
  ])
  func classesGiveTheirShares(counts: [Int], fraction: Double, held: [Int]) throws {
    // Class labels need not be dense, nor stand together.
    var generator = TestGenerator(state: 3)
    let classes = counts.enumerated().flatMap { [Int](repeating: 10 * $0 - 5, count: $1) }
      .shuffled(using: &generator)
    let split = try Split.holdOut(rowCount: classes.count, fraction: fraction, classes: classes, seed: 5)
    let heldOfClass = counts.indices.map { label in
      split.held.count { classes[$0] == 10 * label - 5 }
    }
    #expect(heldOfClass == held)
    #expect((split.held + split.training).sorted() == Array(classes.indices))
  }

  /// How many rows of each class are held back, by the rule that every split keeps as long as it takes the
  /// last row of no class.
  private static func plainQuotas(of counts: [Int], fraction: Double, total: Int) -> [Int] {
    let shares = counts.map { fraction * Double($0) }
    var quotas = shares.map { Int($0) }
    let order = counts.indices.sorted { first, second in
      let takesLast = [first, second].map { quotas[$0] + 1 == counts[$0] }
      if takesLast[0] != takesLast[1] { return takesLast[1] }
      let remainders = [first, second].map { shares[$0] - Double(quotas[$0]) }
      return remainders[0] == remainders[1] ? first < second : remainders[0] > remainders[1]
    }
    for index in order.prefix(max(0, total - quotas.reduce(0, +))) { quotas[index] += 1 }
    return quotas
  }

  /// The rows held back of each class, for classes numbered from 0 whose rows stand together.
  private static func held(of counts: [Int], fraction: Double, seed: UInt64) throws -> [Int] {
    let classes = counts.enumerated().flatMap { [Int](repeating: $0, count: $1) }
    let split = try Split.holdOut(
      rowCount: classes.count, fraction: fraction, classes: classes, seed: seed)
    return counts.indices.map { label in split.held.count { classes[$0] == label } }
  }

  /// Five rows of one class, one each of two others, half of them held back: four, of which none is a class's
  /// only row.
  @Test(arguments: 0..<3 as Range<UInt64>) func theOnlyRowOfAClassIsKept(seed: UInt64) throws {
    #expect(try Self.held(of: [1, 5, 1], fraction: 0.5, seed: seed) == [0, 4, 0])
    #expect(try Self.held(of: [2, 9, 1, 2], fraction: 0.6, seed: seed) == [1, 6, 0, 1])
    // Here there is no other way.
    #expect(try Self.held(of: [1, 1, 1, 1], fraction: 0.5, seed: seed) == [1, 1, 0, 0])
    #expect(try Self.held(of: [2, 2, 2], fraction: 0.8, seed: seed) == [2, 2, 1])
  }

  @Test func eachClassKeepsARowWhereAnotherHasOneToGive() throws {
    var generator = RandomGenerator(seed: 7, stream: 0)
    var (mended, kept) = (0, 0)
    for seed in 0..<4000 as Range<UInt64> {
      let counts = (0..<1 + generator.uniform(below: 12)).map { _ in
        1 + generator.uniform(below: generator.element(of: [1, 1, 2, 6, 30]))
      }
      let (rowCount, fraction) = (counts.reduce(0, +), generator.uniform())
      let total = Int((fraction * Double(rowCount)).rounded())
      guard total > 0, total < rowCount else { continue }
      let found = try Self.held(of: counts, fraction: fraction, seed: seed)
      let left = zip(counts, found).map { $0 - $1 }
      #expect(found.reduce(0, +) == total)
      #expect(!left.contains(0) || left.allSatisfy { $0 <= 1 }, "\(counts), \(fraction): \(found)")
      #expect(zip(counts, found).allSatisfy { $1 >= Int(fraction * Double($0)) })
      let plain = Self.plainQuotas(of: counts, fraction: fraction, total: total)
      let plainLeft = zip(counts, plain).map { $0 - $1 }
      if !plainLeft.contains(0) || plainLeft.allSatisfy({ $0 <= 1 }) {
        #expect(found == plain, "\(counts), \(fraction)")
        kept += 1
      } else {
        mended += 1
      }
    }
    #expect(mended > 50 && kept > 1000)
  }

  @Test(arguments: [
    (10, 0.0, "validationFraction: found 0.0, expected a fraction between 0 and 1, such as 0.2"),
    (10, 1.0, "validationFraction: found 1.0, expected a fraction between 0 and 1, such as 0.2"),
    (10, -0.5, "validationFraction: found -0.5, expected a fraction between 0 and 1, such as 0.2"),
    (10, Double.nan, "validationFraction: found nan, expected a fraction between 0 and 1, such as 0.2"),
    (
      10, 0.01,
      "validationFraction: found 0.01, 0 of 10 rows, expected a fraction that leaves at least one row on "
        + "either side"
    ),
    (
      10, 0.99,
      "validationFraction: found 0.99, 10 of 10 rows, expected a fraction that leaves at least one row on "
        + "either side"
    ),
    (
      1, 0.5,
      "validationFraction: found 0.5, 1 of 1 rows, expected a fraction that leaves at least one row on "
        + "either side"
    ),
    (
      0, 0.5,
      "validationFraction: found 0.5, 0 of 0 rows, expected a fraction that leaves at least one row on "
        + "either side"
    ),
  ])
  func refuses(rowCount: Int, fraction: Double, message: String) {
    #expect {
      try Split.holdOut(rowCount: rowCount, fraction: fraction, seed: 0)
    } throws: {
      ($0 as? BPNetError)?.description == message
    }
  }
}
