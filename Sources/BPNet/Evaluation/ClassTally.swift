/// What is counted of a classifier's outputs, sample by sample.
struct ClassTally {
  private let classCount: Int
  private let unknownCount: Int
  private let k: Int?
  /// The predicted class of each sample.
  private(set) var predicted: [Int] = []
  /// The true class of each sample.
  let actual: [Int]
  private var lossTerms: [Double] = []
  private var calibration = CalibrationError()
  private var topHits = 0

  /// - Parameters:
  ///   - unknownCount: the number of true classes from `classCount` on, of which there are no outputs.
  ///   - k: how many classes count for the top-k accuracy; nil leaves it out.
  init(actual: [Int], classCount: Int, unknownCount: Int = 0, k: Int?) {
    (self.actual, self.classCount, self.unknownCount, self.k) = (actual, classCount, unknownCount, k)
    predicted.reserveCapacity(actual.count)
    lossTerms.reserveCapacity(actual.count)
  }

  /// Takes in the outputs for the next sample.
  mutating func add(_ outputs: UnsafePointer<Double>) {
    let truth = actual[predicted.count]
    let prediction = ClassOutputs.predictedClass(outputs, classCount: classCount)
    predicted.append(prediction)
    lossTerms.append(LogLoss.term(outputs, classCount: classCount, truth: truth))
    calibration.add(outputs, classCount: classCount, predicted: prediction, truth: truth)
    guard let k, truth < classCount else { return }
    if ClassOutputs.rank(ofClass: truth, outputs, classCount: classCount) < k { topHits += 1 }
  }

  var confusion: Metrics.ConfusionMatrix {
    Metrics.ConfusionMatrix(
      predicted: predicted, actual: actual, classCount: classCount, unknownCount: unknownCount)
  }

  var logLoss: Double { LogLoss.mean(ofTerms: lossTerms) }

  var calibrationError: Double { calibration.value }

  var topK: Metrics.TopKAccuracy? {
    k.map { Metrics.TopKAccuracy(k: $0, hitCount: topHits, sampleCount: actual.count) }
  }
}
