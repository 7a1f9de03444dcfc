extension Initializer {
  /// Gaussian with mean 0 and variance 2 / fanIn.
  ///
  /// Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", 2015, eq. 10.
  public static let he = Initializer(known: "he") { fanIn, _, generator in
    (2 / Double(fanIn)).squareRoot() * generator.gaussian()
  }
}
