/// A part of exported sources that others may need: a function, a record or a constant.
struct SourcePart: Sendable {
  /// The names that the text defines, without prefix.
  let names: [String]
  /// The text, in the notation of `SourceLanguage`.
  let text: String

  init(_ names: String..., text: String) { (self.names, self.text) = (names, text) }

  init(_ function: SourceFunction, _ language: SourceLanguage) {
    self.init(function.name, text: function.text(in: language))
  }

  /// All functions, each after those that it needs.
  private static func functions(_ language: SourceLanguage, _ precision: Precision) -> [SourcePart] {
    func coefficients(_ name: String) -> [String] {
      KernelConstant.numbers(of: name, precision).map { language.number($0, precision) }
    }
    let records = SourceFunction.records.map {
      SourcePart($0.name, text: language.record($0.name, $0.fields))
    }
    let functions: [SourceFunction] =
      [.exponentialParts(coefficients("exp_coefficients")), .exponential, .exponentialMinusOne]
      + [.sigmoidOfExponential]
      + [precision == .f32 ? .sigmoidInEighths(coefficients("eighth_coefficients")) : .sigmoidInParts]
      + [.sigmoid, .tanh, .softplus(coefficients("softplus_coefficients")), .elu, .silu]
      + [.geluTail(coefficients("gelu_coefficients")), .gelu, .geluTanhGate, .geluTanh]
      + SourceFunction.response
    return records + language.primitives(precision) + functions.map { SourcePart($0, language) } + [
      language.softmax
    ]
  }

  /// The constants and functions that texts name, and those that these need, each after what it needs.
  static func needed(
    by texts: [String], _ language: SourceLanguage, _ precision: Precision
  ) -> [SourcePart] {
    var needed = texts.reduce(into: Set<String>()) { $0.formUnion(SourceLanguage.names(in: $1)) }
    let functions = functions(language, precision)
    var used: [SourcePart] = []
    for function in functions.reversed() where !needed.isDisjoint(with: function.names) {
      needed.formUnion(SourceLanguage.names(in: function.text))
      used.insert(function, at: 0)
    }
    let constants = KernelConstant.all.filter { needed.contains($0.name) && $0.isNumber }
    return constants.map { constant in
      SourcePart(constant.name, text: language.constant(constant, precision))
    } + used
  }
}

extension SourceLanguage {
  /// The declaration of a constant.
  fileprivate func constant(_ constant: KernelConstant, _ precision: Precision) -> String {
    let value = number(constant.numbers(precision)[0], precision)
    return switch self {
    case .c: "static const REAL @\(constant.name) = \(value);"
    case .swift: "private static let @\(constant.name): REAL = \(value)"
    }
  }
}
