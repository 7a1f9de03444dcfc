/// What one task makes of a table, and of a network's outputs.
///
/// To add one: a file with a type like this, and its line in `LearningTask.definition`, or in
/// `TaskDetails.Kind.definition` if a model says so in its details.
protocol TaskDefinition: Sendable {
  /// The name under which it is asked for.
  var task: LearningTask { get }
  /// Where the scaling of the targets comes from.
  var targetScaling: TargetScaling { get }
  /// The output layer's activation unless another is asked for.
  var recommendedOutput: Activation { get }
  /// The losses to choose from, the best first: the first that is defined for the outputs is taken.
  var recommendedLosses: [Loss] { get }
  /// What to use in place of cross-validation, for a message; nil where samples may be divided into folds.
  var faultOfFolds: String? { get }

  /// Finds the columns, the samples that may be used, and their classes.
  ///
  /// - Throws: `BPNetError.invalidArgument` for what does not fit the task, `invalidData` for data that
  ///   cannot be used.
  func samples(of table: Table, for request: TaskRequest) throws(BPNetError) -> SampleChoice

  /// Divides samples into a part to train on and one that is held back.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the part's name.
  func split(
    _ samples: SampleChoice, holdingBack part: HeldPart
  ) throws(BPNetError) -> (training: [Int], held: [Int])

  /// The rows of the table that training on `samples` sees, from which scalings are made.
  func rows(ofSamples samples: [Int], details: TaskDetails?) -> [Int]

  /// Checks outputs that were asked for.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `output`.
  func check(output: Activation) throws(BPNetError)

  /// The number of outputs that a network needs.
  func outputCount(of preprocessing: Preprocessing) -> Int

  /// What is wrong with a preprocessing that was read from a file, if anything.
  func fault(in preprocessing: Preprocessing) -> (found: String, expected: String)?

  /// The samples of a table, each by its first row.
  ///
  /// - Parameters:
  ///   - withTargets: whether only samples count whose targets are in the table.
  ///   - missing: what to do with missing cells; nil leaves them to whoever encodes the rows.
  /// - Throws: `BPNetError.invalidData` if there is none, or for missing cells.
  func samples(
    of table: Table, by preprocessing: Preprocessing, withTargets: Bool, missing: MissingPolicy?
  ) throws(BPNetError) -> [Int]

  /// The inputs of the given samples as the network takes them.
  func encodeInputs<Element: Scalar>(
    of table: Table, samples: [Int], by preprocessing: Preprocessing, as type: Element.Type
  ) throws(BPNetError) -> Dataset<Element>.Inputs

  /// The given samples as the network sees them.
  func encode<Element: Scalar>(
    _ table: Table, samples: [Int], by preprocessing: Preprocessing, as type: Element.Type
  ) throws(BPNetError) -> Dataset<Element>

  /// One sample's targets, written with commas between, as the network's outputs should be.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `target`.
  func encode(target text: String, by preprocessing: Preprocessing) throws(BPNetError) -> [Double]

  /// How the outputs for one sample become what is predicted, in the data's units and labels.
  func reading(by preprocessing: Preprocessing) -> OutputReading

  /// How good outputs, `[samples][outputs]`, are.
  func metrics<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, by preprocessing: Preprocessing, topK: Int?
  ) -> Metrics
}

/// Where the scaling of a task's targets comes from.
enum TargetScaling {
  /// Targets are not scaled.
  case none
  /// It is fitted to the targets, as the user says.
  case own
  /// Targets are inputs, and scaled as these.
  case inputs
}

extension LearningTask {
  /// The task, where a model's details do not say more.
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
  /// The task that a model's details name.
  var definition: any TaskDefinition {
    switch self {
    case .binary: BinaryTask()
    case .multilabel: MultiLabelTask()
    case .autoencode: AutoencodeTask()
    case .forecast: ForecastTask()
    }
  }
}
