import Testing

@testable import BPNet

@Suite struct InitializerTests {
  private func draw<Element: Scalar>(
    _ initializer: Initializer?, activation: Activation = .tanh, inputs: Int = 200, outputs: Int = 150,
    seed: UInt64 = 7, as _: Element.Type = Double.self
  ) throws -> [Element] {
    let topology = try Topology(
      inputCount: inputs, layers: [Layer(outputCount: outputs, activation: activation)])
    var network = try Network<Element>(topology: topology)
    network.initialize(weights: initializer, seed: seed)
    #expect(network.biases(ofLayer: 0).allSatisfy { $0 == 0 })
    return network.weights(ofLayer: 0)
  }

  /// A rule for layers of 200 inputs and 150 outputs: its mean, its standard deviation and its bounds.
  private static let moments: [(String, mean: Double, deviation: Double, low: Double, high: Double)] = [
    ("xavier", 0, (2.0 / 350).squareRoot(), -(6.0 / 350).squareRoot(), (6.0 / 350).squareRoot()),
    ("he", 0, 0.1, -.infinity, .infinity),
    ("lecun", 0, (1.0 / 200).squareRoot(), -.infinity, .infinity),
    ("gaussian", 0, 0.01, -.infinity, .infinity),
    ("gaussian:3,2", 3, 2, -.infinity, .infinity),
    ("uniform", 0, (1.0 / 12).squareRoot(), -0.5, 0.5),
    ("uniform:2", 0, 4 / 12.0.squareRoot(), -2, 2),
    ("uniform:0,1", 0.5, 1 / 12.0.squareRoot(), 0, 1),
    ("uniform:-3,-1", -2, 2 / 12.0.squareRoot(), -3, -1),
  ]

  @Test(arguments: Self.moments.indices) func momentsAndBounds(index: Int) throws {
    let (text, mean, deviation, low, high) = Self.moments[index]
    let values = try draw(Initializer(parsing: text))
    let count = Double(values.count)
    let average = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / count
    // Five standard errors.
    #expect(abs(average - mean) < 5 * deviation / count.squareRoot(), "\(text): \(average)")
    #expect(abs(variance.squareRoot() / deviation - 1) < 5 / (2 * count).squareRoot(), "\(text): \(variance)")
    #expect(values.allSatisfy { low <= $0 && $0 < high })
    if low.isFinite {
      // The interval is filled.
      #expect((values.min() ?? 0) < low + 0.001 * (high - low))
      #expect((values.max() ?? 0) > high - 0.001 * (high - low))
    }
  }

  @Test func constants() throws {
    #expect(try draw(.constant(0.25)).allSatisfy { $0 == 0.25 })
    #expect(try draw(.zeros).allSatisfy { $0 == 0 })
    #expect(try draw(.gaussian(mean: 2, standardDeviation: 0)).allSatisfy { $0 == 2 })
  }

  /// The initial weights of a 3-2 layer with seed 42: a part of the promise that a seed gives the same
  /// network in every version.
  private static let pinned: [(String, [Double])] = [
    (
      "xavier",
      [
        -0.16789730956666213, -0.016223683573051245, 0.10838600323762375, 0.8647912524290269,
        -0.21959305311594643, 0.7480935738751151,
      ]
    ),
    (
      "he",
      [
        -2.223276453191894, 0.09710309747357941, -0.26821209607405605, 0.4801936322358622, 0.5674796715637425,
        1.3439202448069036,
      ]
    ),
    (
      "lecun",
      [
        -1.5720938565043643, 0.06866225869778632, -0.18965459193022283, 0.3395481736365773,
        0.40126872394823715, 0.9502951184768467,
      ]
    ),
    (
      "gaussian",
      [
        -0.02722946433732455, 0.0011892652062700396, -0.003284913891118883, 0.005881146883557711,
        0.00695017817366677, 0.01645959427386584,
      ]
    ),
    (
      "uniform",
      [
        -0.07663428649507398, -0.0074050645489884825, 0.04947121574256208, 0.39472139707376863,
        -0.10023005721919498, 0.341456437946715,
      ]
    ),
    (
      "uniform:0,1",
      [
        0.423365713504926, 0.4925949354510115, 0.5494712157425621, 0.8947213970737686, 0.399769942780805,
        0.841456437946715,
      ]
    ),
  ]

  @Test func theSequenceIsPinned() throws {
    #expect(Self.pinned.map(\.0) == ["xavier", "he", "lecun", "gaussian", "uniform", "uniform:0,1"])
    for (text, expected) in Self.pinned {
      let values = try draw(Initializer(parsing: text), inputs: 3, outputs: 2, seed: 42)
      #expect(values == expected, "(\"\(text)\", \(values)),")
    }
  }

  @Test func bothPrecisionsHaveTheSameNumbers() throws {
    for initializer in [Initializer.xavier, .he, .leCun, .gaussian(), .uniform()] {
      let double = try draw(initializer)
      #expect(try draw(initializer, as: Float.self) == double.map { Float($0) }, "\(initializer)")
    }
  }

  @Test func layersDrawFromStreamsOfTheirOwn() throws {
    func network(_ sizes: [Int]) throws -> Network<Double> {
      var network = try Network<Double>(
        topology: Topology(inputCount: 4, layers: sizes.map { Layer(outputCount: $0, activation: .tanh) }))
      network.initialize(weights: .uniform(), biases: .uniform(), seed: 3)
      return network
    }
    let (small, large) = (try network([5, 6]), try network([5, 6, 7]))
    for layer in 0...1 {
      #expect(small.weights(ofLayer: layer) == large.weights(ofLayer: layer))
      #expect(small.biases(ofLayer: layer) == large.biases(ofLayer: layer))
    }
    #expect(large.weights(ofLayer: 0).prefix(6) != large.weights(ofLayer: 1).prefix(6))
    #expect(large.weights(ofLayer: 0).prefix(5) != large.biases(ofLayer: 0).prefix(5))
  }

  @Test func seedsDiffer() throws {
    #expect(try draw(.uniform(), seed: 1) == draw(.uniform(), seed: 1))
    #expect(try draw(.uniform(), seed: 1) != draw(.uniform(), seed: 2))
  }

  @Test func aSharedBiasIsDrawnOnce() throws {
    for bias in Topology.BiasMode.allCases {
      let topology = try Topology(
        inputCount: 2, layers: [Layer(outputCount: 9, activation: .tanh, bias: bias)])
      var network = try Network<Float>(topology: topology)
      network.initialize(biases: .uniform(), seed: 5)
      #expect(Set(network.biases(ofLayer: 0)).count == (bias.isShared ? 1 : 9))
    }
  }

  @Test func theActivationChooses() throws {
    for activation: Activation in [
      .relu, .leakyReLU(), .leakyReLU(slope: 0.5), .prelu(), .elu(), .softplus, .gelu, .geluTanh, .silu,
    ] {
      #expect(try draw(nil, activation: activation) == draw(.he, activation: activation))
    }
    for activation: Activation in [.sigmoid(), .tanh, .linear, .softmax, .hardLimit] {
      #expect(try draw(nil, activation: activation) == draw(.xavier), "\(activation)")
    }
  }

  @Test(arguments: [
    "", "Xavier", "xavier:1", "he:", "lecun:2", "gaussian:1", "gaussian:0,-1", "gaussian:0,1,2",
    "gaussian:nan,1", "uniform:-1", "uniform:2,1", "uniform:1,2,3", "uniform:x", "uniform:,", "constant",
    "constant:", "constant:1,2", "constant:inf", "zeros:0", "glorot",
  ])
  func refuses(text: String) {
    let error = #expect(throws: BPNetError.self) { try Initializer(parsing: text, label: "--init") }
    guard case .invalidArgument("--init", "\"\(text)\"", _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: [
    "xavier", "he", "lecun", "gaussian:0.5,0.25", "uniform:-0.1,0.30000000000000004", "constant:-1.5",
    "zeros",
  ])
  func descriptionsReadBack(text: String) throws {
    #expect(try Initializer(parsing: text).description == text)
  }
}
