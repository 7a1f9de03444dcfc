/// Several columns of two labels each, with one output for each column: the probability of its second label.
struct MultiLabelTask: TaskDefinition {
  let task = LearningTask.classify
  let targetScaling = TargetScaling.none
  let recommendedOutput = Activation.sigmoid()
  let recommendedLosses = [Loss.crossEntropy, .meanSquared]

  func samples(of table: Table, for request: TaskRequest) throws(BPNetError) -> SampleChoice {
    let columns = try request.chooseColumns(of: table)
    let rows = try request.missing.usableRows(of: table, columns: columns)
    var pairs: [[String]] = []
    for column in columns.targets {
      let labels = try ClassCoding(of: table, column: column, rows: rows).labels
      guard labels.count == 2 else {
        throw .invalidData(
          at: table.place(ofColumn: column), found: counted(labels.count, "different label"),
          expected: "two in each of several target columns", hint: "one column may have more classes")
      }
      pairs.append(labels)
    }
    return SampleChoice(
      columns: columns, definition: self, details: TaskDetails(.multilabel, labelPairs: pairs), rows: rows)
  }

  func check(output: Activation) throws(BPNetError) {
    guard output != .softmax else {
      throw .invalidArgument(
        name: "outputActivation", found: "softmax for several columns of labels",
        expected: "sigmoid: the labels do not exclude each other")
    }
  }

  func fault(in preprocessing: Preprocessing) -> (found: String, expected: String)? {
    let pairs = preprocessing.details?.labelPairs ?? []
    let areValid =
      pairs.count == preprocessing.targets.count
      && pairs.allSatisfy { $0.count == 2 && !$0[0].utf8.elementsEqual($0[1].utf8) }
    return areValid && preprocessing.labels == nil
      ? nil : ("labels that do not fit", "two different ones for each target column")
  }

  func encode<Element: Scalar>(
    _ table: Table, samples: [Int], by preprocessing: Preprocessing, as type: Element.Type
  ) throws(BPNetError) -> Dataset<Element> {
    let columns = try preprocessing.locateTargets(in: table)
    let values = AlignedBuffer<Element>(uninitializedCount: samples.count * columns.count)
    for (index, labels) in MultiLabelTask.pairs(preprocessing).enumerated() {
      let classes = try ClassCoding(labels: labels).classes(of: table, column: columns[index], rows: samples)
      for (row, label) in classes.enumerated() { values.base[row * columns.count + index] = Element(label) }
    }
    return try rows(samples, of: table, by: preprocessing, targets: .values(values))
  }

  func encode(target text: String, by preprocessing: Preprocessing) throws(BPNetError) -> [Double] {
    let fields = text.split(separator: ",", omittingEmptySubsequences: false)
    let pairs = MultiLabelTask.pairs(preprocessing)
    guard fields.count == pairs.count else {
      throw .invalidArgument(
        name: "target", found: "\"\(text)\"",
        expected: "\(counted(pairs.count, "label")) with commas between")
    }
    var result: [Double] = []
    for (field, labels) in zip(fields, pairs) {
      result.append(Double(try ClassCoding.number(of: String(field), among: labels)))
    }
    return result
  }

  func reading(by preprocessing: Preprocessing) -> OutputReading {
    .labels(pairs: MultiLabelTask.pairs(preprocessing), names: preprocessing.targets.map(\.name))
  }

  func metrics<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, by preprocessing: Preprocessing, topK: Int?
  ) -> Metrics {
    .multilabel(
      .init(
        probabilities: outputs, predicted: OutputReading.secondLabels(outputs),
        actual: OutputReading.secondLabels(data.targetValues()), labelCount: preprocessing.targets.count))
  }

  func metrics<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, and unknown: UnknownSamples<Element>,
    by preprocessing: Preprocessing, topK: Int?
  ) -> Metrics {
    .multilabel(
      .init(
        probabilities: outputs, predicted: OutputReading.secondLabels(outputs),
        actual: OutputReading.secondLabels(data.targetValues()) + unknown.classes,
        labelCount: preprocessing.targets.count))
  }

  private static func pairs(_ preprocessing: Preprocessing) -> [[String]] {
    preprocessing.details?.labelPairs ?? []
  }
}
