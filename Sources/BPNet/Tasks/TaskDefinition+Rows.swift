/// What tasks have in common whose samples are rows of a table, in any order.
extension TaskDefinition {
  var faultOfFolds: String? { nil }

  func split(
    _ samples: SampleChoice, holdingBack part: HeldPart
  ) throws(BPNetError) -> (training: [Int], held: [Int]) {
    let split = try Split.holdOut(part, rowCount: samples.rows.count, classes: samples.classes)
    return (split.training.map { samples.rows[$0] }, split.held.map { samples.rows[$0] })
  }

  func rows(ofSamples samples: [Int], details: TaskDetails?) -> [Int] { samples }

  func check(output: Activation) throws(BPNetError) {}

  func outputCount(of preprocessing: Preprocessing) -> Int { preprocessing.targets.count }

  func fault(in preprocessing: Preprocessing) -> (found: String, expected: String)? { nil }

  func samples(
    of table: Table, by preprocessing: Preprocessing, withTargets: Bool, missing: Table.MissingPolicy?
  ) throws(BPNetError) -> [Int] {
    guard let missing else {
      return table.rowsThatCount(weights: withTargets ? preprocessing.locateWeights(in: table) : nil)
    }
    let located = zip(try preprocessing.locateInputs(in: table), preprocessing.inputs)
    let inputs = located.filter { missing != .mean || $0.1.replacement == nil }.map(\.0)
    let hasMeans = preprocessing.inputs.allSatisfy { $0.replacement != nil }
    guard withTargets else {
      return try missing.usableRows(
        of: table, columns: .init(inputs: inputs, targets: []), for: .prediction(hasMeans: hasMeans))
    }
    let targets = targetScaling == .inputs ? [] : try preprocessing.locateTargets(in: table)
    return try missing.usableRows(
      of: table,
      columns: .init(inputs: inputs, targets: targets, weights: preprocessing.locateWeights(in: table)),
      for: .evaluation(hasMeans: hasMeans))
  }

  func encodeInputs<Element: Scalar>(
    of table: Table, samples: [Int], by preprocessing: Preprocessing, as type: Element.Type
  ) throws(BPNetError) -> Dataset<Element>.Inputs {
    try preprocessing.encodeInputs(of: table, rows: samples, as: type)
  }
}

extension TaskDefinition {
  /// The given rows with targets of this kind.
  func rows<Element: Scalar>(
    _ rows: [Int], of table: Table, by preprocessing: Preprocessing, targets: Dataset<Element>.Targets,
    trueTargets: TrueTargets? = nil
  ) throws(BPNetError) -> Dataset<Element> {
    Dataset(
      rowCount: rows.count, inputCount: preprocessing.inputCount, outputCount: preprocessing.outputCount,
      inputs: try preprocessing.encodeInputs(of: table, rows: rows, as: Element.self), targets: targets,
      trueTargets: trueTargets)
  }
}

extension TargetScaling {
  /// Outputs and true targets by their places in `[…][columns]`, in the data's units.
  static func values<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, by preprocessing: Preprocessing
  ) -> (Int) -> (predicted: Double, actual: Double) {
    let targets = preprocessing.targets.map(\.scaling)
    if let actual = data.trueTargets {
      return { place in (targets[place % targets.count].undo(outputs[place]), actual[place]) }
    }
    let actual = data.targetElements()
    return { place in
      let scaling = targets[place % targets.count]
      return (scaling.undo(outputs[place]), scaling.undo(Double(actual.base[place])))
    }
  }

  /// Outputs or targets on the network's scale, `[…][columns]`, in the data's units.
  static func undo(_ values: [Double], by preprocessing: Preprocessing) -> [Double] {
    let targets = preprocessing.targets
    return values.indices.map { targets[$0 % targets.count].scaling.undo(values[$0]) }
  }

  /// Numbers in the data's units, with commas between, on the network's scale.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `target` if there are not `count` numbers.
  static func apply(
    to text: String, count: Int, by preprocessing: Preprocessing
  ) throws(BPNetError) -> [Double] {
    let fields = text.split(separator: ",", omittingEmptySubsequences: false)
    let values = fields.compactMap { Double($0) }.filter(\.isFinite)
    guard values.count == fields.count, values.count == count else {
      throw .invalidArgument(
        name: "target", found: "\"\(text)\"",
        expected: "\(counted(count, "number")) with commas between")
    }
    let targets = preprocessing.targets
    return values.indices.map { targets[$0 % targets.count].scaling.apply(values[$0]) }
  }
}

extension Dataset {
  /// All targets as numbers.
  func targetValues() -> [Double] {
    let values = targetElements()
    return (0..<values.count).map { Double(values.base[$0]) }
  }

  /// The class of each sample; where targets are numbers, that of the largest.
  func targetClasses() -> [Int] {
    if case .classes(let classes) = targets { return (0..<rowCount).map { Int(classes.base[$0]) } }
    return ClassOutputs(values: targetValues(), classCount: outputCount).predictedClasses
  }
}
