/// What is counted of a classifier's outputs, sample by sample.
struct ClassTally {
  private let classCount: Int
  private let k: Int?
  /// The predicted class of each sample.
  private(set) var predicted: [Int] = []
  /// The true class of each sample.
  let actual: [Int]
  private var lossTerms: [Double] = []
  private var calibration = CalibrationError()
  private var topHits = 0

  /// - Parameter k: how many classes count for the top-k accuracy; nil leaves it out.
  init(actual: [Int], classCount: Int, k: Int?) {
    (self.actual, self.classCount, self.k) = (actual, classCount, k)
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
    guard let k else { return }
    if ClassOutputs.rank(ofClass: truth, outputs, classCount: classCount) < k { topHits += 1 }
  }

  var confusion: ConfusionMatrix {
    ConfusionMatrix(predicted: predicted, actual: actual, classCount: classCount)
  }

  var logLoss: Double { LogLoss.mean(ofTerms: lossTerms) }

  var calibrationError: Double { calibration.value }

  var topK: TopKAccuracy? {
    k.map { TopKAccuracy(k: $0, hitCount: topHits, sampleCount: actual.count) }
  }
}
