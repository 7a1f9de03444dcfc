/// One column of two classes, with one output: the probability of the second class.
struct BinaryTask: TaskDefinition {
  let task = LearningTask.classify
  let targetScaling = TargetScaling.none
  let recommendedOutput = Activation.sigmoid()
  let recommendedLosses = [Loss.crossEntropy, .meanSquared]

  /// Whether an output with an activation can be a probability.
  static func suits(_ output: Activation?) -> Bool {
    output?.function == .sigmoid
  }

  func samples(of table: Table, for request: TaskRequest) throws(BPNetError) -> SampleChoice {
    try ClassifyTask().samples(of: table, for: request)
  }

  func outputCount(of preprocessing: Preprocessing) -> Int { 1 }

  func fault(in preprocessing: Preprocessing) -> (found: String, expected: String)? {
    let count = preprocessing.labels?.count ?? 0
    return count == 2 ? nil : (counted(count, "label"), "two for one output")
  }

  func encode<Element: Scalar>(
    _ table: Table, samples: [Int], by preprocessing: Preprocessing, as type: Element.Type
  ) throws(BPNetError) -> Dataset<Element> {
    let classes = try ClassifyTask.classes(of: table, rows: samples, by: preprocessing)
    return try rows(
      samples, of: table, by: preprocessing,
      targets: .values(AlignedBuffer(copying: classes.map { Element($0) })))
  }

  func encode(target text: String, by preprocessing: Preprocessing) throws(BPNetError) -> [Double] {
    [Double(try ClassCoding.number(of: text, among: preprocessing.labels ?? []))]
  }

  func reading(by preprocessing: Preprocessing) -> OutputReading {
    .binary(labels: preprocessing.labels ?? [])
  }

  func metrics<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, by preprocessing: Preprocessing, topK: Int?
  ) -> Metrics {
    let actual = OutputReading.secondLabels(data.targetValues())
    return .classification(
      .init(outputs: BinaryTask.probabilities(outputs), actual: actual, classCount: 2, topK: topK))
  }

  func metrics<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, and unknown: UnknownSamples<Element>,
    by preprocessing: Preprocessing, topK: Int?
  ) -> Metrics {
    let actual = OutputReading.secondLabels(data.targetValues()) + unknown.classes
    return .classification(
      .init(
        outputs: BinaryTask.probabilities(outputs), actual: actual, classCount: 2,
        unknownCount: unknown.labelCount, topK: topK))
  }

  /// The probabilities of both classes, `[samples][2]`.
  private static func probabilities(_ outputs: [Double]) -> [Double] { outputs.flatMap { [1 - $0, $0] } }
}
