import Testing

@testable import BPNet

/// Classes as targets that are not allowed, and what is said of them.
@Suite struct DatasetClassTests {
  @Test(
    arguments: [
      ([0, 1], 0, "classCount: found 0, expected at least 1"),
      ([0], 2, "classes: found 1 value, expected 2, one for each row"),
      ([0, 1, 1], 2, "classes: found 3 values, expected 2, one for each row"),
      ([0, 2], 2, "classes: found 2 for row 2, expected numbers from 0 to 1"),
      ([-1, 1], 2, "classes: found -1 for row 1, expected numbers from 0 to 1"),
    ] as [([Int], Int, String)])
  func classesThatAreNotAllowed(classes: [Int], classCount: Int, message: String) {
    let error = #expect(throws: BPNetError.self) {
      try Dataset<Float>(inputs: [1, 2, 3, 4], inputCount: 2, classes: classes, classCount: classCount)
    }
    #expect(error?.description == message)
  }
}
