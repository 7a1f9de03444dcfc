import Foundation
import Testing

@testable import BPNet

@Suite struct ActivationTests {
  private static let good: [(String, Activation)] = [
    ("sigmoid", .sigmoid()), ("sigmoid:1", .sigmoid()), ("sigmoid:2.5", .sigmoid(steepness: 2.5)),
    ("sigmoid:1e-3", .sigmoid(steepness: 0.001)), ("tanh", .tanh), ("relu", .relu), ("linear", .linear),
    ("softmax", .softmax), ("leaky-relu", .leakyReLU()), ("leaky-relu:0.01", .leakyReLU()),
    ("leaky-relu:0.2", .leakyReLU(slope: 0.2)), ("elu", .elu()), ("elu:1.5", .elu(alpha: 1.5)),
    ("softplus", .softplus), ("gelu", .gelu), ("gelu-tanh", .geluTanh), ("silu", .silu),
    ("hard-limit", .hardLimit), ("prelu", .prelu()), ("prelu:0.25", .prelu()), ("prelu:0", .prelu(slope: 0)),
    ("prelu:-1.5", .prelu(slope: -1.5)),
  ]

  @Test(arguments: Self.good) func parses(text: String, expected: Activation) throws {
    let parsed = try Activation(parsing: text)
    #expect(parsed == expected)
    #expect(try Activation(parsing: parsed.description) == parsed)
  }

  @Test(arguments: [
    "", " ", "Sigmoid", "sigmoid ", " tanh", "tansig", "sigmoid:", "sigmoid:0", "sigmoid:-1", "sigmoid:nan",
    "sigmoid:inf", "sigmoid:1e999", "sigmoid:x", "sigmoid:1,2", "sigmoid:1,", "sigmoid:1:2", "sigmoid: 1",
    "tanh:", "tanh:1", "relu:0.1", "linear:1", "softmax:2", ":", "sigmoid,tanh", "leaky-relu:0",
    "leaky-relu:-0.1", "leaky-relu:1e-50", "leaky-relu:", "leaky-relu:0.1,1", "leakyrelu", "elu:0", "elu:-1",
    "elu:inf", "elu:1e40", "softplus:1", "gelu:1", "gelu:tanh", "gelu_tanh", "silu:1", "hard-limit:1", "step",
    "prelu:", "prelu:x", "prelu:nan", "prelu:1e39", "prelu:-1e39", "prelu:0.1,0.2", "PReLU",
  ])
  func refuses(text: String) {
    let error = #expect(throws: BPNetError.self) { try Activation(parsing: text, label: "--output") }
    guard case .invalidArgument("--output", "\"\(text)\"", _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func anUnknownNameGetsTheList() {
    let error = #expect(throws: BPNetError.self) { try Activation(parsing: "sigmoit") }
    for name in Activation.names { #expect(error?.description.contains(name) == true) }
  }

  @Test func codesAsText() throws {
    let activations = Self.good.map(\.1) + [.sigmoid(steepness: 0.1 + 0.2)]
    let json = try JSONEncoder().encode(activations)
    #expect(try JSONDecoder().decode([Activation].self, from: json) == activations)
    #expect(String(decoding: json, as: UTF8.self).contains("\"sigmoid:0.30000000000000004\""))
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode([Activation].self, from: Data(#"["tansig"]"#.utf8))
    }
  }

  @Test(
    arguments: [
      .linear, .sigmoid(), .sigmoid(steepness: 3), .tanh, .relu, .leakyReLU(slope: 0.3), .elu(),
      .elu(alpha: 2),
      .softplus, .gelu, .geluTanh, .silu, .hardLimit, .prelu(), .prelu(slope: 0), .prelu(slope: -0.7),
    ] as [Activation])
  func derivativesAreThoseOfTheFunctions(activation: Activation) throws {
    for z in stride(from: -6.05, through: 6, by: 0.1) {
      var source = activation.keepsNetInputs ? z : NaiveNetwork.apply(activation, [z])[0]
      var derivative = 1.0
      try KernelSet.selected().multiplyByDerivative(
        activation.function, parameter: activation.parameter, outputs: &source, errors: &derivative, count: 1)
      let h = 1e-5
      let numeric =
        (NaiveNetwork.apply(activation, [z + h])[0] - NaiveNetwork.apply(activation, [z - h])[0]) / (2 * h)
      #expect(abs(derivative - numeric) < 1e-8)
      #expect(
        abs(
          derivative
            - NaiveNetwork.derivative(activation, z: [z], y: NaiveNetwork.apply(activation, [z]), 0, 0))
          < 1e-14)
    }
    #expect(activation.isElementwise && !Activation.softmax.isElementwise)
  }

  @Test(
    arguments: [
      (.meanSquared, .hardLimit, .linear), (.crossEntropy, .hardLimit, .softmax),
      (.meanSquared, .tanh, .hardLimit),
    ] as [(Loss, Activation, Activation)])
  func hardLimitIsForPredictionOnly(loss: Loss, hidden: Activation, output: Activation) throws {
    let topology = try Topology(
      inputCount: 1,
      layers: [Layer(outputCount: 2, activation: hidden), Layer(outputCount: 1, activation: output)])
    var network = try Network<Double>(topology: topology)
    network.setWeights([1, -1], ofLayer: 0)
    network.setWeights([1, 1], ofLayer: 1)
    let data = try Dataset<Double>(inputs: [1, 2], inputCount: 1, targets: [0, 1], outputCount: 1)
    var configuration = TrainingConfiguration()
    configuration.loss = loss
    let name = output == .hardLimit ? "outputActivation" : "activations"
    for attempt in [
      { _ = try Trainer(network: network, data: data, configuration: configuration) },
      { _ = try GradientCheck(network: network, data: data, loss: loss) },
    ] {
      let error = #expect(throws: BPNetError.self) { try attempt() }
      guard case .invalidArgument(name, "hard-limit in training", _)? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
    configuration.stopping.epochs = 0
    #expect(throws: Never.self) { try Trainer(network: network, data: data, configuration: configuration) }
    let naive = NaiveNetwork(network)
    for x in [-2.0, 0, 3] {
      #expect(relativeDifference(network.predict([x]), naive.predict([x])) < 1e-15)
    }
  }

  @Test func onlyHardLimitCannotBeTrained() throws {
    for name in Activation.names {
      #expect(try Activation(parsing: name).isTrainable == (name != "hard-limit"))
    }
  }
}
