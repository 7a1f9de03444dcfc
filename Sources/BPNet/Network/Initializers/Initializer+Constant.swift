extension Initializer {
  /// The same value everywhere.
  public static func constant(_ value: Double) -> Initializer {
    Initializer(known: NamedSpecification.describe("constant", [value])) { _, _, _ in value }
  }

  /// Zeros everywhere.
  public static let zeros = Initializer(known: "zeros") { _, _, _ in 0 }

  static let constantEntry = Entry(name: "constant", numbers: "VALUE") {
    $0.count == 1 ? .constant($0[0]) : nil
  }
}
