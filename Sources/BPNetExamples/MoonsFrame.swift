import BPNet

/// A state of a network in training on the moons.
package struct MoonsFrame: Sendable {
  /// The number of steps taken.
  package let step: Int
  /// The network.
  package let network: Network<Double>
  /// The fraction of points whose class has the larger output.
  package let accuracy: Double
  /// The cross-entropy, summed over outputs, averaged over points.
  package let cost: Double
}
