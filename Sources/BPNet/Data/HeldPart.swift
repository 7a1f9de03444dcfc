/// A part of the rows that training does not see.
struct HeldPart: Sendable {
  /// What the rows are held back for.
  enum Purpose: Sendable {
    /// To watch training, and to choose by.
    case validation
    /// To measure the result alone.
    case test
  }

  let purpose: Purpose
  /// The part of the rows, between 0 and 1.
  let fraction: Double
  let seed: UInt64

  /// The name of the recipe's choice, for errors.
  var argument: String {
    switch purpose {
    case .validation: "validationFraction"
    case .test: "testFraction"
    }
  }

  /// The random numbers that choose the rows.
  ///
  /// They are others for each purpose: with the same seed, the rows of a test are not those by which an
  /// earlier training was watched.
  var stream: UInt64 {
    switch purpose {
    case .validation: RandomStream.split
    case .test: RandomStream.testSplit
    }
  }
}
