/// What a command's list of arguments holds: a `Positional` of any value.
package protocol CommandPositional: Sendable {
  /// The name in usage lines and messages: `DATA`.
  var name: String { get }
  /// What it is, for help texts.
  var help: String { get }
  /// What a right value is.
  var expected: String { get }
  /// How many arguments it needs at least.
  var minimumCount: Int { get }
  /// How many arguments it takes at most.
  var maximumCount: Int { get }
  /// The value that follows from the arguments given, boxed.
  ///
  /// - Throws: `UsageError` when a text is not a right value.
  func box(of texts: [String]) throws(UsageError) -> any ArgumentBox
}

/// An argument that is known by its place, and the key that reads its value.
///
/// ```swift
/// let model = Positional<String>("MODEL", help: "the model file", parse: .path)
/// let path: String = arguments[model]
/// ```
package struct Positional<Value: Sendable>: CommandPositional {
  package let name: String
  package let help: String
  package let expected: String
  package let minimumCount: Int
  package let maximumCount: Int
  private let value: @Sendable (_ texts: [String]) throws(UsageError) -> Value

  package func box(of texts: [String]) throws(UsageError) -> any ArgumentBox {
    TypedBox(value: try value(texts))
  }

  /// An argument that must be given.
  package init(_ name: String, help: String, parse parser: ValueParser<Value>) {
    self.init(name, help: help, expected: parser.expected, counts: 1...1) { (texts) throws(UsageError) in
      guard let text = texts.first else {
        throw UsageError(name: name, found: "nothing", expected: parser.expected)
      }
      return try parser.value(of: text, for: name)
    }
  }

  /// An argument that may be left out: its value is then nil.
  package init<Wrapped>(
    optional name: String, help: String, parse parser: ValueParser<Wrapped>
  ) where Value == Wrapped? {
    self.init(name, help: help, expected: parser.expected, counts: 0...1) { (texts) throws(UsageError) in
      guard let text = texts.first else { return nil }
      return try parser.value(of: text, for: name)
    }
  }

  /// All arguments that are left, at least `minimum` of them; it comes last.
  package init<Element>(
    remaining name: String, atLeast minimum: Int = 0, help: String, parse parser: ValueParser<Element>
  ) where Value == [Element] {
    self.init(name, help: help, expected: parser.expected, counts: minimum...Int.max) {
      (texts) throws(UsageError) in
      var values: [Element] = []
      for text in texts {
        values.append(try parser.value(of: text, for: name))
      }
      return values
    }
  }

  private init(
    _ name: String, help: String, expected: String, counts: ClosedRange<Int>,
    value: @escaping @Sendable (_ texts: [String]) throws(UsageError) -> Value
  ) {
    self.name = name
    self.help = help
    self.expected = expected
    self.minimumCount = counts.lowerBound
    self.maximumCount = counts.upperBound
    self.value = value
  }
}
