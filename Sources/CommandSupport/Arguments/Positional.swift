/// A `Positional` of any value type, as an element of a command's list of arguments.
package protocol CommandPositional: Sendable {
  /// The name in usage lines and messages: `DATA`.
  var name: String { get }
  /// The description, for help texts.
  var help: String { get }
  /// A description of valid values.
  var expected: String { get }
  /// The names that it may be, for completions; empty if it is something else.
  var choices: [String] { get }
  /// The minimum number of arguments.
  var minimumCount: Int { get }
  /// The maximum number of arguments.
  var maximumCount: Int { get }
  /// The value for the given arguments, in a box.
  ///
  /// - Throws: `UsageError` if a text is not a valid value.
  func box(of texts: [String]) throws(UsageError) -> any ArgumentBox
}

/// A positional argument, and the key that reads its value from the parsed arguments.
///
/// ```swift
/// let model = Positional<String>("MODEL", help: "the model file", parse: .path)
/// let path: String = arguments[model]
/// ```
package struct Positional<Value: Sendable>: CommandPositional {
  package let name: String
  package let help: String
  package let expected: String
  package let choices: [String]
  package let minimumCount: Int
  package let maximumCount: Int
  private let value: @Sendable (_ texts: [String]) throws(UsageError) -> Value

  package func box(of texts: [String]) throws(UsageError) -> any ArgumentBox {
    TypedBox(value: try value(texts))
  }

  /// An argument that must be given.
  package init(_ name: String, help: String, parse parser: ValueParser<Value>) {
    self.init(name, help: help, parser.expected, parser.choices, counts: 1...1) {
      (texts) throws(UsageError) in
      guard let text = texts.first else {
        throw UsageError(name: name, found: "nothing", expected: parser.expected)
      }
      return try parser.value(of: text, for: name)
    }
  }

  /// An argument that may be left out, in which case its value is nil.
  package init<Wrapped>(
    optional name: String, help: String, parse parser: ValueParser<Wrapped>
  ) where Value == Wrapped? {
    self.init(name, help: help, parser.expected, parser.choices, counts: 0...1) {
      (texts) throws(UsageError) in
      guard let text = texts.first else { return nil }
      return try parser.value(of: text, for: name)
    }
  }

  /// All remaining arguments, at least `minimum`; it must be the last one.
  package init<Element>(
    remaining name: String, atLeast minimum: Int = 0, help: String, parse parser: ValueParser<Element>
  ) where Value == [Element] {
    self.init(name, help: help, parser.expected, parser.choices, counts: minimum...Int.max) {
      (texts) throws(UsageError) in
      var values: [Element] = []
      for text in texts {
        values.append(try parser.value(of: text, for: name))
      }
      return values
    }
  }

  private init(
    _ name: String, help: String, _ expected: String, _ choices: [String], counts: ClosedRange<Int>,
    value: @escaping @Sendable (_ texts: [String]) throws(UsageError) -> Value
  ) {
    self.name = name
    self.help = help
    self.expected = expected
    self.choices = choices
    self.minimumCount = counts.lowerBound
    self.maximumCount = counts.upperBound
    self.value = value
  }
}
