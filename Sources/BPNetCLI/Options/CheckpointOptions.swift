import BPNet
import CommandSupport

/// The options about checkpoints, which `train`, `cv` and `search` share.
enum CheckpointOptions {
  static let folder = Option<String?>(
    "checkpoint", placeholder: "DIR",
    help: "write checkpoints to this folder, from which --resume continues a run that was stopped or killed",
    defaultText: "none", parse: .folder)
  static let every = Option<TrainingConfiguration.CheckpointInterval?>(
    "checkpoint-every", placeholder: "N[s]", help: "a checkpoint every N epochs, or with s every N seconds",
    defaultText: "60s", parse: intervalParser)
  static let keep = Option<Int?>(
    "keep", placeholder: "K", help: "how many checkpoints are kept", defaultText: "2",
    parse: .integer(in: 1...1_000_000))
  static let resume = Option(
    flag: "resume",
    help:
      "continue from the newest checkpoint in --checkpoint DIR; the result is that of a run without a stop")

  static let section = OptionSection("Checkpoints", [folder, every, keep, resume])

  private static let intervalParser = ValueParser<TrainingConfiguration.CheckpointInterval>(
    expected: TrainingConfiguration.CheckpointInterval.expectation
  ) { (text) throws(ValueMismatch) in
    guard let interval = TrainingConfiguration.CheckpointInterval(parsing: text) else {
      throw ValueMismatch(expected: TrainingConfiguration.CheckpointInterval.expectation)
    }
    return interval
  }

  /// Opens the folder that the options name; nil if they name none.
  static func open(_ arguments: ParsedArguments, _ diagnostics: Diagnostics) throws -> CheckpointFolder? {
    guard let path = arguments[folder] else {
      let given = [every, keep].first { (option: any CommandOption) in !arguments.texts(of: option).isEmpty }
      if let option = given ?? (arguments[resume] ? resume : nil) {
        throw UsageError(
          name: option.spelling, found: "no folder", expected: "--checkpoint DIR beside it")
      }
      return nil
    }
    try TrainingFiles.check(arguments, checkpointFolder: path)
    return try CheckpointFolder(
      path, interval: arguments[every] ?? .seconds(60), keptCount: arguments[keep] ?? 2,
      resumes: arguments[resume], onEvent: { tell($0, diagnostics) })
  }

  private static func tell(_ event: CheckpointFolder.Event, _ diagnostics: Diagnostics) {
    switch event {
    case .resumed(let file, let epoch):
      diagnostics.note("resumes after epoch \(epoch), from \(file)")
    case .resumedRuns(let count):
      diagnostics.note("resumes after \(counted(count, "run"))")
    case .startedAfresh:
      diagnostics.note("no whole checkpoint to resume from: training starts anew")
    case .unreadable(let error):
      diagnostics.warn("a checkpoint is not read: \(error)")
    case .failed(let error):
      diagnostics.warn("no checkpoint could be written, training goes on: \(error)")
    }
  }
}
