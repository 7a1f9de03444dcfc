extension TrainingRecipe {
  /// Whether a choice names columns of the data.
  var namesColumns: Bool {
    if case .columns? = oneHot { return true }
    return [target, ignoredColumns, weightColumn].contains { $0 != nil }
  }

  private var request: TaskRequest {
    TaskRequest(
      task: task, target: target, ignoredColumns: ignoredColumns, weightColumn: weightColumn,
      learnsCounts: loss?.function.isForCounts == true, missing: missing ?? .error, window: window,
      horizon: horizon, period: period, outputActivation: outputActivation, oneHot: oneHot)
  }

  /// Finds the columns, the usable samples, the task and the classes, and sets the rows of the test part
  /// aside.
  func chooseSamples(of table: Table) throws(BPNetError) -> SampleChoice {
    let samples = try request.chooseSamples(of: table)
    try checkLoss(
      of: samples.table ?? table, task: samples.definition.task, targets: samples.columns.targets,
      rows: samples.rows)
    return try settingTestAside(samples)
  }

  /// Splits and scales the data, and makes every open choice.
  ///
  /// The default preset trains some networks for that. If the caller stops it, those choices have the values
  /// that they have without a comparison, and `train()` should be stopped as well.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - validationTable: a separate table of validation data; nil means a part of `table`, if the recipe
  ///     holds one back.
  ///   - testTable: a separate table on which the result is evaluated, allowed only without `testFraction`.
  ///   - checkpoints: the folder to which choices are written that a preset makes by comparing candidates,
  ///     and from which they are taken if it resumes; nil for none.
  ///   - type: the element type of the network.
  ///   - onProgress: a closure that is called about ten times a second while candidates are compared.
  ///   - shouldStop: a closure that is called repeatedly while candidates are compared; true ends that.
  /// - Throws: `BPNetError.invalidArgument` if a choice is not allowed or does not fit the data,
  ///   `invalidData` if the data cannot be used.
  public func prepare<Element: Scalar>(
    _ table: Table, validationTable: Table? = nil, testTable: Table? = nil,
    checkpoints: CheckpointFolder? = nil, as type: Element.Type,
    onProgress: (Run.Progress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws(BPNetError) -> PreparedTraining<Element> {
    try PreparedTraining(
      deciding: self,
      on: prepareData(
        table, samples: chooseSamples(of: table), validationTable: validationTable, testTable: testTable),
      checkpoints: checkpoints, onProgress: onProgress, shouldStop: shouldStop)
  }

  /// Prepares some of a table's samples; of the others only the classes are used.
  func prepareData<Element: Scalar>(
    _ table: Table, samples: SampleChoice, validationTable: Table?, testTable: Table?
  ) throws(BPNetError) -> PreparedData<Element> {
    let table = samples.table ?? table
    let parts = try parts(of: samples, validationTable: validationTable)
    let preprocessing = try fitPreprocessing(table, samples: samples, trainingSamples: parts.training)
    var remarks =
      samples.remarks + remarksOnResolution(of: samples, in: table, precision: Element.precision)
    let validationTable = try validationTable.map { table throws(BPNetError) in
      try preprocessing.readied(table)
    }
    var training = try preprocessing.encode(table, rows: parts.training, as: Element.self)
    if streams == true { training.shuffleBlock = BlockShuffle(rowByteCount: table.rowByteCount).block }
    var data = PreparedData(
      preprocessing: preprocessing, training: training,
      validationPart: try validationPart(
        of: table, rows: parts.held, validationTable: validationTable, by: preprocessing, remarks: &remarks))
    data.test = try testPart(
      of: table, samples, testTable: testTable, by: preprocessing, remarks: &remarks)
    if let forecast = samples.definition as? ForecastTask {
      let rows = forecast.rows(ofSamples: parts.training, details: samples.details)
      if let remark = forecast.periodRemark(of: table, samples, rows: rows) { remarks.append(remark) }
    }
    (data.remarks, data.taskReason) = (remarks, samples.reason)
    data.sources = [table, validationTable, testTable].compactMap { $0 }.flatMap(\.mappedInputs)
    return data
  }

  /// The validation part: rows of the training table that are held back, or a separate table, already
  /// readied; nil if there is neither.
  func validationPart<Element: Scalar>(
    of table: Table, rows: [Int], validationTable: Table?, by preprocessing: Preprocessing,
    remarks: inout [Table.Remark]
  ) throws(BPNetError) -> EvaluationPart<Element>? {
    guard let validationTable else {
      guard !rows.isEmpty else { return nil }
      return EvaluationPart(samples: try preprocessing.encode(table, rows: rows, as: Element.self))
    }
    let rows = try preprocessing.definition.samples(
      of: validationTable, by: preprocessing, withTargets: true, missing: missing ?? .error)
    try validationTable.checkLastRows(columns: preprocessing.locateInputs(in: validationTable))
    let dropped = try preprocessing.droppedText(
      of: validationTable, rows: rows, withTargets: true, missing: missing ?? .error)
    if let dropped { remarks.append(.note("validation part: \(dropped)")) }
    remarks += preprocessing.remarks(onUseOf: validationTable, as: "validation part")
    let part = try EvaluationPart<Element>(rows, of: validationTable, by: preprocessing, loss: loss)
    if let text = part.unknownText {
      remarks.append(.warning("validation part: \(text) counted as wrong, but not in the loss"))
    }
    return part
  }

  /// The training samples and those held back.
  func parts(
    of samples: SampleChoice, validationTable: Table?
  ) throws(BPNetError) -> (training: [Int], held: [Int]) {
    guard let fraction = usedValidationFraction, validationTable == nil else { return (samples.rows, []) }
    return try samples.definition.split(
      samples,
      holdingBack: HeldPart(purpose: .validation, fraction: fraction, seed: splitSeed ?? seed ?? 0))
  }
}

extension ResolvedRecipe {
  /// A network with its initial weights.
  ///
  /// - Throws: `BPNetError.invalidArgument` if they are beyond the range of the precision.
  func makeNetwork<Element: Scalar>(as _: Element.Type) throws(BPNetError) -> Network<Element> {
    var network = try Network<Element>(topology: topology)
    network.initialize(
      weights: recipe.weightInitializer, biases: recipe.biasInitializer ?? .zeros, seed: configuration.seed)
    guard network.isFinite else {
      throw .invalidArgument(
        name: "weightInitializer",
        found: "first weights or biases beyond the range of \(Element.precision.rawValue)",
        expected: "finite numbers")
    }
    return network
  }

  /// The memory that training takes besides the data, in bytes; `Int.max` on overflow.
  ///
  /// It is the memory of the trainer, that of a method for full batches included, the weights and states of
  /// the best epoch, and what is allocated once training has ended.
  func memory<Element: Scalar>(rowCount: Int, as _: Element.Type) -> ResolvedRecipe.Memory {
    // The plan of a step lists the panels of the weights: of a network beyond the memory these are beyond it.
    let parameters = topology.parameterCount * MemoryLayout<Element>.stride
    guard parameters <= MemoryBudget.byteCount else {
      return Memory(training: parameters, solver: 0, saving: 0, checkpoint: 0)
    }
    let training = TrainingMemory(
      topology: topology, rowCount: rowCount, holdsClasses: true, configuration: configuration,
      as: Element.self)
    let evaluationThreads = LossEvaluator<Element>.threadCount(
      topology: topology, rowCount: rowCount, sharing: .awake, limit: configuration.threads)
    let evaluation = Network<Element>.Workspace.Plan(
      topology: topology, rowCapacity: min(rowCount, LossEvaluator<Element>.passRows), purpose: .evaluation)
    let evaluations = [Int](repeating: evaluation.byteCount, count: evaluationThreads)
    let trainer = [
      training.parameterByteCount, training.stateByteCount, training.gradientByteCount,
      training.workspaceByteCount,
    ]
    let threads = configuration.threads ?? availableProcessorCount
    // Address space of which little is touched: scratch memory of the kernels, and stacks.
    let scratch = [
      (threads + evaluationThreads) * KernelScratch.byteCount, (threads - 1) * SystemThread.stackByteCount,
    ]
    let outputs = LossEvaluator<Element>.self
    let all = outputs.outputByteCount(rowCount: rowCount, outputCount: topology.outputCount)
    // The outputs of more classes are not held.
    let held = recipe.task == .classify ? min(all, outputs.heldByteCount) : all
    let block = outputs.blockByteCount(rowCount: rowCount, outputCount: topology.outputCount)
    let state = MemoryBudget.sum([
      training.parameterByteCount, training.stateByteCount, solverStateByteCount,
    ])
    let saved = recipe.keepsOptimizerState == false ? training.parameterByteCount : state
    return Memory(
      training: MemoryBudget.sum(trainer + scratch + [state]), solver: training.solverByteCount,
      // Two copies of the content of a model file, the workspaces of an evaluation, and its outputs.
      saving: MemoryBudget.sum([saved, saved, max(held, block)] + evaluations),
      // The present state and the best one, each as a value and as a file's content.
      checkpoint: MemoryBudget.sum([state, state, state, state]))
  }

  /// The most bytes of the state that a method for full batches hands out: as many as it works with, but for
  /// the few numbers of methods for least squares.
  private var solverStateByteCount: Int {
    guard case .fullBatch(let method) = configuration.optimizer.algorithm, !method.needsLeastSquares else {
      return 0
    }
    return method.workingByteCount(parameterCount: topology.parameterCount)
  }
}

extension ResolvedRecipe {
  /// The bytes that training takes besides the data; `Int.max` on overflow.
  struct Memory {
    /// Until the end of training, apart from `solver`.
    let training: Int
    /// Those of a method for full batches.
    let solver: Int
    /// For the model, its metrics, and the file.
    let saving: Int
    /// For a checkpoint.
    let checkpoint: Int

    /// All but those of a method for full batches, which says itself that they are too many.
    var byteCountWithoutSolver: Int { MemoryBudget.sum([training, saving]) }
    /// All but those of checkpoints.
    var byteCount: Int { MemoryBudget.sum([training, solver, saving]) }
  }
}
