import BPNet

/// Why a text is not the value that a parser wants.
package struct ValueMismatch: Error, Equatable, Sendable {
  /// The part of the text that is wrong; nil when it is the whole.
  package var found: String?
  /// What a right value would be.
  package var expected: String
  /// What to try.
  package var hint: String?

  /// A mismatch with what was `expected`; `found` narrows it to a part of the text.
  package init(found: String? = nil, expected: String, hint: String? = nil) {
    self.found = found
    self.expected = expected
    self.hint = hint
  }
}

/// How the text of an option's value or of an argument becomes a `Value`.
package struct ValueParser<Value: Sendable>: Sendable {
  /// What a right value is, as in "expected an integer of at least 0".
  package let expected: String
  /// A value as it would be typed; help texts show defaults with it.
  let render: @Sendable (Value) -> String
  /// The value of a text.
  let convert: @Sendable (String) throws(ValueMismatch) -> Value

  /// A parser that converts with `convert`, and describes right values as `expected`.
  package init(
    expected: String,
    render: @escaping @Sendable (Value) -> String = { String(describing: $0) },
    convert: @escaping @Sendable (String) throws(ValueMismatch) -> Value
  ) {
    self.expected = expected
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
  /// A parser around one of the library's own (`sigmoid:2`, `step:10,0.5`).
  ///
  /// What the library says it found and expected is reported under the option's name. Where the text may
  /// begin with one of several `names`, the nearest of them is suggested.
  package static func library(
    expected: String, names: [String] = [],
    render: @escaping @Sendable (Value) -> String = { String(describing: $0) },
    convert: @escaping @Sendable (String) throws(BPNetError) -> Value
  ) -> ValueParser {
    ValueParser(expected: expected, render: render) { (text) throws(ValueMismatch) in
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

  /// This parser's values separated by commas, at least one.
  package func list() -> ValueParser<[Value]> {
    let element = self
    return ValueParser<[Value]>(
      expected: "\(expected), or several separated by commas",
      render: { values in values.map(element.render).joined(separator: ",") },
      convert: { (text) throws(ValueMismatch) in
        var values: [Value] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
          do throws(ValueMismatch) {
            values.append(try element.convert(String(part)))
          } catch {
            throw ValueMismatch(
              found: error.found ?? String(part), expected: error.expected, hint: error.hint)
          }
        }
        return values
      })
  }

  /// This parser's values, or `keyword`, which stands for nil ("auto", "full").
  package func orKeyword(_ keyword: String) -> ValueParser<Value?> {
    let other = self
    return ValueParser<Value?>(
      expected: "\(keyword) or \(expected)",
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

/// "did you mean X?", or nil when no candidate is near.
func didYouMean(_ text: String, among candidates: [String]) -> String? {
  NearestMatch.suggestion(for: text, among: candidates).map { "did you mean \($0)?" }
}
