import BPNet

/// Messages to the user on standard error, one line each.
package struct Diagnostics: Sendable {
  private let terminal: Terminal
  /// Whether notes are suppressed; errors and warnings are always printed.
  package let isQuiet: Bool

  /// Messages to `terminal`.
  package init(terminal: Terminal = .standardError, isQuiet: Bool = false) {
    self.terminal = terminal
    self.isQuiet = isQuiet
  }

  /// Reports `error`, and its hint, if it has one, on a second line.
  package func report(_ error: any Error) {
    switch error {
    case is OutputClosed: break
    case let error as UsageError: report(error.message, hint: error.hint)
    case let error as BPNetError: report(error.description, hint: error.hint)
    default: report("internal error: \(error)", hint: nil)
    }
  }

  /// Prints a warning: the program continues, but the result may not be the intended one.
  package func warn(_ message: String, hint: String? = nil) {
    write("warning:", .warning, message)
    writeHint(hint)
  }

  /// Prints a note, unless quiet.
  package func note(_ message: String) {
    guard !isQuiet else { return }
    print(Printable.line(message) + "\n")
  }

  /// Says that work was stopped: with a note, or with an error if a file was lost that it was done on.
  package func stopped(_ message: String) {
    if StopSignal.shared.hasLostInput { report(message, hint: nil) } else { note(message) }
  }

  /// Prints `text` unchanged.
  func print(_ text: String) {
    let clearing = LiveLine.shared.clearing
    LiveLine.shared.isOpen = false
    WritableDescriptor(number: terminal.descriptor).writeIgnoringErrors(clearing + text)
  }

  private func report(_ message: String, hint: String?) {
    write("error:", .error, message)
    writeHint(hint)
  }

  private func writeHint(_ hint: String?) {
    if let hint { write("hint:", .hint, hint) }
  }

  private func write(_ label: String, _ color: Terminal.Color, _ message: String) {
    print("\(terminal.colored(label, color)) \(Printable.line(message))\n")
  }
}
