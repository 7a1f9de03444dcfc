/// A command line that cannot be understood: one line of what is wrong, and what to try.
package struct UsageError: Error, Equatable, Sendable {
  /// What was found and what was expected, without the leading "error:".
  package let message: String
  /// What to try, without the leading "hint:".
  package let hint: String?

  /// An error with `message`, and a `hint` where one helps.
  package init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }

  /// The value of the option or argument `name` is `found`, which should have been `expected`.
  package init(name: String, found: String, expected: String, hint: String? = nil) {
    self.init("\(name): found \(found), expected \(expected)", hint: hint)
  }
}
