extension TrainingRecipe {
  /// The seed of restart `index`, counted from 0, of a run with `seed`: that seed itself for the first, and
  /// for the others 32 bits of random numbers that depend on both, so that they are short to type.
  ///
  /// - Precondition: `index` is at least 0.
  package static func seed(ofRestart index: Int, of seed: UInt64) -> UInt64 {
    guard index > 0 else { return seed }
    var generator = RandomGenerator(seed: seed, stream: RandomStream.restart(index))
    return generator.next() >> 32
  }

  /// The number of single runs that the recipe asks for.
  public var attemptCount: Int { restarts * (hidden ?? .automatic()).candidates.count }

  /// The single runs that the recipe asks for: for each hidden size that is searched each restart.
  ///
  /// All have the split of the recipe's own seed, so that their losses can be compared, and each can be run
  /// alone.
  public var attempts: [TrainingRecipe] { (0..<attemptCount).map(attempt) }

  /// One of the single runs.
  ///
  /// - Parameter index: counted from 0.
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

  private var restarts: Int { max(restartCount ?? 1, 1) }
}
