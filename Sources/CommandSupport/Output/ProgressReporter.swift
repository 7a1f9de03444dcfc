import BPNet

/// The form in which progress is shown.
package enum ProgressMode: String, CaseIterable, Sendable {
  /// A live line on a terminal, plain lines otherwise.
  case auto
  /// One line that is redrawn.
  case bar
  /// A new line every few seconds, for logs.
  case plain
  /// Nothing.
  case none
}

/// The state of training after an epoch.
package struct TrainingProgress: Equatable, Sendable {
  /// The number of epochs trained.
  package var epoch: Int
  /// The total number of epochs, if it is known.
  package var totalEpochs: Int?
  /// The loss over the training data.
  package var trainingLoss: Double
  /// The loss over the validation data, if there are any.
  package var validationLoss: Double?
  /// The training samples per second, if measured.
  package var samplesPerSecond: Double?

  /// The state after `epoch` epochs.
  package init(
    epoch: Int, totalEpochs: Int? = nil, trainingLoss: Double, validationLoss: Double? = nil,
    samplesPerSecond: Double? = nil
  ) {
    self.epoch = epoch
    self.totalEpochs = totalEpochs
    self.trainingLoss = trainingLoss
    self.validationLoss = validationLoss
    self.samplesPerSecond = samplesPerSecond
  }
}

/// What there is to say about many pieces of work, such as runs, while they are done.
package struct WorkProgress: Equatable, Sendable {
  /// What the pieces are called: "folds".
  package var name: String
  /// The pieces done.
  package var done: Int
  /// The pieces in all.
  package var total: Int
  /// The pieces under way.
  package var running: Int
  /// The seconds until all are done, if that is known.
  package var secondsLeft: Double?

  /// The given state.
  package init(name: String, done: Int, total: Int, running: Int, secondsLeft: Double? = nil) {
    self.name = name
    self.done = done
    self.total = total
    self.running = running
    self.secondsLeft = secondsLeft
  }
}

/// Shows progress on standard error: a live line, redrawn at most ten times a second, or a
/// new line at most every five seconds.
///
/// In both forms the last state is always shown.
package final class ProgressReporter {
  private enum Style {
    case bar, plain, none

    var interval: Double { self == .bar ? 0.1 : 5 }
  }

  private let style: Style
  private let terminal: Terminal
  private let firstEpoch: Int
  private let now: () -> Double
  private let start: Double
  private var lastShown: Double
  private var pending: TrainingProgress?
  private var pendingWork: WorkProgress?
  private var isLineOpen = false

  /// A reporter that measures time from now on, with `firstEpoch` epochs trained before by the run that is
  /// continued.
  ///
  /// `now` returns the time in seconds.
  package init(
    mode: ProgressMode, terminal: Terminal = .standardError, firstEpoch: Int = 0,
    now: @escaping () -> Double = monotonicSeconds
  ) {
    style =
      switch mode {
      case .auto: terminal.isTerminal ? .bar : .plain
      case .bar: .bar
      case .plain: .plain
      case .none: .none
      }
    self.terminal = terminal
    self.firstEpoch = firstEpoch
    self.now = now
    start = now()
    lastShown = start
  }

  /// Records `progress`, and shows it if the last line is old enough.
  ///
  /// To be called after every epoch.
  ///
  /// - Parameter time: the present time; nil reads the clock.
  package func report(_ progress: TrainingProgress, at time: Double? = nil) {
    guard style != .none else { return }
    pending = progress
    let time = time ?? now()
    guard time - lastShown >= style.interval else { return }
    show(progress, at: time)
  }

  /// Takes note of `progress`, and shows it if the last line is old enough.
  package func report(_ progress: WorkProgress) {
    guard style != .none else { return }
    pendingWork = progress
    let time = now()
    if time - lastShown >= style.interval { show(progress, at: time) }
  }

  /// Makes room for a line that somebody else prints.
  package func clear() {
    if isLineOpen { write("\r\u{1B}[K") }
    isLineOpen = false
  }

  /// Prints a line of its own ("checkpoint written") above the live line.
  package func note(_ message: String) {
    guard style != .none else { return }
    let clear = isLineOpen ? "\r\u{1B}[K" : ""
    isLineOpen = false
    write(clear + Printable.escaped(message) + "\n")
  }

  /// Shows the last state, if it has not been shown, and ends the live line.
  ///
  /// Nothing may be reported afterwards.
  package func finish() {
    if let pending { show(pending, at: now()) }
    if let pendingWork { show(pendingWork, at: now()) }
    if isLineOpen { write("\n") }
    isLineOpen = false
  }

  private func show(_ progress: TrainingProgress, at time: Double) {
    show(
      Self.line(for: progress, secondsLeft: secondsLeft(progress, at: time), hasBar: style == .bar), at: time)
    pending = nil
  }

  private func show(_ progress: WorkProgress, at time: Double) {
    show(Self.line(for: progress, hasBar: style == .bar), at: time)
    pendingWork = nil
  }

  private func show(_ line: String, at time: Double) {
    if style == .bar {
      write("\r" + String(line.prefix(max(terminal.width - 1, 1))) + "\u{1B}[K")
      isLineOpen = true
    } else {
      write(line + "\n")
    }
    lastShown = time
  }

  private func secondsLeft(_ progress: TrainingProgress, at time: Double) -> Double? {
    guard let total = progress.totalEpochs, progress.epoch > firstEpoch, total > progress.epoch else {
      return nil
    }
    return (time - start) / Double(progress.epoch - firstEpoch) * Double(total - progress.epoch)
  }

  private func write(_ text: String) {
    WritableDescriptor(number: terminal.descriptor).writeIgnoringErrors(text)
  }

  /// The line for a state.
  ///
  /// `epoch  37/100  [===>      ]  loss 0.01235  validation 0.01502  12,345 samples/s  42 s left`
  static func line(for progress: TrainingProgress, secondsLeft: Double?, hasBar: Bool) -> String {
    var parts: [String] = []
    if let total = progress.totalEpochs {
      let padding = String(repeating: " ", count: max(0, "\(total)".count - "\(progress.epoch)".count))
      parts.append("epoch \(padding)\(progress.epoch)/\(total)")
      if hasBar { parts.append(bar(done: progress.epoch, total: total)) }
    } else {
      parts.append("epoch \(progress.epoch)")
    }
    parts.append("loss \(NumberText.significant(progress.trainingLoss, digits: 4))")
    if let loss = progress.validationLoss {
      parts.append("validation \(NumberText.significant(loss, digits: 4))")
    }
    if let rate = progress.samplesPerSecond { parts.append("\(NumberText.grouped(rate)) samples/s") }
    if let secondsLeft { parts.append("\(NumberText.duration(seconds: secondsLeft)) left") }
    return parts.joined(separator: "  ")
  }

  /// The line for a state.
  ///
  /// `folds 2/5  [=======>            ]  2 running  34 s left`
  static func line(for progress: WorkProgress, hasBar: Bool) -> String {
    let padding = String(repeating: " ", count: max(0, "\(progress.total)".count - "\(progress.done)".count))
    var parts = ["\(progress.name) \(padding)\(progress.done)/\(progress.total)"]
    if hasBar { parts.append(bar(done: progress.done, total: progress.total)) }
    if progress.running > 0 { parts.append("\(progress.running) running") }
    if let seconds = progress.secondsLeft, progress.done < progress.total {
      parts.append("\(NumberText.duration(seconds: seconds)) left")
    }
    return parts.joined(separator: "  ")
  }

  private static func bar(done: Int, total: Int) -> String {
    let width = 20
    let filled = total > 0 ? min(width, Int(Double(width) * Double(done) / Double(total))) : width
    let tip = filled < width ? ">" : ""
    return "[" + String(repeating: "=", count: filled) + tip
      + String(repeating: " ", count: width - filled - tip.count) + "]"
  }
}
