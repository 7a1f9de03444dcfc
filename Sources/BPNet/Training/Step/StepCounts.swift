/// The numbers of steps taken.
struct StepCounts: Codable, Equatable, Sendable {
  /// The steps since the optimiser's states were last reset.
  var sinceReset = 0
  /// All steps that led to the weights; dropout derives its random numbers from it.
  var total = 0

  /// Counts a step at its beginning.
  @inline(__always)
  mutating func add() {
    sinceReset &+= 1
    total &+= 1
  }
}
