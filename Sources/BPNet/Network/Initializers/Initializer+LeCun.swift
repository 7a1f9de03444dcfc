extension Initializer {
  /// Gaussian with mean 0 and variance 1 / fanIn.
  ///
  /// Source: LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998, section 4.6.
  public static let leCun = Initializer(known: "lecun") { fanIn, _, generator in
    generator.gaussian() / Double(fanIn).squareRoot()
  }
}
