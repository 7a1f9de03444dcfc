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
    let rule = optimizer.updateRule
    let (parameter, gradient, state) = (
      AlignedBuffer<Element>(count: 1), AlignedBuffer<Element>(count: 1), AlignedBuffer<Element>(count: 2)
    )
    parameter.base[0] = start
    for index in 0..<rule.stateCount {
      state.base[index] = Element(rule.initialState(index, learningRate: Double(learningRate)))
    }
    let routine = rule.routine(as: Element.self, on: KernelSet.supported[0])
    var parameters: [Element] = []
    var states: [Element] = []
    for (index, value) in gradients.enumerated() {
      gradient.base[0] = value
      routine.update(
        ParameterSlice(
          count: 1, parameters: parameter.base, gradient: gradient.base, states: state.base, stateStride: 1,
          learningRate: learningRate, weightDecay: weightDecay,
          factors: routine.factors?(index + 1) ?? StepFactors()))
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
    #expect(Self.optimizers.map(\.stateCount) == [0, 1, 1])
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

  /// The results of `torch.optim` of PyTorch 2.15 with its defaults, in double precision, for start 1,
  /// learning rate ½, gradients 1, 2, −1, −1, 0, and weight decay 0 and 0.1.
  @Test(arguments: [
    (
      "rmsprop", 0.0,
      [-3.9999995000000483, -8.476614109957705, -6.425106612985478, -4.518971384600685, -4.518971384600685]
    ),
    (
      "rmsprop", 0.1,
      [-3.9999995454545845, -8.126836957282396, -4.7026891148275425, -2.265443900044377, -1.8890831423243315]
    ),
    (
      "adam", 0.0,
      [0.500000005, 0.017408995140831718, -0.19263565515906583, -0.24198844960752902, -0.28370281468138114]
    ),
    (
      "adam", 0.1,
      [
        0.5000000045454546, 0.01376527327696686, -0.20553644155086928, -0.2633959258254825,
        -0.3096628209909361,
      ]
    ),
    (
      "adamw", 0.0,
      [0.500000005, 0.017408995140831718, -0.19263565515906583, -0.24198844960752902, -0.28370281468138114]
    ),
    (
      "adamw", 0.1,
      [
        0.45000000499999987, -0.05509100510916842, -0.2623811051536076, -0.2986148443443904,
        -0.32539846720102295,
      ]
    ),
    (
      "rmsprop:0.9,0.01,0.5", 0.0,
      [-0.5326715015857757, -2.707457956604016, -3.1241846820449792, -2.6882961795543223, -2.470351928308994]
    ),
    (
      "rmsprop:0.9,0.01,0.5", 0.1,
      [-0.5369544949560543, -2.679237266657938, -2.942170719814929, -2.313201720093064, -1.8561314215738125]
    ),
    ("rprop", 0.0, [0.5, -0.09999999999999998, -0.09999999999999998, 0.2, 0.2]),
  ])
  func stepsAsInPyTorch(name: String, weightDecay: Double, expected: [Double]) throws {
    let optimizer = try Optimizer(parsing: name)
    let found = run(optimizer, gradients: [1.0, 2, -1, -1, 0], weightDecay: weightDecay).parameters
    #expect(relativeDifference(found, expected) < 1e-14, "\(found)")
  }

  /// On a parabola, with the gradient w − 3, the second step of Quickprop reaches the minimum.
  @Test func quickpropFindsTheVertex() {
    let found = run(.quickprop(), gradients: [-2.0, -1], learningRate: 0.5).parameters
    // −η g first; then Δ g / (g′ − g) and −η g.
    #expect(found[0] == 2)
    #expect(found[1] == 2 + 1 + 0.5)
    // A slope that hardly fell: growth times the last change at most.
    let far = run(.quickprop(growth: 1.75), gradients: [-2.0, -1.9], learningRate: 0.5).parameters
    #expect(far[1] == 2 + 1.75 + 0.95)
    // Behind the minimum: back, without −η g.
    let back = run(.quickprop(), gradients: [-2.0, 2], learningRate: 0.5).parameters
    #expect(back[1] == 1.5)
  }

  @Test func rpropKeepsItsBounds() {
    let grown = run(.rprop(), gradients: [Double](repeating: 1, count: 40), learningRate: 1).parameters
    #expect(grown[39] - grown[38] == -50)
    let alternating = (0..<60).map { $0.isMultiple(of: 2) ? 1.0 : -1 }
    let shrunk = run(.rprop(), gradients: alternating, learningRate: 1).states
    #expect(shrunk.allSatisfy { $0.magnitude <= 1 })
  }

  @Test func namesLeadToOptimizers() throws {
    for name in Optimizer.names {
      let optimizer = try Optimizer(parsing: name)
      #expect(optimizer.name == name)
      // What is written down leads back to the same.
      #expect(try Optimizer(parsing: name, constants: optimizer.constants).constants == optimizer.constants)
    }
    #expect(
      try Optimizer(parsing: "adam:0.8,0.9").constants == ["beta1": 0.8, "beta2": 0.9, "epsilon": 1e-8])
    #expect(try Optimizer(parsing: "sgd:0.5").constants == ["momentum": 0.5])
    #expect(try Optimizer(parsing: "sgd", constants: ["momentum": 0]).stateCount == 0)
  }

  @Test(arguments: [
    "adagrad", "", "sgd:", "sgd:x", "sgd:1", "sgd:-0.1", "sgd:0.5,0.5", "adam:1", "adam:0.9,0.9,0", "rprop:1",
    "rprop:0.5,1", "quickprop:1", "rmsprop:0.9,1e-8,1", "sgd:nan", "sgd:inf", "Adam",
  ])
  func refusesBadText(text: String) {
    #expect(throws: BPNetError.self) { try Optimizer(parsing: text) }
  }

  @Test func refusesConstantsThatItLacks() {
    for (name, constants) in [
      ("adam", ["momentum": 0.5]), ("sgd", ["momentum": 1]), ("rprop", ["beta1": 0.5]),
    ] {
      #expect(throws: BPNetError.self, "\(name)") { try Optimizer(parsing: name, constants: constants) }
    }
  }
}

extension Optimizer {
  /// The rule of an optimiser that updates element by element.
  var updateRule: any UpdateRule {
    guard case .rule(let rule) = algorithm else { fatalError("\(name) updates all parameters together") }
    return rule
  }
}
