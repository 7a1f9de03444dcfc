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

  /// The single runs that the recipe asks for: for each hidden size that is searched each restart.
  ///
  /// All have the split of the recipe's own seed, so that their losses can be compared, and each can be run
  /// alone.
  public var attempts: [TrainingRecipe] {
    let seed = seed ?? 0
    let candidates: [HiddenLayers?] = hidden == .search ? HiddenLayers.search.candidates : [hidden]
    return candidates.flatMap { hidden in
      (0..<max(restartCount ?? 1, 1)).map { restart in
        var attempt = self
        attempt.hidden = hidden
        attempt.restartCount = 1
        attempt.seed = TrainingRecipe.seed(ofRestart: restart, of: seed)
        attempt.splitSeed = splitSeed ?? seed
        return attempt
      }
    }
  }
}
