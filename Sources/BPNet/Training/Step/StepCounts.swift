/// How many steps training has taken.
struct StepCounts: Codable, Equatable, Sendable {
  /// Those since the optimiser's states had their first values.
  var sinceReset = 0
  /// All that led to the weights: by this number dropout chooses neurons.
  var total = 0

  /// Counts a step that begins.
  @inline(__always)
  mutating func add() {
    sinceReset &+= 1
    total &+= 1
  }
}
