/// The task of forecasting series, which are columns: a window of W rows predicts the next H rows.
///
/// A sample is identified by the first row of its window. The series are encoded once, and windows are
/// overlapping views of them.
struct ForecastTask: TaskDefinition {
  let task = LearningTask.forecast
  let targetScaling = TargetScaling.inputs
  let recommendedOutput = Activation.linear
  let recommendedLosses = [Loss.meanSquared]
  let faultOfFolds: String? =
    "another task, or the last part held back (validation): folds would train on what follows"

  func samples(of table: Table, for request: TaskRequest) throws(BPNetError) -> SampleChoice {
    let series = try request.targetColumns(of: table)
    if let error = series.lazy.compactMap(table.explainedNumberExpected).first { throw error }
    guard request.missing == .error else {
      throw .invalidArgument(
        name: "missing", found: "\(request.missing.rawValue) beside the task forecast",
        expected: "error: a series has no gaps")
    }
    let details = TaskDetails(
      .forecast, window: request.window ?? TaskRequest.defaultWindow,
      horizon: request.horizon ?? TaskRequest.defaultHorizon, period: request.period)
    try ForecastTask.check(period: request.period, in: table)
    return SampleChoice(
      columns: .init(inputs: series, targets: series), definition: self, details: details,
      rows: try ForecastTask.starts(in: table, details, withTargets: true),
      remarks: ForecastTask.remark(onRowsOf: table, series: series).map { [$0] } ?? [])
  }

  /// Holds back the windows whose rows to predict are among the last round(`fraction` · n) of the n rows, and
  /// trains on those whose rows are all before these.
  func split(
    _ samples: SampleChoice, holdingBack part: HeldPart
  ) throws(BPNetError) -> (training: [Int], held: [Int]) {
    let (window, horizon) = ForecastTask.lengths(samples.details)
    let rowCount = samples.rows.count + window + horizon - 1
    let heldCount = try Split.heldCount(
      rowCount: rowCount, fraction: part.fraction, argument: part.argument)
    let trainingCount = rowCount - heldCount - window - horizon + 1
    guard trainingCount > 0, heldCount >= horizon else {
      throw .invalidArgument(
        name: part.argument, found: "\(part.fraction), the last \(heldCount) of \(rowCount) rows",
        expected: "at least \(window + horizon) rows before that part, and \(horizon) in it")
    }
    return (
      Array(samples.rows.prefix(trainingCount)), Array(samples.rows.suffix(heldCount - horizon + 1))
    )
  }

  func rows(ofSamples samples: [Int], details: TaskDetails?) -> [Int] {
    let (window, horizon) = ForecastTask.lengths(details)
    guard let first = samples.first, let last = samples.last else { return [] }
    return Array(first..<last + window + horizon)
  }

  func outputCount(of preprocessing: Preprocessing) -> Int {
    preprocessing.targets.count * ForecastTask.lengths(preprocessing.details).horizon
  }

  func fault(in preprocessing: Preprocessing) -> (found: String, expected: String)? {
    let lengths = [preprocessing.details?.window, preprocessing.details?.horizon].map { $0 ?? 0 }
    guard lengths.allSatisfy({ 1...Table.maximumRowCount ~= $0 }) else {
      return ("a window of \(lengths[0]) and a horizon of \(lengths[1])", "at least one row of each")
    }
    if let period = preprocessing.details?.period, !(2...Table.maximumRowCount ~= period) {
      return ("a period of \(period)", "at least 2 rows")
    }
    return preprocessing.targets == preprocessing.inputs && preprocessing.labels == nil
      ? nil : ("targets that are not the inputs", "the same series")
  }

  func samples(
    of table: Table, by preprocessing: Preprocessing, withTargets: Bool, missing: Table.MissingPolicy?
  ) throws(BPNetError) -> [Int] {
    try ForecastTask.starts(in: table, preprocessing.details, withTargets: withTargets)
  }

  func encode(target text: String, by preprocessing: Preprocessing) throws(BPNetError) -> [Double] {
    try RegressTask().encode(target: text, by: preprocessing)
  }

  func reading(by preprocessing: Preprocessing) -> OutputReading {
    let (targets, horizon) = (preprocessing.targets, ForecastTask.lengths(preprocessing.details).horizon)
    let names = targets.map(\.name)
    return .values(
      scalings: (0..<horizon).flatMap { _ in targets.map(\.scaling) },
      names: horizon == 1 ? names : (1...horizon).flatMap { step in names.map { "\($0)_\(step)" } })
  }

  func metrics<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, by preprocessing: Preprocessing, topK: Int?
  ) -> Metrics {
    let values = TargetScaling.values(of: outputs, for: data, by: preprocessing)
    var metrics = Metrics.Forecast(
      sampleCount: data.rowCount, seriesCount: preprocessing.targets.count,
      horizon: ForecastTask.lengths(preprocessing.details).horizon, values: values)
    metrics.baselines = baselines(for: data, by: preprocessing, values: values)
    return .forecast(metrics)
  }
}

extension ForecastTask {
  func encodeInputs<Element: Scalar>(
    of table: Table, samples: [Int], by preprocessing: Preprocessing, as type: Element.Type
  ) throws(BPNetError) -> Dataset<Element>.Inputs {
    try windows(samples, of: table, by: preprocessing, horizon: 0, as: type).inputs
  }

  func encode<Element: Scalar>(
    _ table: Table, samples: [Int], by preprocessing: Preprocessing, as type: Element.Type
  ) throws(BPNetError) -> Dataset<Element> {
    let horizon = ForecastTask.lengths(preprocessing.details).horizon
    return try windows(samples, of: table, by: preprocessing, horizon: horizon, as: type)
  }

  /// The windows that begin at `starts` and the `horizon` rows after each; consecutive ones overlap in one
  /// buffer.
  private func windows<Element: Scalar>(
    _ starts: [Int], of table: Table, by preprocessing: Preprocessing, horizon: Int, as _: Element.Type
  ) throws(BPNetError) -> Dataset<Element> {
    let (window, width) = (ForecastTask.lengths(preprocessing.details).window, preprocessing.inputs.count)
    let (first, last) = (starts.min() ?? 0, starts.max() ?? 0)
    precondition(last + window + horizon <= table.rowCount, "windows of the table")
    let columns = try preprocessing.locateInputs(in: table)
    let series: AlignedBuffer<Element> = try preprocessing.encodeNumbers(
      of: table, rows: Array(first..<last + window + horizon), columns: columns,
      described: preprocessing.inputs)
    func view(offset: Int, rows: Int) -> ElementRows<Element> {
      ElementRows(
        windowsOf: series, offset: offset * width, count: last - first + 1, columns: rows * width,
        stride: width)
    }
    let data = Dataset(
      rowCount: last - first + 1, inputCount: window * width, outputCount: horizon * width,
      inputs: .elements(view(offset: 0, rows: window)), targets: .rows(view(offset: window, rows: horizon)),
      trueTargets: TrueTargets(
        table, columns: columns, rows: (first...last).map { $0 + window }, rowsPerSample: max(horizon, 1),
        replacements: preprocessing.inputs.map(\.replacement)))
    return starts.elementsEqual(first...last) ? data : data.selecting(rows: starts.map { $0 - first })
  }

  /// The window and the horizon.
  static func lengths(_ details: TaskDetails?) -> (window: Int, horizon: Int) {
    (
      details?.window ?? TaskRequest.defaultWindow, details?.horizon ?? TaskRequest.defaultHorizon
    )
  }

  /// Checks that a series is longer than its period.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `period`.
  static func check(period: Int?, in table: Table) throws(BPNetError) {
    guard let period, period >= table.rowCount else { return }
    throw .invalidArgument(
      name: "period", found: "\(period) in \(counted(table.rowCount, "row"))",
      expected: "fewer than there are rows")
  }

  /// The first rows of the windows within a table, with or without the rows to predict after each.
  private static func starts(
    in table: Table, _ details: TaskDetails?, withTargets: Bool
  ) throws(BPNetError) -> [Int] {
    if let error = errorOfBlankLine(in: table) { throw error }
    let (window, horizon) = lengths(details)
    let length = withTargets ? window + horizon : window
    guard table.rowCount >= length else {
      let parts = withTargets ? "a window of \(window) and the \(horizon) after it" : "a window"
      throw .invalidData(
        at: .init(file: table.source), found: counted(table.rowCount, "row"),
        expected: "at least \(length), \(parts)")
    }
    return Array(0...table.rowCount - length)
  }
}
