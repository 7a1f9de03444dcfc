/// Which outputs of hidden layers the passes of a training step drop: set to 0, while the others are divided
/// by the probability with which they are kept.
///
/// Decisions depend on the seed, the step, the layer, the sample's place in the batch and the neuron alone,
/// so that neither threads nor the parts in which a batch goes through the network change them. Each takes 16
/// random bits: the probability is rounded to a multiple of 2⁻¹⁶ (0.0015 %), and is at most 1 − 2⁻¹⁶. Kept
/// outputs are scaled by what is exact for the rounded probability.
///
/// Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: A Simple Way to Prevent
/// Neural Networks from Overfitting", 2014, in the form that leaves prediction as it is.
final class Dropout {
  /// Each hidden layer's description for the kernels, which read it in a pass.
  private let descriptions: AlignedBuffer<KernelDropout>
  /// What the keys of a layer's steps are made from.
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

  /// Chooses the neurons of a step's first pass.
  func begin(step: Int) {
    for (layer, seed) in layerSeeds.enumerated() {
      descriptions.base[layer].key = RandomGenerator(seed: seed, stream: UInt64(step)).state
    }
    begin(passAtRow: 0)
  }

  /// Chooses the neurons of the pass that takes the batch from row `row` on.
  func begin(passAtRow row: Int) {
    for layer in 0..<descriptions.count { descriptions.base[layer].first_row = row }
  }

  /// What the kernels go by, for as long as this object lives.
  func description(ofLayer layer: Int) -> UnsafePointer<KernelDropout> {
    UnsafePointer(descriptions.base + layer)
  }
}
