/// The description of an optimiser's state in a model file, besides its tensors.
struct OptimizerStateDescription: Codable {
  let optimizer: Optimizer
  let stepCount: Int
  let totalStepCount: Int
  let epochCount: Int
  let schedule: String
  let warmUpEpochs: Int
  let scheduleStart: Int
  /// The numbers as text, because JSON has no infinity.
  let scheduleState: [String]
  /// The length of a full-batch method's state; nil for other optimisers.
  let vectorCount: Int?

  init<Element: Scalar>(of state: OptimizerState<Element>) {
    optimizer = state.optimizer
    stepCount = state.stepCount
    totalStepCount = state.totalStepCount
    epochCount = state.epochCount
    schedule = state.schedule.schedule
    warmUpEpochs = state.schedule.warmUpEpochs
    scheduleStart = state.schedule.start
    scheduleState = state.schedule.state.map { "\($0)" }
    vectorCount = if case .vector(let numbers) = state.values { numbers.count } else { nil }
  }

  /// A value that is not valid; nil if there is none.
  var fault: (found: String, expected: String)? {
    let steps = [stepCount, totalStepCount]
    if let count = steps.first(where: { !(0...TrainingConfiguration.largestStepCount ~= $0) }) {
      return ("\(count) steps", "from 0 to \(TrainingConfiguration.largestStepCount)")
    }
    let epochs = [epochCount, warmUpEpochs, scheduleStart]
    if let count = epochs.first(where: { !(0...TrainingConfiguration.largestEpochCount ~= $0) }) {
      return ("\(count) epochs", "from 0 to \(TrainingConfiguration.largestEpochCount)")
    }
    if let vectorCount, !(0...Topology.maximumParameterCount ~= vectorCount) {
      return ("a state of \(vectorCount) numbers", "from 0 to \(Topology.maximumParameterCount)")
    }
    if scheduleStart > epochCount {
      return ("a schedule that began after \(scheduleStart) epochs", "at most \(epochCount), those done")
    }
    return nil
  }

  /// The number of the state's tensors.
  func tensorCount(topology: Topology) throws(BPNetError) -> Int {
    guard vectorCount == nil else { return 1 }
    return optimizer.stateCount * Network<Float>.tensorCount(topology: topology)
  }

  /// Reads the state from a file's tensors, and checks it.
  ///
  /// - Throws: `BPNetError.invalidModel` if a tensor is missing or invalid, `invalidArgument` if the
  ///   optimiser, the schedule or its state is not valid.
  func state<Element: Scalar>(
    _ container: Safetensors, topology: Topology, file: String, extensions: [any NamedChoice]
  ) throws(BPNetError) -> OptimizerState<Element> {
    if vectorCount != nil {
      guard case .fullBatch = optimizer.algorithm else {
        throw .invalidArgument(
          name: "optimizer", found: "a vector with \(optimizer)", expected: "a state of each parameter")
      }
    }
    return OptimizerState(
      optimizer: optimizer, stepCount: stepCount, totalStepCount: totalStepCount, epochCount: epochCount,
      schedule: try position(extensions),
      values: try OptimizerState.Values(
        tensors: container, topology: topology, vectorCount: vectorCount, stateCount: optimizer.stateCount,
        file: file))
  }

  /// The progress of the schedule, checked.
  private func position(_ extensions: [any NamedChoice]) throws(BPNetError) -> ScheduledEpochs.Position {
    let known = try Schedule(parsing: schedule, extensions: extensions)
    let position = ScheduledEpochs.Position(
      schedule: known.description, warmUpEpochs: warmUpEpochs, start: scheduleStart,
      state: scheduleState.map { Double($0) ?? .nan })
    var schedule = ScheduledEpochs(known, warmUpEpochs: warmUpEpochs)
    guard schedule.resume(position) else {
      throw .invalidArgument(
        name: "schedule", found: "the state \(scheduleState.joined(separator: ", ")) of \(self.schedule)",
        expected: "one that it can be left in")
    }
    return position
  }
}
