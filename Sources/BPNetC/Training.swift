import BPNet
import CBPNet

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_train(
  _ table: OpaquePointer?, _ validation: OpaquePointer?, _ start: OpaquePointer?,
  _ recipe: UnsafePointer<CChar>?, _ progress: bpnet_progress_callback?,
  _ context: UnsafeMutableRawPointer?, _ model: UnsafeMutablePointer<OpaquePointer?>?,
  _ message: UnsafeMutablePointer<CChar>?, _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    let model = try destination(model, name: "model")
    let table = try Handle.object(table, TableHandle.self, name: "table").table()
    let validation = try validation.map { (pointer) throws(BPNetError) in
      try Handle.object(pointer, TableHandle.self, name: "validation").table()
    }
    let start = try start.map { (pointer) throws(BPNetError) in
      try Handle.object(pointer, ModelHandle.self, name: "start").model
    }
    let json = try recipe.map { (recipe) throws(BPNetError) in try text(recipe, name: "recipe") }
    let training = Training(
      table: table, validation: validation, start: start,
      request: try TrainingRequest(json: json ?? "{}", start: start),
      progress: ProgressCalls(progress, context))
    let outcome = try training.run()
    model.pointee = outcome.model.map { ModelHandle($0).retained() }
    if let divergence = outcome.divergence { throw divergence }
    return outcome.isStopped ? BPNET_STOPPED : BPNET_OK
  }
}

/// A call of `bpnet_train` with its objects.
private struct Training {
  /// What training came to.
  struct Outcome {
    var model: Model?
    var divergence: BPNetError?
    var isStopped = false
  }

  let table: Table
  let validation: Table?
  let start: Model?
  let request: TrainingRequest
  let progress: ProgressCalls

  func run() throws(BPNetError) -> Outcome {
    let precision = request.precision ?? start?.precision ?? .f32
    if let start, start.precision != precision {
      throw .invalidArgument(
        name: "precision", found: precision.rawValue, expected: "\(start.precision.rawValue), as in the model"
      )
    }
    return switch precision {
    case .f32: try run(as: Float.self)
    case .f64: try run(as: Double.self)
    }
  }

  private func run<Element: Scalar>(as _: Element.Type) throws(BPNetError) -> Outcome {
    // A name of kernels that this processor does not have is told of before anything else.
    _ = try KernelSet.selected()
    let checkpoints = try request.checkpoints()
    let prepared: PreparedTraining<Element> = try prepare(checkpoints)
    try prepared.check()
    // Checkpoints belong to the choices that a whole comparison makes.
    let folder = prepared.isUndecided ? nil : checkpoints
    if prepared.attemptCount > 1 {
      return outcome(
        try prepared.trainBest(
          checkpoints: folder, onProgress: { progress.report($0, phase: BPNET_TRAINING) },
          shouldStop: { progress.isStopped }))
    }
    let epochCount = prepared.configuration.stopping.epochs
    return outcome(
      TrainingResult.Selection(
        try prepared.train(
          checkpoints: folder, onEpoch: { progress.report($0, epochCount: epochCount) },
          shouldStop: { progress.isStopped })))
  }

  private func prepare<Element: Scalar>(
    _ checkpoints: CheckpointFolder?
  ) throws(BPNetError) -> PreparedTraining<Element> {
    if let start {
      return try TrainingRecipe(continuing: start, overriding: request.recipe)
        .prepare(table, validationTable: validation, continuing: start, as: Element.self)
    }
    return try request.recipe.prepare(
      table, validationTable: validation, checkpoints: checkpoints, as: Element.self,
      onProgress: { progress.report($0, phase: BPNET_CHOOSING) }, shouldStop: { progress.isStopped })
  }

  private func outcome(_ selection: TrainingResult.Selection) -> Outcome {
    let (best, divergence) = (selection.best, selection.best.summary.divergence)
    return Outcome(
      model: best.hasUsableModel ? best.model : nil, divergence: divergence,
      isStopped: divergence == nil && selection.isStopped)
  }
}

/// The calls of the caller's function, which may stop training.
private final class ProgressCalls {
  private let callback: bpnet_progress_callback?
  private let context: UnsafeMutableRawPointer?
  private let begin = monotonicSeconds()
  /// Whether the function has returned something other than 0.
  private(set) var isStopped = false

  init(_ callback: bpnet_progress_callback?, _ context: UnsafeMutableRawPointer?) {
    (self.callback, self.context) = (callback, context)
  }

  /// Reports an epoch of a single run.
  func report(_ epoch: EpochReport, epochCount: Int) {
    report(
      bpnet_progress(
        size: MemoryLayout<bpnet_progress>.size, phase: Int32(BPNET_TRAINING.rawValue), run: 1, run_count: 1,
        epoch: Int64(epoch.epoch), epoch_count: Int64(epochCount), training_loss: epoch.trainingLoss,
        validation_loss: epoch.validationLoss ?? .nan, learning_rate: epoch.learningRate, seconds: 0))
  }

  /// Reports several runs: the first one that is under way.
  func report(_ runs: Run.Progress, phase: bpnet_phase) {
    let run = runs.running.first
    report(
      bpnet_progress(
        size: MemoryLayout<bpnet_progress>.size, phase: Int32(phase.rawValue),
        run: Int32(clamping: (run?.index ?? runs.endedCount - 1) + 1),
        run_count: Int32(clamping: runs.runCount),
        epoch: Int64(run?.epoch ?? 0), epoch_count: Int64(run?.epochCount ?? 0),
        training_loss: run?.trainingLoss ?? .nan, validation_loss: run?.validationLoss ?? .nan,
        learning_rate: .nan, seconds: 0))
  }

  private func report(_ progress: bpnet_progress) {
    guard let callback, !isStopped else { return }
    var progress = progress
    progress.seconds = monotonicSeconds() - begin
    isStopped = callback(&progress, context) != 0
  }
}
