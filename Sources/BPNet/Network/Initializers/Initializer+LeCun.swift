extension Initializer {
  /// Gaussian with mean 0 and variance 1 / fanIn.
  ///
  /// Source: LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998, section 4.6.
  public static let leCun = Initializer("lecun") { fanIn, _, generator in
    generator.gaussian() / Double(fanIn).squareRoot()
  }

  static let leCunEntry = Entry(name: "lecun") { $0.isEmpty ? .leCun : nil }
}
