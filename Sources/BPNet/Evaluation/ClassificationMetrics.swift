extension Metrics {
  /// The metrics of predicted classes.
  public struct Classification: Sendable, Equatable {
    /// The number of samples by class and predicted class.
    public let confusion: Metrics.ConfusionMatrix
    /// The metrics of each class; all NaN for one that neither occurs nor was predicted.
    public let classes: [Metrics.PerClass]
    /// The mean of −log p over the samples, with the predicted probability p of the true class; NaN if
    /// outputs are not probabilities.
    public let logLoss: Double
    /// The top-k accuracy; nil for fewer than three classes, unless asked for.
    public let topK: Metrics.TopKAccuracy?
    /// For two classes the area under the receiver operating characteristic of the second one's output; for
    /// more the unweighted mean over the classes that occur, each against all others; NaN if only one occurs.
    public let areaUnderROC: Double
    /// The average precision, the area under the curve of precision over recall, of the same classes.
    public let averagePrecision: Double
    /// The number of classes that these areas are means of; nil for two classes.
    public let rankedClassCount: Int?
    /// The expected calibration error of the predicted classes' probabilities, in 15 bins of equal width; NaN
    /// if outputs are not probabilities.
    public let calibrationError: Double
    /// For two classes the curve behind the area under it; nil if there is none.
    public let rocCurve: Metrics.ROCCurve?

    /// The number of samples of classes that are none of the known ones.
    ///
    /// Each is a wrong answer in all figures: with a predicted probability of 0, no recall of its class, and
    /// one of the others for every known class.
    public var unknownCount: Int { confusion.unknownCounts.reduce(0, +) }

    /// The share of samples whose class is the predicted one.
    public var accuracy: Double { confusion.accuracy }

    /// The mean over the classes that occur of the fraction of their samples that are predicted correctly.
    public var balancedAccuracy: Double { confusion.balancedAccuracy }

    /// Matthews' correlation coefficient of predicted and true classes.
    public var matthewsCorrelation: Double { confusion.matthewsCorrelation }

    /// The unweighted mean over the classes; those that neither occur nor were predicted are left out.
    public var macroAverage: Metrics.PerClass {
      Metrics.PerClass(averageOf: classes + unknownClasses) { _ in 1 }
    }

    /// The mean over the classes, weighted by their numbers of samples.
    public var weightedAverage: Metrics.PerClass {
      Metrics.PerClass(averageOf: classes + unknownClasses) { Double($0.support) }
    }

    private var unknownClasses: [Metrics.PerClass] {
      confusion.unknownSupports.map { Metrics.PerClass(precision: 0, recall: 0, f1Score: 0, support: $0) }
    }

    /// Compares a network's outputs with true classes.
    ///
    /// - Parameters:
    ///   - outputs: `[samples][classes]`; the largest gives the predicted class, of equal ones the first.
    ///   - topK: the k of `topK`; nil means `Metrics.TopKAccuracy.defaultK(classCount:)`.
    /// - Precondition: there is at least one sample, each class is in `0..<classCount`, and `topK`, if given,
    ///   in `1...classCount`.
    /// - Complexity: O(n log n + n · classes) for n samples.
    public init(outputs: [Double], actual: [Int], classCount: Int, topK: Int? = nil) {
      self.init(outputs: outputs, actual: actual, classCount: classCount, unknownCount: 0, topK: topK)
    }

    /// - Parameter unknownCount: the number of true classes from `classCount` on, which the network does not
    ///   know.
    init(outputs: [Double], actual: [Int], classCount: Int, unknownCount: Int, topK: Int?) {
      precondition(!actual.isEmpty && outputs.count == actual.count * classCount, "one row for each sample")
      precondition(topK.map { 1...classCount ~= $0 } ?? true, "topK is from 1 to the number of classes")
      let outputs = ClassOutputs(values: outputs, classCount: classCount)
      var tally = ClassTally(
        actual: actual, classCount: classCount, unknownCount: unknownCount,
        k: topK ?? Metrics.TopKAccuracy.defaultK(classCount: classCount))
      outputs.withRows { row in
        for sample in actual.indices { tally.add(row(sample)) }
      }
      self.init(
        tally, ClassRankings(outputs: outputs, actual: actual),
        rocCurve: classCount == 2
          ? Metrics.ROCCurve(
            scores: actual.indices.map { outputs[$0, 1] }, isPositive: actual.map { $0 == 1 }) : nil)
    }

    /// Compares outputs that are computed in passes, twice, with true classes.
    ///
    /// - Precondition: as for outputs that are held; there are more than two classes.
    /// - Complexity: O(n · classes · log n) time and O(n + classes) memory for n samples.
    init(passes: OutputPasses, actual: [Int], topK: Int?) {
      let classCount = passes.outputCount
      precondition(classCount > 2 && passes.sampleCount == actual.count, "one row for each sample")
      var tally = ClassTally(
        actual: actual, classCount: classCount,
        k: topK ?? Metrics.TopKAccuracy.defaultK(classCount: classCount))
      var own: [Double] = []
      own.reserveCapacity(actual.count)
      passes.forEachSample { row in
        own.append(row[actual[own.count]])
        tally.add(row)
      }
      var counts = RankingCounts(ownOutputs: own, actual: actual, classCount: classCount)
      passes.forEachSample { counts.add($0) }
      self.init(tally, counts.rankings, rocCurve: nil)
    }

    private init(_ tally: ClassTally, _ rankings: ClassRankings, rocCurve: Metrics.ROCCurve?) {
      let confusion = tally.confusion
      self.confusion = confusion
      classes = (0..<confusion.classCount).map { Metrics.PerClass(ofClass: $0, in: confusion) }
      logLoss = tally.logLoss
      topK = tally.topK
      (areaUnderROC, averagePrecision) = (rankings.areaUnderROC, rankings.averagePrecision)
      rankedClassCount = rankings.classCount
      calibrationError = tally.calibrationError
      self.rocCurve = rocCurve
    }
  }
}
