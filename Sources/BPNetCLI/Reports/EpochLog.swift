import BPNet
import CommandSupport

/// The file of `--log`: a JSON object for each epoch, on a line of its own.
///
/// Lines are written some moments after their epochs, by another thread, since an epoch may take less time
/// than a line. A checkpoint appears only once the lines of its epochs are in the file (`beforeCheckpoint`),
/// and a run that is resumed first removes the lines of epochs that are trained again: each epoch has one
/// line, however often a run was killed.
final class EpochLog {
  private let file: LineFile
  private let queue: LineQueue<EpochReport>
  private let continues: Bool
  private var isBegun = false
  private var failure: BPNetError?

  /// What every line begins with.
  fileprivate static let start = "{\"epoch\":"

  /// Opens the file; unless it continues, the file is emptied.
  ///
  /// - Parameters:
  ///   - rowCount: the samples of an epoch.
  ///   - continues: whether the lines of a run that is resumed stay.
  /// - Throws: `BPNetError.cannotCreate`, also for a file to be continued that is no log, and for one that
  ///   another training writes.
  init(path: String, rowCount: Int, hasLearningRate: Bool, continues: Bool) throws(BPNetError) {
    file = try LineFile(path: path, continuing: continues ? Self.lines : nil)
    let format = EpochFormat(
      rowCount: Double(rowCount), hasLearningRate: hasLearningRate,
      startOfClock: unixSeconds() - monotonicSeconds())
    queue = LineQueue(file) { report, line in format.append(report, to: &line) }
    self.continues = continues
  }

  /// Writes the line of an epoch.
  func write(_ report: EpochReport) {
    if !isBegun, continues { removeLines(from: report.epoch) }
    isBegun = true
    if failure == nil { queue.append(report) }
  }

  /// Puts the lines of all epochs so far on the storage device; to be called before a checkpoint is written.
  var beforeCheckpoint: @Sendable () -> Void { { [queue] in queue.sync() } }

  /// Writes what has not been written.
  func finish() { queue.finish() }

  /// Throws the first error of writing, which does not end the training.
  func check() throws(BPNetError) {
    if let failure { throw failure }
    try queue.flush()
  }

  /// Removes the lines from an epoch on, and one that is cut off.
  private func removeLines(from first: Int) {
    do throws(BPNetError) {
      try file.removeLines(from: first)
    } catch {
      failure = error
    }
  }

  /// The lines of a log, with blanks as other writers of JSON leave them.
  private static let lines = LineFile.NumberedLines(last: UInt8(ascii: "}")) { line in
    var rest = line[...]
    func skipBlanks() { rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } }
    for part in ["{", "\"epoch\"", ":"] {
      skipBlanks()
      guard rest.starts(with: part.utf8) else { return part.utf8.starts(with: rest) ? .cut : .other }
      rest = rest.dropFirst(part.utf8.count)
    }
    skipBlanks()
    guard !rest.isEmpty else { return .cut }
    return Int(String(decoding: rest.prefix { 48...57 ~= $0 }, as: UTF8.self)).map { .number($0) } ?? .other
  }
}

/// The words of an epoch's line.
private struct EpochFormat {
  let rowCount: Double
  let hasLearningRate: Bool
  /// The time of day when the clock of reports was at 0, in seconds.
  let startOfClock: Double

  func append(_ report: EpochReport, to line: inout LineText) {
    line.append(EpochLog.start)
    line.append(report.epoch)
    line.append(",\"train_loss\":")
    line.append(json: report.trainingLoss)
    if let loss = report.validationLoss {
      line.append(",\"validation_loss\":")
      line.append(json: loss)
    }
    if hasLearningRate {
      line.append(",\"learning_rate\":")
      line.append(json: report.learningRate)
    }
    for figure in report.optimizerFigures {
      line.append(",\"")
      line.append(figure.name)
      line.append("\":")
      line.append(json: figure.value)
    }
    line.append(",\"seconds\":")
    line.append(json: report.trainingSeconds, places: 9)
    line.append(",\"samples_per_second\":")
    let samples = Double(report.epoch) * rowCount
    line.append(json: samples / max(report.trainingSeconds, 1e-9), places: 0)
    line.append(",\"time\":")
    line.append(json: startOfClock + report.endTime, places: 3)
    line.append("}")
  }
}
