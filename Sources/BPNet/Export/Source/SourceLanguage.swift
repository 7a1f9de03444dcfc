/// A language of exported sources, as far as arithmetic goes.
///
/// Functions and expressions are written once, in a notation that both languages nearly have: `@name` is a
/// name of the file, REAL the type of the network's numbers, FMA a fused multiply-add, and INT(x) the whole
/// number x.
enum SourceLanguage: Sendable {
  case c, swift

  /// A finite number of a precision, exactly.
  func number(_ value: Double, _ precision: Precision) -> String {
    switch self {
    case .c: CText.number(value, precision)
    case .swift: HexFloat.text(value, precision)
    }
  }

  /// The name of the type of a precision's numbers.
  func type(_ precision: Precision) -> String {
    switch (self, precision) {
    case (.c, .f32): "float"
    case (.c, .f64): "double"
    case (.swift, .f32): "Float"
    case (.swift, .f64): "Double"
    }
  }

  /// The name of the unsigned integers with as many bits.
  func bitsType(_ precision: Precision) -> String {
    switch self {
    case .c: precision == .f32 ? "uint32_t" : "uint64_t"
    case .swift: precision == .f32 ? "UInt32" : "UInt64"
    }
  }

  /// A text in the notation as one of the language, for a file whose names begin with `prefix`; Swift has
  /// them in a type of their own, and needs no prefix.
  func text(_ notation: String, prefix: String, _ precision: Precision) -> String {
    var text = notation.replacing("FMA(", with: "@fma(").replacing("REAL", with: type(precision))
      .replacing("BITS", with: bitsType(precision)).replacing("DOUBLE", with: type(.f64))
    switch self {
    case .c:
      text = text.replacing("INT(", with: "(int)(")
      return text.replacing("@@", with: prefix.uppercased() + "_").replacing("@", with: prefix + "_")
    case .swift:
      text = text.replacing("INT(", with: "Int(").replacing("HUGE_VAL", with: "Double.infinity")
      // Attributes of Swift begin with the same character.
      return Self.names(in: text).subtracting(["inline"]).sorted { $0.count > $1.count }.reduce(text) {
        $0.replacing("@" + $1, with: Self.swiftName($1))
      }
    }
  }

  /// The names after `@` in a text.
  static func names(in text: String) -> Set<String> {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false).dropFirst()
    return Set(parts.map { String($0.prefix { $0.isLetter || $0.isNumber || $0 == "_" }) })
  }

  /// A name of the notation in Swift, where types begin with a capital.
  private static func swiftName(_ name: String) -> String {
    SourceFunction.records.contains { $0.name == name } ? upperFirst(camelCase(name)) : camelCase(name)
  }

  /// `exp_of_x` as `expOfX`.
  static func camelCase(_ name: String) -> String {
    let words = name.split(separator: "_")
    return words.dropFirst().reduce(words.first.map(String.init) ?? "") { $0 + upperFirst(String($1)) }
  }

  /// A name with its first letter as a capital.
  static func upperFirst(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }
}
