/// The task of reproducing columns of numbers; the outputs of a narrow hidden layer are their code.
///
/// Source: Rumelhart, Hinton and Williams, "Learning Internal Representations by Error Propagation", 1986.
struct AutoencodeTask: TaskDefinition {
  let task = LearningTask.autoencode
  let targetScaling = TargetScaling.inputs
  let recommendedOutput = Activation.linear
  let recommendedLosses = [Loss.meanSquared]

  func samples(of table: Table, for request: TaskRequest) throws(BPNetError) -> SampleChoice {
    if let target = request.target {
      throw .invalidArgument(
        name: "target", found: "\"\(target)\" beside the task autoencode",
        expected: "none: the targets are the inputs")
    }
    let inputs = try request.inputColumns(of: table, targets: [])
    let weights = try request.weightColumn(of: table, targets: [])
    let rows = try request.missing.usableRows(
      of: table, columns: .init(inputs: inputs, targets: [], weights: weights))
    return SampleChoice(
      columns: .init(inputs: inputs, targets: inputs, weights: weights), definition: self,
      details: TaskDetails(.autoencode), rows: rows)
  }

  func fault(in preprocessing: Preprocessing) -> (found: String, expected: String)? {
    preprocessing.targets == preprocessing.inputs && preprocessing.labels == nil
      ? nil : ("targets that are not the inputs", "the inputs once more")
  }

  func encode<Element: Scalar>(
    _ table: Table, samples: [Int], by preprocessing: Preprocessing, as type: Element.Type
  ) throws(BPNetError) -> Dataset<Element> {
    try rows(
      samples, of: table, by: preprocessing, targets: .inputs,
      trueTargets: TrueTargets(
        table, columns: try preprocessing.locateInputs(in: table), rows: samples,
        replacements: preprocessing.inputs.map(\.replacement)))
  }

  func encode(target text: String, by preprocessing: Preprocessing) throws(BPNetError) -> [Double] {
    try RegressTask().encode(target: text, by: preprocessing)
  }

  func reading(by preprocessing: Preprocessing) -> OutputReading {
    RegressTask().reading(by: preprocessing)
  }

  func metrics<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, by preprocessing: Preprocessing, topK: Int?
  ) -> Metrics {
    .reconstruction(RegressTask.metrics(of: outputs, for: data, by: preprocessing))
  }
}
