/// An `Option` of any value type, as an element of a command's list of options.
package protocol CommandOption: Sendable {
  /// The names without dashes, the main one first; a name of one character is a short option (`-o`).
  var names: [String] { get }
  /// The name that the library has for what it sets, as its errors say it.
  var argument: String { get }
  /// The placeholder of the value in help texts; nil for a flag, which has no value.
  var placeholder: String? { get }
  /// The description of the option, for help texts.
  var help: String { get }
  /// The default as shown in help texts.
  var defaultText: String? { get }
  /// A description of valid values.
  var expected: String { get }
  /// The names that its value may be, for completions; empty if it is something else.
  var choices: [String] { get }
  /// Whether the option must be given.
  var isRequired: Bool { get }
  /// Whether it may be given more than once.
  var isRepeatable: Bool { get }
  /// The value for the texts given for the option, in a box; the default if there are none.
  ///
  /// - Throws: `UsageError` if a text is not a valid value.
  func box(of texts: [String]) throws(UsageError) -> any ArgumentBox
}

extension CommandOption {
  /// The main name as it is typed: `--epochs`, `-o`.
  package var spelling: String { dashed(names[0]) }
}

/// `name` with its dashes: `-o`, `--epochs`.
func dashed(_ name: String) -> String {
  name.count == 1 ? "-\(name)" : "--\(name)"
}

/// The Swift name for a name with dashes: `batchSize` for `batch-size`.
private func camelCased(_ name: String) -> String {
  let words = name.split(separator: "-")
  return words.prefix(1).joined()
    + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
}

/// An option of a command, and the key that reads its value from the parsed arguments.
///
/// ```swift
/// let epochs = Option<Int>("epochs", placeholder: "N", help: "…", default: 100, parse: .integer(in: 0...))
/// let goal = Option<Double?>("goal", placeholder: "LOSS", help: "…", parse: .real(above: 0))
/// let json = Option(flag: "json", help: "…")
/// let limit: Int = arguments[epochs]
/// ```
package struct Option<Value: Sendable>: CommandOption {
  package let names: [String]
  private var otherArgument: String?
  package let placeholder: String?
  package let help: String
  package let defaultText: String?
  package let expected: String
  package let choices: [String]
  package let isRequired: Bool
  package let isRepeatable: Bool
  /// The value for the texts given, which may be none.
  private let value: @Sendable (_ texts: [String]) throws(UsageError) -> Value

  package func box(of texts: [String]) throws(UsageError) -> any ArgumentBox {
    TypedBox(value: try value(texts))
  }

  /// `batchSize` for `--batch-size`, unless another name was set.
  package var argument: String { otherArgument ?? camelCased(names[0]) }

  /// The option with another name for the argument of the library that it sets.
  package func setting(_ argument: String) -> Option {
    var result = self
    result.otherArgument = argument
    return result
  }

  /// An option with a default.
  package init(
    _ name: String, aliases: [String] = [], placeholder: String, help: String, default value: Value,
    parse parser: ValueParser<Value>
  ) {
    self.init(
      names: [name] + aliases, placeholder: placeholder, help: help, defaultText: parser.render(value),
      expected: parser.expected, choices: parser.choices
    ) { (texts) throws(UsageError) in
      guard let text = texts.first else { return value }
      return try parser.value(of: text, for: dashed(name))
    }
  }

  /// An option that may be left out, in which case its value is nil.
  ///
  /// `defaultText` describes the effect in help texts ("auto").
  package init<Wrapped>(
    _ name: String, aliases: [String] = [], placeholder: String, help: String,
    defaultText: String? = nil, parse parser: ValueParser<Wrapped>
  ) where Value == Wrapped? {
    self.init(
      names: [name] + aliases, placeholder: placeholder, help: help, defaultText: defaultText,
      expected: parser.expected, choices: parser.choices
    ) { (texts) throws(UsageError) in
      guard let text = texts.first else { return nil }
      return try parser.value(of: text, for: dashed(name))
    }
  }

  /// An option that must be given.
  package init(
    required name: String, aliases: [String] = [], placeholder: String, help: String,
    parse parser: ValueParser<Value>
  ) {
    self.init(
      names: [name] + aliases, placeholder: placeholder, help: help, defaultText: nil,
      expected: parser.expected, choices: parser.choices, isRequired: true
    ) { (texts) throws(UsageError) in
      guard let text = texts.first else {
        throw UsageError(name: dashed(name), found: "nothing", expected: parser.expected)
      }
      return try parser.value(of: text, for: dashed(name))
    }
  }

  /// An option that may be given any number of times; its value has an element for each.
  package init<Element>(
    repeatable name: String, aliases: [String] = [], placeholder: String, help: String,
    parse parser: ValueParser<Element>
  ) where Value == [Element] {
    self.init(
      names: [name] + aliases, placeholder: placeholder, help: help, defaultText: nil,
      expected: parser.expected, choices: parser.choices, isRepeatable: true
    ) { (texts) throws(UsageError) in
      var values: [Element] = []
      for text in texts {
        values.append(try parser.value(of: text, for: dashed(name)))
      }
      return values
    }
  }

  /// A flag: an option without a value, true when it is given.
  package init(flag name: String, aliases: [String] = [], help: String) where Value == Bool {
    self.init(
      names: [name] + aliases, placeholder: nil, help: help, defaultText: nil, expected: "no value"
    ) { (texts) throws(UsageError) in !texts.isEmpty }
  }

  private init(
    names: [String], placeholder: String?, help: String, defaultText: String?, expected: String,
    choices: [String] = [], isRequired: Bool = false, isRepeatable: Bool = false,
    value: @escaping @Sendable (_ texts: [String]) throws(UsageError) -> Value
  ) {
    self.names = names
    self.placeholder = placeholder
    self.help = help
    self.defaultText = defaultText
    self.expected = expected
    self.choices = choices
    self.isRequired = isRequired
    self.isRepeatable = isRepeatable
    self.value = value
  }
}

/// A group of options under one heading of the help text.
package struct OptionSection: Sendable {
  /// The heading, without a colon.
  package let title: String
  /// The options in the order of the help text.
  package let options: [any CommandOption]
  /// Whether the short help has no more than their names.
  package let isFurther: Bool

  /// A section of the help text.
  package init(_ title: String, _ options: [any CommandOption], isFurther: Bool = false) {
    self.title = title
    self.options = options
    self.isFurther = isFurther
  }
}
