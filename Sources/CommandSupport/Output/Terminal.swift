internal import SystemLibrary

/// The properties of an output that formatting depends on.
package struct Terminal: Sendable {
  let descriptor: Int32
  /// Whether it is a terminal instead of a file or a pipe.
  package let isTerminal: Bool
  /// Whether it is a terminal that cannot move its cursor: `TERM` is "dumb".
  package let isDumb: Bool
  /// Whether to use colours: on a terminal, unless `NO_COLOR` is set (and not empty) or `TERM` is "dumb".
  package let usesColor: Bool

  /// The output with this file descriptor.
  package init(descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
    let isColorRefused = environmentVariable("NO_COLOR").map { !$0.isEmpty } ?? false
    isDumb = environmentVariable("TERM") == "dumb"
    usesColor = isTerminal && !isColorRefused && !isDumb
  }

  /// Standard output.
  package static var standardOutput: Terminal { Terminal(descriptor: STDOUT_FILENO) }

  /// Standard error.
  package static var standardError: Terminal { Terminal(descriptor: STDERR_FILENO) }

  /// The present number of columns; 80 if it is unknown.
  package var width: Int {
    var size = winsize()
    if isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return Int(size.ws_col)
    }
    return environmentVariable("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 80
  }

  /// `text` in `color` if colours are used, else unchanged.
  package func colored(_ text: String, _ color: Color) -> String {
    usesColor ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// The colours in use, by their terminal codes.
  package enum Color: String, Sendable {
    /// Bold red: errors.
    case error = "1;31"
    /// Bold yellow: warnings.
    case warning = "1;33"
    /// Bold cyan: hints.
    case hint = "1;36"
  }
}
