// The median time of one prediction for one row: Timing MODEL
import BPNet

/// The time of a call in rounds of some 100 microseconds, so that most of them are not interrupted.
func median(_ predictor: Predictor) throws -> Duration {
  let row = [Double](repeating: 0.5, count: predictor.inputCount)
  var numbers = [Double](repeating: 0, count: predictor.outputCount)
  let (calls, rounds) = (1000, 4001)
  var times: [Duration] = []
  try row.withUnsafeBufferPointer { row in
    try numbers.withUnsafeMutableBufferPointer { numbers in
      for _ in 0..<rounds {
        let begin = ContinuousClock.now
        for _ in 0..<calls { try predictor.predict(rows: row, into: numbers) }
        times.append((ContinuousClock.now - begin) / calls)
      }
    }
  }
  return times.sorted()[rounds / 2]
}

let time = try median(Model(contentsOf: CommandLine.arguments[1]).makePredictor())
print("\((time / .nanoseconds(1) * 10).rounded() / 10) ns")
