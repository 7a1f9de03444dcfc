extension Initializer {
  /// Uniform in ±√(6 / (fanIn + fanOut)).
  ///
  /// Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
  /// networks", 2010, eq. 16.
  public static let xavier = Initializer(known: "xavier") { fanIn, fanOut, generator in
    (6 / Double(fanIn + fanOut)).squareRoot() * (2 * generator.uniform() - 1)
  }
}
