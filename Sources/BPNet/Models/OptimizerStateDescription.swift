/// What a model file says of an optimiser's state beside its tensors.
struct OptimizerStateDescription: Codable {
  /// The name of the tensor that holds what a method for full batches keeps.
  private static let vectorName = "optimizer.state"
  /// The most epochs and steps that are believed: the numbers of random streams are not larger.
  private static let largestCount = 1 << 40

  let optimizer: Optimizer
  let stepCount: Int
  let totalStepCount: Int
  let epochCount: Int
  let schedule: String
  let warmUpEpochs: Int
  let scheduleStart: Int
  /// Numbers as text, since JSON has no infinity.
  let scheduleState: [String]
  /// The count of the numbers that a method for full batches keeps; nil for the others.
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

  /// What is wrong with it, if anything.
  var fault: (found: String, expected: String)? {
    let counts = [stepCount, totalStepCount, epochCount, warmUpEpochs, scheduleStart, vectorCount ?? 0]
    if let count = counts.first(where: { !(0...OptimizerStateDescription.largestCount ~= $0) }) {
      return ("\(count) steps or epochs", "from 0 to \(OptimizerStateDescription.largestCount)")
    }
    if scheduleStart > epochCount {
      return ("a schedule that began after \(scheduleStart) epochs", "at most \(epochCount), those done")
    }
    return nil
  }

  /// What the names of the tensors of state `index` begin with.
  static func tensorPrefix(ofState index: Int) -> String { "optimizer.\(index)." }

  /// What a method for full batches keeps, as a tensor.
  static func tensor(_ numbers: [Double]) -> Safetensors.Tensor {
    .init(
      name: vectorName, elementType: .f64, shape: [numbers.count], bytes: littleEndianBytes(numbers))
  }

  /// The number of tensors that belong to it.
  func tensorCount(topology: Topology) throws(BPNetError) -> Int {
    guard vectorCount == nil else { return 1 }
    return optimizer.stateCount * Network<Float>.tensorCount(topology: topology)
  }

  /// Reads the state back from a file's tensors, and checks it.
  ///
  /// - Throws: `BPNetError.invalidModel` for tensors that are missing or not right, `invalidArgument` for an
  ///   optimiser, a schedule or a schedule's state that cannot be.
  func state<Element: Scalar>(
    _ container: Safetensors, topology: Topology, file: String, extensions: [any NamedChoice]
  ) throws(BPNetError) -> OptimizerState<Element> {
    let values: OptimizerState<Element>.Values
    if let vectorCount {
      guard case .fullBatch = optimizer.algorithm else {
        throw .invalidArgument(
          name: "optimizer", found: "a vector with \(optimizer)", expected: "a state of each parameter")
      }
      values = .vector(
        try container.numbers(
          named: OptimizerStateDescription.vectorName, shape: [vectorCount], as: Double.self, file: file))
    } else {
      var states: [Network<Element>] = []
      for index in 0..<optimizer.stateCount {
        states.append(
          try Network(
            tensors: container, topology: topology,
            prefix: OptimizerStateDescription.tensorPrefix(ofState: index), file: file))
      }
      values = .parameters(states)
    }
    return OptimizerState(
      optimizer: optimizer, stepCount: stepCount, totalStepCount: totalStepCount, epochCount: epochCount,
      schedule: try position(extensions), values: values)
  }

  /// How far the schedule had come: what such a schedule can go on from.
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
