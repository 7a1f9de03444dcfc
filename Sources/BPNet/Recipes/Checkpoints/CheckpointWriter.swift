/// Writes checkpoints on a thread of its own, so that training does not wait for the storage device.
///
/// While a checkpoint is being written, the next one is left out, unless it is the last of the run.
final class CheckpointWriter<Element: Scalar> {
  private let folder: CheckpointFolder
  private let identity: CheckpointIdentity
  private let beforeWriting: (@Sendable () -> Void)?
  private let state = Monitor(State())

  private struct State {
    var isWriting = false
    /// The error of the last write, until it is reported.
    var failure: BPNetError?
  }

  /// A writer to a folder, which calls `beforeWriting` on its thread before each checkpoint.
  init(
    _ folder: CheckpointFolder, _ identity: CheckpointIdentity, beforeWriting: (@Sendable () -> Void)? = nil
  ) {
    self.folder = folder
    self.identity = identity
    self.beforeWriting = beforeWriting
  }

  /// Begins to write a checkpoint.
  func save(_ checkpoint: Trainer<Element>.Checkpoint) {
    reportFailure()
    let isLast = checkpoint.current.control.stopReason != nil
    if isLast { finish() }
    guard state.update({ $0.isWriting ? false : ($0.isWriting = true, true).1 }) else { return }
    // Without the folder itself: the lock is not to outlive the training by the end of this thread.
    let (files, state, beforeWriting) = (folder.files, state, beforeWriting)
    let file = CheckpointFile(identity: identity, checkpoint: checkpoint)
    let write: @Sendable () -> Void = {
      beforeWriting?()
      var failure: BPNetError?
      do throws(BPNetError) { try files.write(file) } catch { failure = error }
      state.update { $0 = State(isWriting: false, failure: failure) }
    }
    if !SystemThread.start(write) { write() }
  }

  /// Waits until everything is written, and reports the last error.
  func finish() {
    while state.wait(seconds: 60, until: { $0.isWriting ? nil : true }) == nil {}
    reportFailure()
  }

  private func reportFailure() {
    let failure = state.update { state in
      defer { state.failure = nil }
      return state.failure
    }
    if let failure { folder.report(.failed(failure)) }
  }
}
