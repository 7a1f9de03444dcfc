import Synchronization

/// Whether the last line on the terminal is one that is redrawn, without a line feed behind it.
///
/// Whoever else writes there asks first: messages take its place, and a signal that ends the program leaves
/// it as a whole line.
package final class LiveLine: Sendable {
  /// The line of this process's standard error.
  package static let shared = LiveLine()

  private let open = Atomic<Bool>(false)

  private init() {}

  /// Whether there is one.
  package var isOpen: Bool {
    get { open.load(ordering: .relaxed) }
    set { open.store(newValue, ordering: .relaxed) }
  }

  /// The control sequence that makes room for other text in place of a live line; empty if there is none.
  var clearing: String { isOpen ? "\r\u{1B}[J" : "" }
}
