import Foundation
import Testing

@testable import BPNet

@Suite struct ActivationTests {
  private static let good: [(String, Activation)] = [
    ("sigmoid", .sigmoid()), ("sigmoid:1", .sigmoid()), ("sigmoid:2.5", .sigmoid(steepness: 2.5)),
    ("sigmoid:1e-3", .sigmoid(steepness: 0.001)), ("tanh", .tanh), ("relu", .relu), ("linear", .linear),
    ("softmax", .softmax),
  ]

  @Test(arguments: Self.good) func parses(text: String, expected: Activation) throws {
    let parsed = try Activation(parsing: text)
    #expect(parsed == expected)
    #expect(try Activation(parsing: parsed.description) == parsed)
  }

  @Test(arguments: [
    "", " ", "Sigmoid", "sigmoid ", " tanh", "tansig", "sigmoid:", "sigmoid:0", "sigmoid:-1", "sigmoid:nan",
    "sigmoid:inf", "sigmoid:1e999", "sigmoid:x", "sigmoid:1,2", "sigmoid:1,", "sigmoid:1:2", "sigmoid: 1",
    "tanh:", "tanh:1", "relu:0.1", "linear:1", "softmax:2", ":", "sigmoid,tanh", "gelu",
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

  @Test(arguments: [.linear, .sigmoid(), .sigmoid(steepness: 3), .tanh, .relu] as [Activation])
  func derivativesAreThoseOfTheFunctions(activation: Activation) throws {
    let kernel = try #require(activation.kernel)
    for z in stride(from: -6.05, through: 6, by: 0.1) {
      var output = NaiveNetwork.apply(activation, [z])[0]
      var derivative = 1.0
      try KernelSet.selected().multiplyByDerivative(
        kernel.function, parameter: kernel.parameter, outputs: &output, errors: &derivative, count: 1)
      let h = 1e-5
      let numeric =
        (NaiveNetwork.apply(activation, [z + h])[0] - NaiveNetwork.apply(activation, [z - h])[0]) / (2 * h)
      #expect(abs(derivative - numeric) < 1e-8)
    }
    #expect(Activation.softmax.kernel == nil)
  }
}
