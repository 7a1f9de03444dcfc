/// The definition of a task: how it uses the columns of a table, and what a network's outputs mean.
///
/// A new task needs a file with a conforming type, and a line in `LearningTask.definition`, or in
/// `TaskDetails.Kind.definition` if a model has its kind in its details.
protocol TaskDefinition: Sendable {
  /// The name of the task in recipes.
  var task: LearningTask { get }
  /// The source of the targets' scaling.
  var targetScaling: TargetScaling { get }
  /// The default activation of the output layer.
  var recommendedOutput: Activation { get }
  /// The losses in order of preference: the first that is defined for the outputs is the default.
  var recommendedLosses: [Loss] { get }
  /// What to use instead of cross-validation, for a message; nil if samples may be divided into folds.
  var faultOfFolds: String? { get }

  /// Finds the columns, the usable samples and their classes.
  ///
  /// - Throws: `BPNetError.invalidArgument` if a choice does not fit the task, `invalidData` if the data
  ///   cannot be used.
  func samples(of table: Table, for request: TaskRequest) throws(BPNetError) -> SampleChoice

  /// Divides samples into a training part and one that is held back.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the part's name.
  func split(
    _ samples: SampleChoice, holdingBack part: HeldPart
  ) throws(BPNetError) -> (training: [Int], held: [Int])

  /// The rows of the table that are used in training on `samples`, to which scalings are fitted.
  func rows(ofSamples samples: [Int], details: TaskDetails?) -> [Int]

  /// Checks the output activation that a recipe asks for.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `outputActivation`.
  func check(output: Activation) throws(BPNetError)

  /// The number of outputs that a network needs.
  func outputCount(of preprocessing: Preprocessing) -> Int

  /// The fault of a preprocessing that was read from a file; nil if it is valid.
  func fault(in preprocessing: Preprocessing) -> (found: String, expected: String)?

  /// The samples of a table, each by its first row.
  ///
  /// - Parameters:
  ///   - withTargets: whether only samples count whose targets are in the table, and whose weight is not 0.
  ///   - missing: what to do with missing cells; nil leaves them to whoever encodes the rows.
  /// - Throws: `BPNetError.invalidData` if there is none, or for missing cells.
  func samples(
    of table: Table, by preprocessing: Preprocessing, withTargets: Bool, missing: Table.MissingPolicy?
  ) throws(BPNetError) -> [Int]

  /// The encoded inputs of the given samples.
  func encodeInputs<Element: Scalar>(
    of table: Table, samples: [Int], by preprocessing: Preprocessing, as type: Element.Type
  ) throws(BPNetError) -> Dataset<Element>.Inputs

  /// The given samples, encoded.
  func encode<Element: Scalar>(
    _ table: Table, samples: [Int], by preprocessing: Preprocessing, as type: Element.Type
  ) throws(BPNetError) -> Dataset<Element>

  /// The desired outputs for one sample, from its targets separated by commas.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `target`.
  func encode(target text: String, by preprocessing: Preprocessing) throws(BPNetError) -> [Double]

  /// The interpretation of the outputs as predictions in the data's units and labels.
  func reading(by preprocessing: Preprocessing) -> OutputReading

  /// The metrics of outputs, `[samples][outputs]`.
  func metrics<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, by preprocessing: Preprocessing, topK: Int?
  ) -> Metrics

  /// The metrics of outputs, `[samples][outputs]`, for `data` and, behind it, samples with unknown labels.
  func metrics<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, and unknown: UnknownSamples<Element>,
    by preprocessing: Preprocessing, topK: Int?
  ) -> Metrics

  /// Whether metrics can be computed from outputs that are not all held in memory.
  var measuresInPasses: Bool { get }

  /// The metrics of outputs that are computed in passes; `rows` are the samples that count, nil means all.
  func metrics<Element: Scalar>(
    of passes: OutputPasses, for data: Dataset<Element>, rows: [Int]?, by preprocessing: Preprocessing,
    topK: Int?
  ) -> Metrics
}

extension TaskDefinition {
  /// Only labels can be unknown.
  func metrics<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, and unknown: UnknownSamples<Element>,
    by preprocessing: Preprocessing, topK: Int?
  ) -> Metrics {
    let count = data.rowCount * data.outputCount
    return metrics(of: Array(outputs.prefix(count)), for: data, by: preprocessing, topK: topK)
  }

  var measuresInPasses: Bool { false }

  func metrics<Element: Scalar>(
    of passes: OutputPasses, for data: Dataset<Element>, rows: [Int]?, by preprocessing: Preprocessing,
    topK: Int?
  ) -> Metrics {
    metrics(
      of: passes.collected, for: rows.map { data.selecting(rows: $0) } ?? data, by: preprocessing, topK: topK)
  }
}

/// The source of the scaling of a task's targets.
enum TargetScaling {
  /// Targets are not scaled.
  case none
  /// Targets have a scaling of their own, of the kind that the recipe chooses.
  case own
  /// Targets are inputs, and have their scaling.
  case inputs
}

extension LearningTask {
  /// The definition of the task, unless a model's details have a more specific kind.
  var definition: any TaskDefinition {
    switch self {
    case .classify: ClassifyTask()
    case .regress: RegressTask()
    case .autoencode: AutoencodeTask()
    case .forecast: ForecastTask()
    }
  }
}

extension TaskDetails.Kind {
  /// The definition of the task of this kind.
  var definition: any TaskDefinition {
    switch self {
    case .binary: BinaryTask()
    case .multilabel: MultiLabelTask()
    case .autoencode: AutoencodeTask()
    case .forecast: ForecastTask()
    }
  }
}
