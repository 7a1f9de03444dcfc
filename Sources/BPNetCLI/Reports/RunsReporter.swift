import BPNet
import CommandSupport

/// Shows how far many runs have come, and lets lines stand between.
final class RunsReporter {
  private let name: String
  private let reporter: ProgressReporter
  private let diagnostics: Diagnostics

  /// - Parameters:
  ///   - name: what the runs are called: "folds".
  ///   - mode: auto shows a live line on a terminal, and elsewhere nothing.
  init(name: String, mode: ProgressMode, diagnostics: Diagnostics) {
    self.name = name
    self.diagnostics = diagnostics
    let isUnseen = mode == .auto && !Terminal.standardError.isTerminal
    reporter = ProgressReporter(mode: diagnostics.isQuiet || isUnseen ? .none : mode)
  }

  func report(_ progress: Run.Progress) {
    reporter.report(
      WorkProgress(
        name: name, done: progress.endedCount, total: progress.runCount, running: progress.running.count,
        secondsLeft: progress.secondsLeft))
  }

  /// Makes room for a line of someone else's.
  func clear() { reporter.clear() }

  /// Tells what happens, unless quiet.
  func note(_ message: String) {
    clear()
    diagnostics.note(message)
  }

  /// Shows the last state.
  func finish() { reporter.finish() }
}
