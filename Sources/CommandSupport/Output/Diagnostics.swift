import BPNet

/// Messages to the user on standard error: a line each.
package struct Diagnostics: Sendable {
  private let terminal: Terminal
  /// Whether notes are left out; errors and warnings never are.
  package let isQuiet: Bool

  /// Messages to `terminal`.
  package init(terminal: Terminal = .standardError, isQuiet: Bool = false) {
    self.terminal = terminal
    self.isQuiet = isQuiet
  }

  /// Reports `error`, and its hint on a second line where it has one.
  package func report(_ error: any Error) {
    switch error {
    case is OutputClosed: break
    case let error as UsageError: report(error.message, hint: error.hint)
    case let error as BPNetError: report(error.description, hint: error.hint)
    default: report("internal error: \(error)", hint: nil)
    }
  }

  /// Warns: the program goes on, and the result may not be what was wanted.
  package func warn(_ message: String, hint: String? = nil) {
    write("warning:", .warning, message)
    writeHint(hint)
  }

  /// Tells what happens, unless quiet.
  package func note(_ message: String) {
    guard !isQuiet else { return }
    print(Printable.escaped(message) + "\n")
  }

  /// Prints `text` as it is.
  func print(_ text: String) {
    WritableDescriptor(number: terminal.descriptor).writeIgnoringErrors(text)
  }

  private func report(_ message: String, hint: String?) {
    write("error:", .error, message)
    writeHint(hint)
  }

  private func writeHint(_ hint: String?) {
    if let hint { write("hint:", .hint, hint) }
  }

  private func write(_ label: String, _ color: Terminal.Color, _ message: String) {
    print("\(terminal.colored(label, color)) \(Printable.escaped(message))\n")
  }
}
