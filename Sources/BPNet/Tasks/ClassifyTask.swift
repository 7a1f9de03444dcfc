/// One column of classes, with an output for each of them.
struct ClassifyTask: TaskDefinition {
  let task = LearningTask.classify
  let targetScaling = TargetScaling.none
  let recommendedOutput = Activation.softmax
  let recommendedLosses = [Loss.crossEntropy, .meanSquared]

  /// Leaves several target columns to `MultiLabelTask`, two classes with a sigmoid output to `BinaryTask`.
  func samples(of table: Table, for request: TaskRequest) throws(BPNetError) -> SampleChoice {
    let columns = try request.chooseColumns(of: table)
    guard columns.targets.count == 1 else { return try MultiLabelTask().samples(of: table, for: request) }
    let rows = try request.missing.usableRows(of: table, columns: columns)
    let coding = try ClassCoding(of: table, column: columns.targets[0], rows: rows)
    let classes = try coding.classes(of: table, column: columns.targets[0], rows: rows)
    let remarks =
      ClassifyTask.remarks(on: table, column: columns.targets[0], coding: coding, rows: rows)
      + ClassifyTask.remarks(onClasses: classes, labels: coding.labels, in: table, columns.targets[0], rows)
    let isBinary = coding.labels.count == 2 && BinaryTask.suits(request.outputActivation)
    return SampleChoice(
      columns: columns, definition: isBinary ? BinaryTask() : self,
      details: isBinary ? TaskDetails(.binary) : nil, labels: coding.labels, rows: rows, classes: classes,
      remarks: remarks)
  }

  /// The warnings about more classes than a tenth of the rows, and about similar labels, and the note about
  /// labels that are one.
  private static func remarks(
    on table: Table, column: Int, coding: ClassCoding, rows: [Int]
  ) -> [Table.Remark] {
    let (labels, name) = (coding.labels, table.columns[column].name)
    let joined = coding.joinedTexts.map { Table.Remark.note("\(name): \($0) and \($1) are one class") }
    let similar = [joined, remark(onSimilar: labels, column: name)].compactMap { $0 }
    guard labels.count > 2, 10 * labels.count > rows.count else { return similar }
    let isNumeric = table.numberExpected(inColumn: column) == nil
    let classes = counted(labels.count, "class", "classes")
    let text = "\(classes) in \(counted(rows.count, "row")) of \(table.columns[column].name)"
    return similar + [
      .warning(
        text,
        hint: isNumeric
          ? "`task: regress` takes them as numbers" : "is this the column to predict? `target: COLUMN`")
    ]
  }

  /// A warning about classes that stand in one row alone, where others have many: a slip, a line that is no
  /// row, or too few rows of them.
  private static func remarks(
    onClasses classes: [Int], labels: [String], in table: Table, _ column: Int, _ rows: [Int]
  ) -> [Table.Remark] {
    var counts = [Int](repeating: 0, count: labels.count)
    for number in classes where labels.indices.contains(number) { counts[number] += 1 }
    let alone = labels.indices.filter { counts[$0] == 1 }
    guard !alone.isEmpty, 10 * labels.count <= rows.count else { return [] }
    let shown = alone.prefix(5).compactMap { number in
      classes.firstIndex(of: number).map { index in
        "\(labels[number])" + (table.place(ofRow: rows[index]).line.map { " (line \($0))" } ?? "")
      }
    }
    let text = listed(shown + (alone.count > 5 ? ["…"] : []))
    return [
      .warning(
        alone.count == 1
          ? "\(table.columns[column].name): the class \(text) has one row"
          : "\(table.columns[column].name): \(alone.count) classes have one row each: \(text)",
        hint: "a slip, or a line that is no row? If not, either training or a part held back lacks it")
    ]
  }

  /// A warning about labels that look alike, or say the same; nil if there are none.
  private static func remark(onSimilar labels: [String], column: String) -> Table.Remark? {
    if let spellings = TruthSpellings(among: labels, noun: "classes") {
      return .warning("\(column): \(spellings.text)", hint: TruthSpellings.remedy)
    }
    return SimilarWords(among: labels).map {
      .warning("\(column): \($0.pair) are two classes, and differ in \($0.difference) alone")
    }
  }

  func outputCount(of preprocessing: Preprocessing) -> Int { preprocessing.labels?.count ?? 0 }

  func encode<Element: Scalar>(
    _ table: Table, samples: [Int], by preprocessing: Preprocessing, as type: Element.Type
  ) throws(BPNetError) -> Dataset<Element> {
    let classes = try ClassifyTask.classes(of: table, rows: samples, by: preprocessing)
    return try rows(
      samples, of: table, by: preprocessing,
      targets: .classes(AlignedBuffer(copying: classes.map(Int32.init))))
  }

  func encode(target text: String, by preprocessing: Preprocessing) throws(BPNetError) -> [Double] {
    let labels = preprocessing.labels ?? []
    let number = try ClassCoding.number(of: text, among: labels)
    return labels.indices.map { $0 == number ? 1 : 0 }
  }

  func reading(by preprocessing: Preprocessing) -> OutputReading {
    .classes(labels: preprocessing.labels ?? [])
  }

  func metrics<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, by preprocessing: Preprocessing, topK: Int?
  ) -> Metrics {
    .classification(
      .init(
        outputs: outputs, actual: data.targetClasses(), classCount: preprocessing.outputCount, topK: topK))
  }

  func metrics<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, and unknown: UnknownSamples<Element>,
    by preprocessing: Preprocessing, topK: Int?
  ) -> Metrics {
    .classification(
      .init(
        outputs: outputs, actual: data.targetClasses() + unknown.classes,
        classCount: preprocessing.outputCount, unknownCount: unknown.labelCount, topK: topK))
  }

  var measuresInPasses: Bool { true }

  func metrics<Element: Scalar>(
    of passes: OutputPasses, for data: Dataset<Element>, rows: [Int]?, by preprocessing: Preprocessing,
    topK: Int?
  ) -> Metrics {
    let classes = data.targetClasses()
    return .classification(
      .init(passes: passes, actual: rows.map { $0.map { classes[$0] } } ?? classes, topK: topK))
  }
}

extension ClassifyTask {
  /// The class of each row.
  static func classes(
    of table: Table, rows: [Int], by preprocessing: Preprocessing
  ) throws(BPNetError) -> [Int] {
    let columns = try preprocessing.locateTargets(in: table)
    return try ClassCoding(labels: preprocessing.labels ?? []).classes(
      of: table, column: columns[0], rows: rows)
  }
}
