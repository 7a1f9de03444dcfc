extension Initializer {
  /// The same value everywhere.
  public static func constant(_ value: Double) -> Initializer {
    Initializer(NamedSpecification.describe("constant", [value])) { _, _, _ in value }
  }

  /// Zeros everywhere.
  public static let zeros = Initializer("zeros") { _, _, _ in 0 }

  static let constantEntry = Entry(name: "constant", usage: "VALUE") {
    $0.count == 1 ? .constant($0[0]) : nil
  }

  static let zerosEntry = Entry(name: "zeros") { $0.isEmpty ? .zeros : nil }
}
