/// The outputs of a classifier, `[samples][classes]`.
struct ClassOutputs {
  let values: [Double]
  let classCount: Int

  var sampleCount: Int { values.count / classCount }

  subscript(sample: Int, index: Int) -> Double { values[sample * classCount + index] }

  /// The class with the largest output; of equal ones the first.
  func predictedClass(sample: Int) -> Int {
    (0..<classCount).reduce(0) { self[sample, $1] > self[sample, $0] ? $1 : $0 }
  }

  /// The predicted class of each sample.
  var predictedClasses: [Int] { (0..<sampleCount).map(predictedClass) }

  /// The number of classes with a larger output than class `index`, or an equal one and a lower number.
  func rank(ofClass index: Int, sample: Int) -> Int {
    let own = self[sample, index]
    return (0..<classCount).count {
      let other = self[sample, $0]
      return other > own || (other == own && $0 < index)
    }
  }
}
