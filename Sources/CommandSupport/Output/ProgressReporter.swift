import BPNet

/// Shows progress on standard error: a live line, redrawn at most ten times a second, or a
/// new line at most every five seconds.
///
/// In both forms the last state is always shown.
package final class ProgressReporter {
  private enum Style {
    case bar, plain, none

    var interval: Double { self == .bar ? 0.1 : 5 }
  }

  /// The part of the time that measuring figures for the line may take.
  private static let figureShare = 0.005

  private let style: Style
  private let terminal: Terminal
  private let columns: () -> Int
  private let timeLimit: Double?
  private let now: () -> Double
  private let start: Double
  private var lastShown: Double
  /// The epochs trained before the first one reported: those of the run that is resumed.
  private var earlierEpochs: Int?
  private var pending: TrainingProgress?
  private var pendingWork: WorkProgress?
  private var figure: TrainingProgress.Figure?
  /// The epoch that the figure was measured in.
  private var figureEpoch = 0
  private var figureSeconds = 0.0
  /// The columns of the live line as it was drawn; 0 if there is none.
  private var drawnLength = 0

  /// A reporter that measures time from now on.
  ///
  /// - Parameters:
  ///   - timeLimit: the seconds after which training ends in any case.
  ///   - columns: returns the width of the window; nil asks the terminal.
  ///   - now: returns the time in seconds.
  package init(
    mode: ProgressMode, terminal: Terminal = .standardError, timeLimit: Double? = nil,
    columns: (() -> Int)? = nil, now: @escaping () -> Double = monotonicSeconds
  ) {
    style =
      switch mode {
      case .auto: terminal.isTerminal && !terminal.isDumb ? .bar : .plain
      case .bar: .bar
      case .plain: .plain
      case .none: .none
      }
    self.terminal = terminal
    self.columns = columns ?? { terminal.width }
    self.timeLimit = timeLimit
    self.now = now
    start = now()
    lastShown = start
  }

  /// Records `progress`, and shows it if the last line is old enough.
  ///
  /// To be called after every epoch.
  ///
  /// - Parameters:
  ///   - time: the present time; nil reads the clock.
  ///   - measuringFigure: measures a figure of the network; called only where a line is shown, and as seldom
  ///     as keeps its time below half a per cent.
  package func report(
    _ progress: TrainingProgress, at time: Double? = nil,
    measuringFigure: () -> TrainingProgress.Figure? = { nil }
  ) {
    guard style != .none else { return }
    if earlierEpochs == nil { earlierEpochs = progress.epoch - 1 }
    pending = progress
    let time = time ?? now()
    guard time - lastShown >= style.interval else { return }
    if figureSeconds <= Self.figureShare * (time - start) {
      let before = now()
      (figure, figureEpoch) = (measuringFigure() ?? figure, progress.epoch)
      figureSeconds += now() - before
    }
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
    if drawnLength > 0 { write(erasing(width: columns())) }
    isLineOpen = false
  }

  /// Prints a line of its own ("checkpoint written") above the live line.
  package func note(_ message: String) {
    guard style != .none else { return }
    clear()
    write(Printable.escaped(message) + "\n")
  }

  /// Shows the last state, if it has not been shown, and ends the live line.
  ///
  /// Nothing may be reported afterwards.
  package func finish() {
    if let pending {
      // The last line stays, and what an earlier epoch came to is no result.
      if figureEpoch != pending.epoch { figure = nil }
      show(pending, at: now())
    }
    if let pendingWork { show(pendingWork, at: now()) }
    if isLineOpen { write("\n") }
    isLineOpen = false
  }

  private var isLineOpen: Bool {
    get { drawnLength > 0 && LiveLine.shared.isOpen }
    set {
      if !newValue { drawnLength = 0 }
      LiveLine.shared.isOpen = newValue
    }
  }

  private func show(_ progress: TrainingProgress, at time: Double) {
    var progress = progress
    progress.figure = figure
    show(
      ProgressLine(
        progress, elapsed: time - start, secondsLeft: secondsLeft(progress, at: time), isLive: style == .bar),
      at: time)
    pending = nil
  }

  private func show(_ progress: WorkProgress, at time: Double) {
    show(ProgressLine(progress, isLive: style == .bar), at: time)
    pendingWork = nil
  }

  private func show(_ line: ProgressLine, at time: Double) {
    if style == .bar {
      // Read each time: the window may have another size by now. There is room for the ^C that terminals
      // show, which would begin another row.
      let width = columns()
      let text = line.text(width: width - 3)
      write(erasing(width: width) + text)
      drawnLength = max(text.count, 1)
      LiveLine.shared.isOpen = true
    } else {
      write(line.plain + "\n")
    }
    lastShown = time
  }

  /// What removes the live line, which takes several rows if the window has become narrower since.
  private func erasing(width: Int) -> String {
    // After a message of someone else's the cursor is at the beginning of an empty line.
    guard isLineOpen else { return "\r\u{1B}[J" }
    let rows = (drawnLength - 1) / max(width, 1)
    return (rows > 0 ? "\u{1B}[\(rows)A" : "") + "\r\u{1B}[J"
  }

  private func secondsLeft(_ progress: TrainingProgress, at time: Double) -> Double? {
    guard let total = progress.totalEpochs, total > progress.epoch else { return nil }
    let done = progress.epoch - (earlierEpochs ?? 0)
    guard done > 0 else { return nil }
    let estimate = (time - start) / Double(done) * Double(total - progress.epoch)
    return timeLimit.map { min(estimate, max($0 - (time - start), 0)) } ?? estimate
  }

  private func write(_ text: String) {
    WritableDescriptor(number: terminal.descriptor).writeIgnoringErrors(text)
  }
}
