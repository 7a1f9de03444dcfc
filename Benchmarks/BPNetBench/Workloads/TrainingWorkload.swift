/// The size of a training benchmark: a network, its batches, and its data.
struct TrainingWorkload: Equatable, Sendable, CustomStringConvertible {
  /// The sizes from the inputs to the outputs; at least two.
  let sizes: [Int]
  /// The number of samples of a step.
  let batch: Int
  /// The number of samples of an epoch; nil means `defaultSampleCount`.
  var samples: Int?

  /// `64-32-10`.
  var description: String { sizes.map(String.init).joined(separator: "-") }

  /// The floating-point operations of one sample: 2·Σ in·out·(2 for the first layer, 3 for the others).
  var operationsPerSample: Double {
    zip(sizes, sizes.dropFirst()).enumerated().reduce(0) { sum, layer in
      sum + 2 * Double(layer.element.0) * Double(layer.element.1) * (layer.offset == 0 ? 2 : 3)
    }
  }

  /// The default number of samples, whole batches and at least two: 20,000, or fewer so that inputs and
  /// outputs take less than 64 MB and an epoch some seconds.
  func defaultSampleCount(elementSize: Int) -> Int {
    let bytesPerSample = Double((sizes[0] + sizes[sizes.count - 1]) * elementSize)
    let samples = min(20_000, 64e6 / bytesPerSample, 2e11 / operationsPerSample)
    return max(2, Int(samples) / batch) * batch
  }

  /// The default workloads: from single samples and a handful of neurons to wide layers.
  static let standard = [
    TrainingWorkload(sizes: [2, 5, 1], batch: 1),
    TrainingWorkload(sizes: [1, 10, 1], batch: 100),
    TrainingWorkload(sizes: [2, 50, 2], batch: 60),
    TrainingWorkload(sizes: [64, 32, 10], batch: 32),
    TrainingWorkload(sizes: [784, 30, 10], batch: 1),
    TrainingWorkload(sizes: [784, 128, 10], batch: 64),
    TrainingWorkload(sizes: [784, 512, 512, 10], batch: 128),
  ]

  /// A further workload, which takes long.
  static let wide = TrainingWorkload(sizes: [1024, 4096, 4096, 1024], batch: 1024)
}
