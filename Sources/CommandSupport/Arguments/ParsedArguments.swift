/// A value of a type that only its key knows.
package protocol ArgumentBox: Sendable {}

/// A box that a key of the same value type can open.
struct TypedBox<Value: Sendable>: ArgumentBox {
  let value: Value
}

/// The options and arguments of one call of a command, checked and converted.
package struct ParsedArguments: Sendable {
  private(set) var options: [String: any ArgumentBox]
  let positionals: [String: any ArgumentBox]
  /// The texts typed for each option that was given, by its main name; empty texts for a flag.
  private(set) var texts: [String: [String]]

  /// The given value of `option`, else its default.
  ///
  /// - Precondition: the command declares the option.
  package subscript<Value>(option: Option<Value>) -> Value {
    guard let box = options[option.names[0]] as? TypedBox<Value> else {
      preconditionFailure("\(option.spelling) is not in this command's table of options")
    }
    return box.value
  }

  /// The value of `option`; nil if the command does not declare it.
  package func value<Value>(ifDeclared option: Option<Value>) -> Value? {
    (options[option.names[0]] as? TypedBox<Value>)?.value
  }

  /// The value of `positional`.
  ///
  /// - Precondition: the command declares the argument.
  package subscript<Value>(positional: Positional<Value>) -> Value {
    guard let box = positionals[positional.name] as? TypedBox<Value> else {
      preconditionFailure("\(positional.name) is not among this command's arguments")
    }
    return box.value
  }

  /// Whether `option` was given.
  package func isGiven(_ option: any CommandOption) -> Bool {
    texts[option.names[0]] != nil
  }

  /// The texts typed for `option`, one for each time it was given; empty texts for a flag.
  package func texts(of option: any CommandOption) -> [String] {
    texts[option.names[0]] ?? []
  }

  /// These arguments with `option` given once, as `text`, instead of before; a flag is set by `true` and
  /// unset by `false`.
  ///
  /// - Throws: `UsageError` if `text` is not a valid value.
  package func setting(_ option: any CommandOption, to text: String) throws(UsageError) -> ParsedArguments {
    var result = self
    var given = [text]
    if option.placeholder == nil {
      guard text == "true" || text == "false" else {
        throw UsageError(name: option.spelling, found: Printable.quoted(text), expected: "true or false")
      }
      given = text == "true" ? [""] : []
    }
    result.options[option.names[0]] = try option.box(of: given)
    result.texts[option.names[0]] = given.isEmpty ? nil : given
    return result
  }
}
