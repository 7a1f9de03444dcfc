import BPNet
import CommandSupport

/// Predictions of a model for single rows.
struct PredictionBenchmark {
  private let predictor: Predictor
  private let rows: [[Double]]

  /// - Parameter rowCount: how many rows come round, so that no prediction can be kept.
  init(_ model: Model, rowCount: Int = 64) {
    predictor = model.makePredictor()
    var generator = RandomGenerator(seed: 0, stream: 3)
    let count = predictor.inputCount
    rows = (0..<rowCount).map { _ in (0..<count).map { _ in generator.uniform() } }
  }

  /// Measures predictions of one row after the other.
  ///
  /// - Throws: `BPNetError.invalidArgument`, and `MeasurementStopped`.
  func measure(_ plan: MeasurementPlan) throws -> Measurement {
    var outputs = [Double](repeating: 0, count: predictor.outputCount)
    return try plan.measure { calls in
      try outputs.withUnsafeMutableBufferPointer { outputs in
        var index = 0
        for _ in 0..<calls {
          try rows[index].withUnsafeBufferPointer { _ = try predictor.predict($0, into: outputs) }
          index = (index + 1) % rows.count
        }
      }
    }
  }
}
