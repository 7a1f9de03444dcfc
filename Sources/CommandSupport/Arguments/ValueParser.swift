import BPNet

/// The reason why a text is not a valid value.
package struct ValueMismatch: Error, Equatable, Sendable {
  /// The wrong part of the text; nil if all of it is wrong.
  package var found: String?
  /// A description of valid values.
  package var expected: String
  /// A suggestion.
  package var hint: String?

  /// A mismatch with what was `expected`, in the part `found` of the text.
  package init(found: String? = nil, expected: String, hint: String? = nil) {
    self.found = found
    self.expected = expected
    self.hint = hint
  }
}

/// The conversion of the text of an option or argument to a `Value`.
package struct ValueParser<Value: Sendable>: Sendable {
  /// A description of valid values, as in "expected an integer of at least 0".
  package let expected: String
  /// The names that a value may be, for completions; empty if it is something else.
  let choices: [String]
  /// Converts a value to the text that would be typed, for defaults in help texts.
  let render: @Sendable (Value) -> String
  /// Converts a text to a value.
  let convert: @Sendable (String) throws(ValueMismatch) -> Value

  /// A parser that converts with `convert`, and describes valid values as `expected`.
  package init(
    expected: String, choices: [String] = [],
    render: @escaping @Sendable (Value) -> String = { String(describing: $0) },
    convert: @escaping @Sendable (String) throws(ValueMismatch) -> Value
  ) {
    self.expected = expected
    self.choices = choices
    self.render = render
    self.convert = convert
  }

  /// The value of `text`, which the user gave for the option or argument `name`.
  func value(of text: String, for name: String) throws(UsageError) -> Value {
    do {
      return try convert(text)
    } catch {
      throw UsageError(
        name: name, found: Printable.quoted(error.found ?? text), expected: error.expected,
        hint: error.hint)
    }
  }
}

extension ValueParser {
  /// A parser that uses one of the library's (`sigmoid:2`, `step:10,0.5`).
  ///
  /// The library's error is reported under the option's name. If the text begins with none of `names`, the
  /// most similar one is suggested.
  package static func library(
    expected: String, names: [String] = [],
    render: @escaping @Sendable (Value) -> String = { String(describing: $0) },
    convert: @escaping @Sendable (String) throws(BPNetError) -> Value
  ) -> ValueParser {
    ValueParser(expected: expected, choices: names, render: render) { (text) throws(ValueMismatch) in
      do throws(BPNetError) {
        return try convert(text)
      } catch {
        guard case .invalidArgument(_, let found, let expected) = error else {
          throw ValueMismatch(expected: error.description, hint: error.hint)
        }
        let name = text.prefix { $0 != ":" }
        let hint = names.contains(String(name)) ? nil : didYouMean(String(name), among: names)
        throw ValueMismatch(found: Printable.unquoted(found), expected: expected, hint: hint)
      }
    }
  }

  /// This parser with a hint for a text that is not a valid value, where there is no better one.
  package func hinting(_ hint: @escaping @Sendable (String) -> String?) -> ValueParser {
    let other = self
    return ValueParser(expected: expected, choices: choices, render: render) { (text) throws(ValueMismatch) in
      do throws(ValueMismatch) {
        return try other.convert(text)
      } catch {
        throw ValueMismatch(
          found: error.found, expected: error.expected, hint: hint(text) ?? error.hint)
      }
    }
  }

  /// A parser of one or more of this parser's values, separated by commas.
  package func list() -> ValueParser<[Value]> {
    let element = self
    return ValueParser<[Value]>(
      expected: "\(expected), or several separated by commas", choices: choices,
      render: { values in values.map(element.render).joined(separator: ",") },
      convert: { (text) throws(ValueMismatch) in
        var values: [Value] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
          do throws(ValueMismatch) {
            values.append(try element.convert(String(part)))
          } catch {
            throw ValueMismatch(
              found: error.found ?? String(part), expected: error.expected,
              hint: error.hint ?? Self.hintOnCommas(text))
          }
        }
        return values
      })
  }

  /// How values are written that something else than commas separates; nil if there are no such values.
  private static func hintOnCommas(_ text: String) -> String? {
    let parts = text.split { $0 == " " || $0 == ";" || $0 == "\t" }
    guard parts.count > 1, !text.contains(",") else { return nil }
    return "commas separate values: \(parts.joined(separator: ","))"
  }

  /// A parser of this parser's values, or of `keyword` ("auto", "full"), which means nil.
  package func orKeyword(_ keyword: String) -> ValueParser<Value?> {
    let other = self
    return ValueParser<Value?>(
      expected: "\(keyword) or \(expected)", choices: choices.isEmpty ? [] : [keyword] + choices,
      render: { value in value.map(other.render) ?? keyword },
      convert: { (text) throws(ValueMismatch) in
        guard text != keyword else { return nil }
        do throws(ValueMismatch) {
          return try other.convert(text)
        } catch {
          throw ValueMismatch(
            found: error.found, expected: "\(keyword) or \(error.expected)", hint: error.hint)
        }
      })
  }
}

/// "did you mean X?", or nil if no candidate is similar.
func didYouMean(_ text: String, among candidates: [String]) -> String? {
  NearestMatch.suggestion(for: text, among: candidates).map { "did you mean \($0)?" }
}
