/// The outputs of a classifier, `[samples][classes]`, held in memory.
struct ClassOutputs {
  let values: [Double]
  let classCount: Int

  var sampleCount: Int { values.count / classCount }

  subscript(sample: Int, index: Int) -> Double { values[sample * classCount + index] }

  /// The predicted class of each sample.
  var predictedClasses: [Int] {
    withRows { row in (0..<sampleCount).map { ClassOutputs.predictedClass(row($0), classCount: classCount) } }
  }

  /// Calls `body` with a function that finds the outputs for a sample.
  func withRows<Result>(_ body: ((_ sample: Int) -> UnsafePointer<Double>) -> Result) -> Result {
    values.withUnsafeBufferPointer { values in
      // A pointer of no outputs is never read.
      guard let base = values.baseAddress else {
        return withUnsafePointer(to: 0.0) { none in body { _ in none } }
      }
      return body { base + $0 * classCount }
    }
  }

  /// The class with the largest of one sample's outputs; of equal ones the first.
  static func predictedClass(_ outputs: UnsafePointer<Double>, classCount: Int) -> Int {
    (0..<classCount).reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }
  }

  /// The number of classes with a larger output than class `index`, or an equal one and a lower number.
  static func rank(ofClass index: Int, _ outputs: UnsafePointer<Double>, classCount: Int) -> Int {
    let own = outputs[index]
    return (0..<classCount).count { outputs[$0] > own || (outputs[$0] == own && $0 < index) }
  }
}
