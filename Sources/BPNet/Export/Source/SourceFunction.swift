/// A function of exported sources, for one number: the operations of the kernels' function in their order.
///
/// The folder `functions` of the kernels explains the methods.
struct SourceFunction: Sendable {
  /// A line of the body; expressions are in the notation of `SourceLanguage`.
  enum Statement: Sendable {
    /// A constant, of the function's type or a record.
    case `let`(String, String, record: String? = nil)
    /// A variable of the function's type.
    case `var`(String, String)
    /// A new value of a variable.
    case set(String, String)
    /// The function's value.
    case value(String)
    /// A record as the function's value: its fields, from constants of the same names.
    case record([String])
  }

  let name: String
  /// What it computes; empty if the name says it.
  let comment: String
  let parameters: [String]
  /// The type of parameters and numbers: REAL or DOUBLE.
  let type: String
  /// The record that is its value; nil for a number.
  let record: String?
  let body: [Statement]

  init(
    _ name: String, _ parameters: String..., type: String = "REAL", record: String? = nil,
    comment: String = "", body: [Statement]
  ) {
    (self.name, self.parameters, self.type) = (name, parameters, type)
    (self.record, self.comment, self.body) = (record, comment, body)
  }

  /// The polynomial of `coefficients` in x, whose pairs of terms are summed as a polynomial in x², as
  /// statements that define w.
  static func pairedPolynomial(
    _ coefficients: [String], of x: String, square: String
  ) -> [Statement] {
    let pairs = (coefficients.count - 1) / 2 * 2
    var statements = [Statement.var("w", coefficients[pairs])]
    if pairs < coefficients.count - 1 {
      statements.append(.set("w", "FMA(\(coefficients[pairs + 1]), \(x), w)"))
    }
    for index in stride(from: pairs - 2, through: 0, by: -2) {
      statements.append(
        .set("w", "FMA(w, \(square), FMA(\(coefficients[index + 1]), \(x), \(coefficients[index])))"))
    }
    return statements
  }
}

extension SourceFunction {
  /// The records of numbers that functions have as values.
  static let records: [(name: String, fields: [String])] = [
    ("exp_parts", ["s", "t"]),
    ("gelu_tail", ["exponential", "exponential_low", "ratio", "ratio_low"]),
  ]

  /// What stands in the source of a language.
  func text(in language: SourceLanguage) -> String {
    let result = record.map { "@" + $0 } ?? type
    let head =
      switch language {
      case .c:
        "@@INLINE \(result) @\(name)(" + parameters.map { "\(type) \($0)" }.joined(separator: ", ") + ") {"
      case .swift:
        "@inline(__always) private static func @\(name)("
          + parameters.map { "_ \($0): \(type)" }.joined(separator: ", ") + ") -> \(result) {"
      }
    let lines = body.map { "  " + line($0, in: language) }
    return language.comment(comment) + ([head] + lines + ["}"]).joined(separator: "\n")
  }

  private func line(_ statement: Statement, in language: SourceLanguage) -> String {
    switch (statement, language) {
    case (.let(let name, let value, let record), .c):
      "const \(record.map { "@" + $0 } ?? type) \(name) = \(value);"
    case (.let(let name, let value, let record), .swift):
      "let \(name): \(record.map { "@" + $0 } ?? type) = \(value)"
    case (.var(let name, let value), .c): "\(type) \(name) = \(value);"
    case (.var(let name, let value), .swift): "var \(name): \(type) = \(value)"
    case (.set(let name, let value), .c): "\(name) = \(value);"
    case (.set(let name, let value), .swift): "\(name) = \(value)"
    case (.value(let value), .c): "return \(value);"
    case (.value(let value), .swift): "return \(value)"
    case (.record(let fields), .c):
      "const @\(record ?? "") parts = {\(fields.joined(separator: ", "))};\n"
        + "  return parts;"
    case (.record(let fields), .swift):
      "return @\(record ?? "")("
        + fields.map { "\($0): \($0)" }.joined(separator: ", ") + ")"
    }
  }
}

extension SourceLanguage {
  /// A comment before a declaration; nothing for an empty text.
  func comment(_ text: String) -> String {
    guard !text.isEmpty else { return "" }
    switch self {
    case .c: return "/* \(text.replacing("\n", with: "\n   ")) */\n"
    case .swift: return "// " + text.replacing("\n", with: "\n// ") + "\n"
    }
  }

  /// The declaration of a record of numbers.
  func record(_ name: String, _ fields: [String]) -> String {
    switch self {
    case .c: "typedef struct @\(name) {\n  REAL \(fields.joined(separator: ", "));\n} @\(name);"
    case .swift:
      "private struct @\(name) {\n"
        + fields.map { "  let \($0): REAL" }.joined(separator: "\n") + "\n}"
    }
  }
}
