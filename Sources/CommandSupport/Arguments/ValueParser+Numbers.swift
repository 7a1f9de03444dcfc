extension ValueParser where Value: FixedWidthInteger {
  /// An integer in `range`, in decimal digits.
  package static func integer(in range: ClosedRange<Value>) -> ValueParser {
    let expected =
      range.upperBound == Value.max
      ? (Value.isSigned && range.lowerBound == Value.min
        ? "an integer" : "an integer of at least \(range.lowerBound)")
      : "an integer from \(range.lowerBound) to \(range.upperBound)"
    return ValueParser(expected: expected) { (text) throws(ValueMismatch) in
      guard let value = Value(text) else {
        let isTooLarge = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        throw ValueMismatch(expected: isTooLarge ? "an integer of at most \(range.upperBound)" : expected)
      }
      guard range.contains(value) else { throw ValueMismatch(expected: expected) }
      return value
    }
  }

  /// An integer of at least the lower bound of `range`, in decimal digits.
  package static func integer(in range: PartialRangeFrom<Value>) -> ValueParser {
    integer(in: range.lowerBound...Value.max)
  }
}

extension ValueParser where Value == Double {
  /// A finite number above `lower`.
  package static func real(above lower: Double) -> ValueParser {
    real("a number above \(short(lower))") { $0 > lower }
  }

  /// A finite number above `lower` and below `upper`.
  package static func real(above lower: Double, below upper: Double) -> ValueParser {
    real("a number above \(short(lower)) and below \(short(upper))") { $0 > lower && $0 < upper }
  }

  /// A finite number above `lower` and at most `upper`.
  package static func real(above lower: Double, through upper: Double) -> ValueParser {
    real("a number above \(short(lower)) and at most \(short(upper))") { $0 > lower && $0 <= upper }
  }

  /// A finite number of at least the lower bound of `range`.
  package static func real(in range: PartialRangeFrom<Double>) -> ValueParser {
    real("a number of at least \(short(range.lowerBound))", where: range.contains)
  }

  /// A finite number in `range`, bounds included.
  package static func real(in range: ClosedRange<Double>) -> ValueParser {
    real("a number from \(short(range.lowerBound)) to \(short(range.upperBound))", where: range.contains)
  }

  /// A finite number in `range`, its upper bound excluded.
  package static func real(in range: Range<Double>) -> ValueParser {
    real(
      "a number of at least \(short(range.lowerBound)) and below \(short(range.upperBound))",
      where: range.contains)
  }

  /// Any finite number.
  package static var real: ValueParser {
    real("a number") { _ in true }
  }

  private static func real(
    _ expected: String, where isRight: @escaping @Sendable (Double) -> Bool
  ) -> ValueParser {
    ValueParser(expected: expected, render: short) { (text) throws(ValueMismatch) in
      guard let value = Double(text), value.isFinite, isRight(value) else {
        throw ValueMismatch(expected: expected)
      }
      return value
    }
  }

  /// The shortest decimal, integers without a point.
  @Sendable private static func short(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
