extension ValueParser where Value == String {
  /// Any text that is not empty.
  package static var text: ValueParser {
    nonEmpty(expected: "a text")
  }

  /// The path of a file or folder; "-" may mean standard input or output.
  package static var path: ValueParser {
    nonEmpty(expected: "a path")
  }

  /// The path of a folder.
  package static var folder: ValueParser {
    let expected = "a folder"
    return ValueParser(expected: expected) { (text) throws(ValueMismatch) in
      guard !text.isEmpty, text != "-" else { throw ValueMismatch(expected: expected) }
      return text
    }
  }

  /// One of `names`.
  package static func oneOf(_ names: [String]) -> ValueParser {
    choice(names: names, render: { $0 }, value: { $0 })
  }

  private static func nonEmpty(expected: String) -> ValueParser {
    ValueParser(expected: expected) { (text) throws(ValueMismatch) in
      guard !text.isEmpty else { throw ValueMismatch(expected: expected) }
      return text
    }
  }
}

extension ValueParser
where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the cases of an enumeration, by its raw value.
  package static var caseName: ValueParser {
    choice(names: Value.allCases.map(\.rawValue), render: \.rawValue, value: { Value(rawValue: $0) })
  }
}

extension ValueParser {
  /// One of `names`, converted by `value`.
  private static func choice(
    names: [String], render: @escaping @Sendable (Value) -> String,
    value: @escaping @Sendable (String) -> Value?
  ) -> ValueParser {
    let expected = "one of \(names.joined(separator: ", "))"
    return ValueParser(expected: expected, choices: names, render: render) { (text) throws(ValueMismatch) in
      guard names.contains(text), let value = value(text) else {
        throw ValueMismatch(expected: expected, hint: didYouMean(text, among: names))
      }
      return value
    }
  }
}
