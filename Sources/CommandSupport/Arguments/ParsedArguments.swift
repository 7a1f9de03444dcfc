/// A value whose type only its key knows.
package protocol ArgumentBox: Sendable {}

/// The box that a key of the same value type opens.
struct TypedBox<Value: Sendable>: ArgumentBox {
  let value: Value
}

/// The options and arguments of one call of a command, checked and converted.
package struct ParsedArguments: Sendable {
  let options: [String: any ArgumentBox]
  let positionals: [String: any ArgumentBox]
  let givenOptions: Set<String>

  /// The value of `option`: what was given, else its default.
  ///
  /// - Precondition: the command declares the option.
  package subscript<Value>(option: Option<Value>) -> Value {
    guard let box = options[option.names[0]] as? TypedBox<Value> else {
      preconditionFailure("\(option.spelling) is not in this command's table of options")
    }
    return box.value
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

  /// Whether `option` was given, rather than left to its default.
  package func isGiven(_ option: any CommandOption) -> Bool {
    givenOptions.contains(option.names[0])
  }
}
