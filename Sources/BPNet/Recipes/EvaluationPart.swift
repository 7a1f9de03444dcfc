/// Samples on which a trained network is evaluated: those held back for validation, or the test part, on
/// which no choice depends.
struct EvaluationPart<Element: Scalar>: Sendable {
  let samples: Dataset<Element>
  /// Further samples with labels that the network does not know: wrong predictions, without a loss.
  var unknown: UnknownSamples<Element>?
  /// A remark on these; nil if there are none.
  var unknownText: String?
}

extension EvaluationPart {
  /// The samples of some rows of a readied table with labels, of which not all need be known.
  ///
  /// - Throws: `BPNetError.invalidData` as for any labelled data, or if all labels of a column are unknown;
  ///   `invalidArgument` if `loss` does not allow a target.
  init(
    _ rows: [Int], of table: Table, by preprocessing: Preprocessing, loss: Loss?
  ) throws(BPNetError) {
    var rows = rows
    let unknown = try preprocessing.removeUnknownClasses(from: &rows, of: table)
    if let loss {
      try loss.checkTargets(of: table, columns: try preprocessing.locateTargets(in: table), rows: rows)
    }
    samples = try preprocessing.encode(table, rows: rows, as: Element.self)
    self.unknown = try UnknownSamples(unknown, of: table, by: preprocessing)
    unknownText = unknown.text
  }

  /// The loss and the metrics of a model.
  ///
  /// - Parameter own: metrics that the program has defined itself, which are added.
  /// - Throws: the error of such a metric's function.
  func evaluation(
    of model: TypedModel<Element>, with own: [Metrics.RankingMetric], threads: Int?
  ) throws(BPNetError) -> Model.Evaluation {
    var evaluation = model.evaluation(on: samples, and: unknown, threads: threads)
    evaluation.unknownClassText = unknownText
    return try model.adding(own, to: evaluation, on: samples, threads: threads)
  }
}

extension TrainingRecipe {
  /// The samples without those of the test part, if the recipe has one.
  func settingTestAside(_ samples: SampleChoice) throws(BPNetError) -> SampleChoice {
    guard let testFraction else { return samples }
    return try samples.settingAside(
      HeldPart(purpose: .test, fraction: testFraction, seed: splitSeed ?? seed ?? 0))
  }

  /// The test part: the rows of the training table that are set aside, or a separate table; nil if there is
  /// neither.
  ///
  /// - Parameters:
  ///   - table: the training table.
  ///   - samples: the samples of the training table, with the rows that are set aside.
  ///   - testTable: the separate table; nil if there is none.
  ///   - preprocessing: the conversion of rows to inputs and targets.
  ///   - remarks: the list to which remarks on rows that are left out or unknown are added.
  /// - Throws: `BPNetError.invalidArgument` for both at once, `invalidData` as for any labelled data.
  func testPart<Element: Scalar>(
    of table: Table, _ samples: SampleChoice, testTable: Table?, by preprocessing: Preprocessing,
    remarks: inout [Table.Remark]
  ) throws(BPNetError) -> EvaluationPart<Element>? {
    guard let testTable else {
      guard !samples.testRows.isEmpty else { return nil }
      return EvaluationPart(
        samples: try preprocessing.encode(table, rows: samples.testRows, as: Element.self))
    }
    if let testFraction {
      throw .invalidArgument(
        name: "testFraction", found: "\(testFraction) beside a table of test rows",
        expected: "one of the two")
    }
    let usable = try preprocessing.usableSamples(
      of: testTable, withTargets: true, missing: missing ?? .error, unknown: nil)
    if let text = usable.droppedText { remarks.append(.note("test part: \(text)")) }
    remarks += preprocessing.remarks(onUseOf: testTable, as: "test part")
    if let remark = preprocessing.remark(
      onRowsOf: usable.table, as: "test part", amongRows: samples.rows, of: table)
    {
      remarks.append(remark)
    }
    let part = try EvaluationPart<Element>(usable.rows, of: usable.table, by: preprocessing, loss: loss)
    if let text = part.unknownText { remarks.append(.warning("test part: \(text) counted as wrong")) }
    return part
  }
}
