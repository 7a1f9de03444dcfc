/// The samples on which a trained network is evaluated, and on which no choice depends.
struct TestPart<Element: Scalar>: Sendable {
  let samples: Dataset<Element>
  /// Further samples with labels that the network does not know: wrong predictions.
  var unknown: UnknownSamples<Element>?
  /// A remark on these; nil if there are none.
  var unknownText: String?
}

extension TestPart {
  /// The loss and the metrics of a model.
  func evaluation(of model: TypedModel<Element>, threads: Int?) -> Model.Evaluation {
    var evaluation = model.evaluation(on: samples, and: unknown, threads: threads)
    evaluation.unknownClassText = unknownText
    return evaluation
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
    remarks: inout [DataRemark]
  ) throws(BPNetError) -> TestPart<Element>? {
    guard let testTable else {
      guard !samples.testRows.isEmpty else { return nil }
      return TestPart(samples: try preprocessing.encode(table, rows: samples.testRows, as: Element.self))
    }
    if let testFraction {
      throw .invalidArgument(
        name: "testFraction", found: "\(testFraction) beside a table of test rows",
        expected: "one of the two")
    }
    let usable = try preprocessing.usableSamples(
      of: testTable, withTargets: true, missing: missing ?? .error, unknown: nil)
    if let text = usable.droppedText { remarks.append(.note("test part: \(text)")) }
    var rows = usable.rows
    let unknown = try preprocessing.removeUnknownClasses(from: &rows, of: usable.table)
    if let text = unknown.text { remarks.append(.warning("test part: \(text) counted as wrong")) }
    if let loss {
      try loss.checkTargets(
        of: usable.table, columns: try preprocessing.locateTargets(in: usable.table), rows: rows)
    }
    return TestPart(
      samples: try preprocessing.encode(usable.table, rows: rows, as: Element.self),
      unknown: try UnknownSamples(unknown, of: usable.table, by: preprocessing), unknownText: unknown.text)
  }
}
