/// Inverted dropout: in a training step outputs of hidden layers are set to 0 at random, and the others are
/// divided by the probability of being kept.
///
/// Whether an output is dropped depends only on the seed, the step, the layer, the sample's index in the
/// batch and the neuron, so neither the number of threads nor the division of a batch into passes matters.
/// Each decision takes 16 random bits: the probability is rounded to a multiple of 2⁻¹⁶ (0.0015 %), and is at
/// most 1 − 2⁻¹⁶. Kept outputs are scaled by the factor that is exact for the rounded probability.
///
/// Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: A Simple Way to Prevent
/// Neural Networks from Overfitting", 2014; scaling in training leaves prediction unchanged.
final class Dropout {
  /// Each hidden layer's description, read by the kernels during a pass.
  private let descriptions: AlignedBuffer<KernelDropout>
  /// The seed of each layer's random numbers.
  private let layerSeeds: [UInt64]

  /// - Precondition: 0 ≤ probability < 1.
  init(probability: Double, hiddenLayerCount: Int, seed: UInt64) {
    precondition(probability >= 0 && probability < 1, "a probability below 1")
    let threshold = min(UInt32((probability * 65536).rounded()), 65535)
    self.descriptions = AlignedBuffer(count: hiddenLayerCount)
    self.layerSeeds = (0..<hiddenLayerCount).map { layer in
      var generator = RandomGenerator(seed: seed, stream: RandomStream.dropout(layer: layer))
      return generator.next()
    }
    for layer in 0..<hiddenLayerCount {
      descriptions.base[layer] = KernelDropout(key: 0, first_row: 0, threshold: threshold)
    }
  }

  /// Sets the random numbers of a step, at its first pass.
  func begin(step: Int) {
    for (layer, seed) in layerSeeds.enumerated() {
      descriptions.base[layer].key = RandomGenerator(seed: seed, stream: UInt64(step)).state
    }
    begin(passAtRow: 0)
  }

  /// Sets the random numbers of the pass that begins at row `row` of the batch.
  func begin(passAtRow row: Int) {
    for layer in 0..<descriptions.count { descriptions.base[layer].first_row = row }
  }

  /// A layer's description for the kernels, valid as long as this object lives.
  func description(ofLayer layer: Int) -> UnsafePointer<KernelDropout> {
    UnsafePointer(descriptions.base + layer)
  }
}
