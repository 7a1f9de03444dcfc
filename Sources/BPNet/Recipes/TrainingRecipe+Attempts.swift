extension TrainingRecipe {
  /// The seed of a restart, counted from 0: `seed` itself for the first, and for the others a random number
  /// that depends on both, of 32 bits so that it is short to type.
  ///
  /// - Precondition: `index` is at least 0.
  package static func seed(ofRestart index: Int, of seed: UInt64) -> UInt64 {
    guard index > 0 else { return seed }
    var generator = RandomGenerator(seed: seed, stream: RandomStream.restart(index))
    return generator.next() >> 32
  }

  /// The number of single runs that the recipe asks for.
  public var attemptCount: Int { restarts * (hidden ?? .automatic()).candidates.count }

  /// The recipes of the single runs that the recipe asks for: every restart for each hidden size to try.
  ///
  /// All have the split of the recipe's own seed, so that their losses can be compared, and each can be
  /// repeated alone.
  public var attempts: [TrainingRecipe] { (0..<attemptCount).map(attempt) }

  /// The recipe of one of the single runs.
  ///
  /// - Parameter index: the index of the run, from 0.
  /// - Precondition: `index` is below `attemptCount`.
  func attempt(_ index: Int) -> TrainingRecipe {
    let seed = seed ?? 0
    var attempt = self
    if let candidates = hidden?.candidates { attempt.hidden = candidates[index / restarts] }
    attempt.restartCount = 1
    attempt.seed = TrainingRecipe.seed(ofRestart: index % restarts, of: seed)
    attempt.splitSeed = splitSeed ?? seed
    return attempt
  }
}
