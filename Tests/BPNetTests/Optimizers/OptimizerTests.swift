import Testing

@testable import BPNet

@Suite struct OptimizerTests {
  private static let optimizers = [
    Optimizer.sgd(momentum: 0), .sgd(momentum: 0.5), .nesterov(momentum: 0.5),
  ]

  /// Updates one parameter step by step with the given gradients.
  private func run<Element: Scalar>(
    _ optimizer: Optimizer, gradients: [Element], learningRate: Element = 0.5, weightDecay: Element = 0,
    start: Element = 1
  ) -> (parameters: [Element], states: [Element]) {
    let (parameter, gradient, state) = (
      AlignedBuffer<Element>(count: 1), AlignedBuffer<Element>(count: 1), AlignedBuffer<Element>(count: 1)
    )
    parameter.base[0] = start
    let update = try! optimizer.updateRule.kernel(as: Element.self)
    var parameters: [Element] = []
    var states: [Element] = []
    for value in gradients {
      gradient.base[0] = value
      update(
        ParameterSlice(
          count: 1, parameters: parameter.base, gradient: gradient.base, states: state.base, stateStride: 1,
          learningRate: learningRate, weightDecay: weightDecay))
      parameters.append(parameter.base[0])
      states.append(state.base[0])
    }
    return (parameters, states)
  }

  /// Parameters after each of three steps by hand: start 1, η ½, gradients 1, 2, −1.
  @Test(arguments: [
    (0, 0.0, [0.5, -0.5, 0]), (1, 0, [0.5, -0.75, -0.875]), (2, 0, [0.25, -1.375, -0.9375]),
    // λ ½.
    (0, 0.5, [0.25, -0.8125, -0.109375]),
  ])
  func stepsByHand(index: Int, weightDecay: Double, expected: [Double]) {
    let optimizer = Self.optimizers[index]
    #expect(run(optimizer, gradients: [1.0, 2, -1], weightDecay: weightDecay).parameters == expected)
    let single = run(optimizer, gradients: [Float(1), 2, -1], weightDecay: Float(weightDecay)).parameters
    #expect(single.map { Double($0) } == expected)
  }

  @Test func statesAreAsManyAsTheRuleSays() {
    #expect(Self.optimizers.map(\.rule.stateCount) == [0, 1, 1])
    #expect(run(Self.optimizers[0], gradients: [1.0]).states == [0])
    #expect(run(Self.optimizers[1], gradients: [1.0]).states == [-0.5])
  }

  @Test(arguments: [1, 2]) func velocitiesDoNotStickAtDenormals(index: Int) {
    // A velocity that nothing feeds decays to 0, and is never a denormal on the way.
    let gradients = [Float(0x1p-120)] + [Float](repeating: 0, count: 40)
    let states = run(Self.optimizers[index], gradients: gradients).states
    #expect(states[0] == -0x1p-121)
    #expect(states[5] == -0x1p-126)
    #expect(states[6...].allSatisfy { $0 == 0 })
    let double = run(Self.optimizers[index], gradients: [0x1p-1020] + [Double](repeating: 0, count: 40))
      .states
    #expect(double[1] == -0x1p-1022)
    #expect(double[2...].allSatisfy { $0 == 0 })
  }

  @Test func namesLeadToOptimizers() throws {
    #expect(Optimizer.names == ["sgd", "nesterov"])
    for name in Optimizer.names {
      #expect(try Optimizer(named: name).name == name)
    }
    #expect(throws: BPNetError.self) { try Optimizer(named: "adagrad") }
    for momentum in [-0.1, 1, 1.5, .nan, .infinity] {
      #expect(throws: BPNetError.self, "\(momentum)") {
        try Optimizer(named: "sgd", settings: OptimizerSettings(momentum: momentum))
      }
    }
  }
}
