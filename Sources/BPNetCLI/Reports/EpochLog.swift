import BPNet
import CommandSupport

/// The file of `--log`: a JSON object for each epoch, on a line of its own.
///
/// With checkpoints a line is written when its epoch has ended, so that a run that is killed and resumed has
/// a line for each epoch; the lines of epochs that are trained again are removed first. Without, lines are
/// written some moments later, by another thread, since an epoch may take less time than a line.
final class EpochLog {
  private let file: LineFile
  private let queue: LineQueue
  private let format: Format
  private let continues: Bool
  private let writesAtOnce: Bool
  private var isBegun = false
  private var failure: BPNetError?

  /// What lines have besides their epoch's report.
  fileprivate struct Format: Sendable {
    let rowCount: Int
    let hasLearningRate: Bool
    let startOfClock: Double
  }

  /// Opens the file; unless it continues, the file is emptied.
  ///
  /// - Parameters:
  ///   - rowCount: the samples of an epoch.
  ///   - continues: whether the lines of a run that is resumed stay.
  ///   - writesAtOnce: whether a line is written before its epoch's report returns.
  /// - Throws: `BPNetError.cannotCreate`.
  init(
    path: String, rowCount: Int, hasLearningRate: Bool, continues: Bool, writesAtOnce: Bool
  ) throws(BPNetError) {
    file = try LineFile(path: path, keepsLines: continues)
    queue = LineQueue(file)
    format = Format(
      rowCount: rowCount, hasLearningRate: hasLearningRate, startOfClock: unixSeconds() - monotonicSeconds())
    self.continues = continues
    self.writesAtOnce = writesAtOnce
  }

  /// Writes the line of an epoch.
  func write(_ report: EpochReport) {
    guard failure == nil else { return }
    do throws(BPNetError) {
      if !isBegun, continues {
        try file.removeLines { line in (Self.epoch(of: line) ?? .max) >= report.epoch }
      }
      isBegun = true
      queue.append { [format] in format.object(report).description }
      if writesAtOnce { try queue.flush() }
    } catch {
      failure = error
    }
  }

  /// Writes what has not been written.
  func finish() { queue.finish() }

  /// Throws the first error of writing, which does not end the training.
  func check() throws(BPNetError) {
    if let failure { throw failure }
    try queue.flush()
  }

  /// The epoch of a line; nil for one that is cut off.
  private static func epoch(of line: Substring) -> Int? {
    let start = "{\"epoch\":"
    guard line.hasPrefix(start), line.hasSuffix("}") else { return nil }
    return Int(line.dropFirst(start.count).prefix { $0.isNumber })
  }
}

extension EpochLog.Format {
  fileprivate func object(_ report: EpochReport) -> JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("epoch", .int(report.epoch)), ("train_loss", .double(report.trainingLoss)),
    ]
    if let loss = report.validationLoss { members.append(("validation_loss", .double(loss))) }
    if hasLearningRate { members.append(("learning_rate", .double(report.learningRate))) }
    for figure in report.optimizerFigures { members.append((figure.name, .double(figure.value))) }
    let samples = Double(report.epoch) * Double(rowCount)
    members += [
      ("seconds", .double(report.trainingSeconds)),
      ("samples_per_second", .double((samples / max(report.trainingSeconds, 1e-9)).rounded())),
      ("time", .double(((startOfClock + report.endTime) * 1000).rounded() / 1000)),
    ]
    return .object(members)
  }
}
