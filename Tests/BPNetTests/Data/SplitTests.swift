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

  @Test(arguments: [
    (10, 0.0, "validation: found 0.0, expected a fraction between 0 and 1, such as 0.2"),
    (10, 1.0, "validation: found 1.0, expected a fraction between 0 and 1, such as 0.2"),
    (10, -0.5, "validation: found -0.5, expected a fraction between 0 and 1, such as 0.2"),
    (10, Double.nan, "validation: found nan, expected a fraction between 0 and 1, such as 0.2"),
    (
      10, 0.01,
      "validation: found 0.01, 0 of 10 rows, expected a fraction that leaves at least one row on either side"
    ),
    (
      10, 0.99,
      "validation: found 0.99, 10 of 10 rows, expected a fraction that leaves at least one row on either side"
    ),
    (
      1, 0.5,
      "validation: found 0.5, 1 of 1 rows, expected a fraction that leaves at least one row on either side"
    ),
    (
      0, 0.5,
      "validation: found 0.5, 0 of 0 rows, expected a fraction that leaves at least one row on either side"
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
