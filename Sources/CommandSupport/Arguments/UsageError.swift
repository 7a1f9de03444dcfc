/// An error in the command line, with a hint if there is one.
package struct UsageError: Error, Equatable, Sendable {
  /// The values found and expected, in one line without the leading "error:".
  package let message: String
  /// A suggestion, without the leading "hint:".
  package let hint: String?
  /// The name of an option that the command does not have, if that is the error.
  var unknownOption: String?

  /// Whether both say the same.
  package static func == (first: UsageError, second: UsageError) -> Bool {
    (first.message, first.hint) == (second.message, second.hint)
  }

  /// An error with `message`, and a `hint` if there is one.
  package init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }

  /// The value of the option or argument `name` is `found`, which should have been `expected`.
  package init(name: String, found: String, expected: String, hint: String? = nil) {
    self.init("\(name): found \(found), expected \(expected)", hint: hint)
  }
}
