import BPNet
import CommandSupport

/// The file of `--log`: a JSON object for each epoch, on a line of its own.
///
/// A line is written when its epoch has ended, so that a run that is killed leaves all but the last one. A
/// run that is resumed first removes the lines of epochs that are trained again.
final class EpochLog {
  private let file: LineFile
  private let rowCount: Int
  private let hasLearningRate: Bool
  private let continues: Bool
  private let startOfClock: Double
  private var isBegun = false
  private var failure: BPNetError?

  /// Opens the file; unless it continues, the file is emptied.
  ///
  /// - Throws: `BPNetError.cannotCreate`.
  init(path: String, rowCount: Int, hasLearningRate: Bool, continues: Bool) throws(BPNetError) {
    file = try LineFile(path: path, keepsLines: continues)
    self.rowCount = rowCount
    self.hasLearningRate = hasLearningRate
    self.continues = continues
    startOfClock = unixSeconds() - monotonicSeconds()
  }

  /// Writes the line of an epoch.
  func write(_ report: EpochReport) {
    guard failure == nil else { return }
    do throws(BPNetError) {
      if !isBegun, continues {
        try file.removeLines { line in (Self.epoch(of: line) ?? .max) >= report.epoch }
      }
      isBegun = true
      try file.append(object(report).description)
    } catch {
      failure = error
    }
  }

  /// Throws the first error of writing, which does not end the training.
  func check() throws(BPNetError) {
    if let failure { throw failure }
  }

  private func object(_ report: EpochReport) -> JSONValue {
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

  /// The epoch of a line; nil for one that is cut off.
  private static func epoch(of line: Substring) -> Int? {
    let start = "{\"epoch\":"
    guard line.hasPrefix(start), line.hasSuffix("}") else { return nil }
    return Int(line.dropFirst(start.count).prefix { $0.isNumber })
  }
}
