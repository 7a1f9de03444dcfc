// The time of one prediction for one row: Timing MODEL
import BPNet
import Foundation

func best(_ predictor: Predictor) throws -> Double {
  let row = [5.1, 3.5, 1.4, 0.2]
  var numbers = [Double](repeating: 0, count: predictor.outputCount)
  let (calls, rounds) = (100_000, 11)
  var best = 1.0
  try row.withUnsafeBufferPointer { row in
    try numbers.withUnsafeMutableBufferPointer { numbers in
      for _ in 0..<rounds {
        let begin = ProcessInfo.processInfo.systemUptime
        for _ in 0..<calls { try predictor.predict(rows: row, into: numbers) }
        best = min(best, (ProcessInfo.processInfo.systemUptime - begin) / Double(calls))
      }
    }
  }
  return best
}

let nanoseconds = try best(Model(contentsOf: CommandLine.arguments[1]).makePredictor()) * 1e9
print("\((nanoseconds * 10).rounded() / 10) ns")
