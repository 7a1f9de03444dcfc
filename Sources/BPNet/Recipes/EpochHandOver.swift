import Synchronization

/// What a training thread and the tasks that follow it share: an epoch on its way, and the result.
///
/// The training thread waits, with the system's means, as it may; tasks are suspended. Each holds the lock
/// for a few instructions.
final class EpochHandOver: Sendable {
  typealias Outcome = Result<TrainingResult, BPNetError>
  typealias Next = Result<EpochReport?, BPNetError>

  private struct State {
    /// The newest epoch that no task has taken.
    var epoch: EpochReport?
    var outcome: Outcome?
    /// Whether training waits until the epoch before has been taken.
    var isPaced = true
    var loops: [CheckedContinuation<Next, Never>] = []
    var others: [CheckedContinuation<Outcome, Never>] = []
  }

  private let state = Monitor(State())
  /// Read before each step, so without the lock.
  private let stops = Atomic<Bool>(false)

  // MARK: - The training thread

  var isStopped: Bool { stops.load(ordering: .relaxed) }

  /// Hands an epoch over, once the one before has been taken or training is no longer to wait for that.
  func give(_ epoch: EpochReport) {
    let loop = state.wait { state -> CheckedContinuation<Next, Never>?? in
      if !state.loops.isEmpty { return .some(state.loops.removeFirst()) }
      if state.epoch != nil, state.isPaced { return nil }
      state.epoch = epoch
      return .some(nil)
    }
    loop?.resume(returning: .success(epoch))
  }

  /// Says how the training has ended.
  func end(with outcome: Outcome) {
    let (loops, others) = state.update { state in
      state.outcome = outcome
      defer { (state.loops, state.others) = ([], []) }
      return (state.loops, state.others)
    }
    for loop in loops { loop.resume(returning: outcome.map { _ in nil }) }
    for other in others { other.resume(returning: outcome) }
  }

  // MARK: - Tasks

  /// Makes training stop before its next step.
  func stop() {
    stops.store(true, ordering: .relaxed)
    state.update { $0.isPaced = false }
  }

  /// The next epoch, or nil after the last one; stops training if the task is cancelled.
  func next(isolation actor: isolated (any Actor)? = #isolation) async -> Next {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let next = state.update { state -> Next? in
          if let epoch = state.epoch {
            state.epoch = nil
            return .success(epoch)
          }
          if let outcome = state.outcome { return outcome.map { _ in nil } }
          state.loops.append(continuation)
          return nil
        }
        if let next { continuation.resume(returning: next) }
      }
    } onCancel: {
      stop()
    }
  }

  /// The outcome, once it is there; stops training if the task is cancelled.
  func result(isolation actor: isolated (any Actor)? = #isolation) async -> Outcome {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let outcome = state.update { state -> Outcome? in
          state.isPaced = false
          if state.outcome == nil { state.others.append(continuation) }
          return state.outcome
        }
        if let outcome { continuation.resume(returning: outcome) }
      }
    } onCancel: {
      stop()
    }
  }
}
