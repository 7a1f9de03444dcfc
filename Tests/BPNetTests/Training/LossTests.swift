import Foundation
import Testing

@testable import BPNet

@Suite struct LossTests {
  /// The loss of one sample with the net inputs `logits`, and its gradient with respect to them.
  private func evaluate<Element: Scalar>(
    _ loss: Loss, _ output: Activation, logits: [Element], targets: [Element]
  ) throws -> (sum: Double, perOutput: [Double], gradient: [Element]) {
    let topology = try Topology(
      inputCount: 1, layers: [Layer(outputCount: logits.count, activation: output)])
    var network = try Network<Element>(topology: topology)
    network.setBiases(logits, ofLayer: 0)
    let data = try Dataset<Element>(inputs: [0], inputCount: 1, targets: targets, outputCount: targets.count)
    let sum = LossEvaluator(topology: topology, data: data, loss: loss, reduction: .sum).loss(of: network)
    let explanation = try Explanation(
      network: network, input: [0], target: targets.map { Double($0) }, loss: loss, learningRate: 1)
    #expect(explanation.layers[0].z == logits.map { Double($0) })
    // An explanation is of the mean over outputs, where the loss has one; here all is of the sum.
    let divisor = loss.function.meanDivisor(outputCount: targets.count)
    return (
      sum, explanation.perOutputLoss.map { $0 * divisor },
      explanation.layers[0].delta.map { Element($0 * divisor) }
    )
  }

  private static let logits: [[Double]] = [
    [0.3, -1.2, 2.5], [0, 0, 0], [-4, 5, 6], [5, -5, 3], [1e-9, -1e-9, 0], [-0.5],
  ]

  private static func targets(_ count: Int) -> [[Double]] {
    let oneHot = (0..<count).map { hot in (0..<count).map { $0 == hot ? 1.0 : 0 } }
    return oneHot + [(0..<count).map { 0.1 + 0.3 * Double($0) }]
  }

  @Test func valuesFollowTheFormulas() throws {
    for logits in Self.logits {
      for targets in Self.targets(logits.count) {
        for loss in Loss.registry.defaultValues {
          for output in SampledProblem.outputActivations(for: loss)
          where output != .softmax || logits.count > 1 {
            let outputs = NaiveNetwork.apply(output, logits)
            let expected = NaiveNetwork.loss(loss.name, output, outputs, targets)
            let (sum, perOutput, _) = try evaluate(loss, output, logits: logits, targets: targets)
            let title = "\(loss.name), \(output), \(logits), \(targets): \(sum), \(expected)"
            // The naive formula loses digits where an output is close to 1.
            #expect(abs(sum - expected) <= 1e-11 * max(1, expected), "\(title)")
            #expect(abs(perOutput.reduce(0, +) - sum) <= 1e-14 * max(1, sum), "\(title)")
            #expect(perOutput.count == logits.count)
          }
        }
      }
    }
  }

  @Test func closedForms() throws {
    func sum(_ loss: Loss, _ output: Activation, _ logits: [Double], _ targets: [Double]) throws -> Double {
      try evaluate(loss, output, logits: logits, targets: targets).sum
    }
    #expect(try sum(.meanSquared, .linear, [1, 2], [0, 4]) == 5)
    #expect(try sum(.halfSquared, .linear, [1, 2], [0, 4]) == 2.5)
    #expect(abs(try sum(.crossEntropy, .sigmoid(), [0], [1]) - log(2)) < 1e-16)
    #expect(abs(try sum(.crossEntropy, .sigmoid(), [0, 0], [1, 0]) - 2 * log(2)) < 1e-15)
    #expect(abs(try sum(.crossEntropy, .softmax, [7, 7, 7, 7], [0, 1, 0, 0]) - log(4)) < 1e-15)
    #expect(abs(try sum(.crossEntropy, .sigmoid(steepness: 3), [2], [1]) - log1p(exp(-6))) < 1e-17)
    // A loss far below the spacing of numbers at 1 keeps its digits.
    #expect(relativeDifference([try sum(.crossEntropy, .sigmoid(), [50], [1])], [exp(-50)]) < 1e-14)
    #expect(relativeDifference([try sum(.crossEntropy, .softmax, [50, 0], [1, 0])], [exp(-50)]) < 1e-14)
  }

  private static let extremes: [Float] = [0, 1e4, -1e4, 3e38, -3e38, 88, -88, 104, -104, 1e-38]

  @Test func extremeLogitsStayFinite() throws {
    for first in Self.extremes {
      for second in Self.extremes {
        for targets: [Float] in [[1, 0], [0, 1], [0.5, 0.5]] {
          for output: Activation in [.softmax, .sigmoid(), .sigmoid(steepness: 0.5)] {
            let title = "\(output), \(first), \(second), \(targets)"
            let single = try evaluate(
              .crossEntropy, output, logits: [first, second], targets: targets)
            #expect(single.sum.isFinite && single.sum >= 0, "\(title)")
            #expect(single.perOutput.allSatisfy { $0.isFinite }, "\(title)")
            #expect(single.gradient.allSatisfy { $0.magnitude <= 1 }, "\(title)")
            let double = try evaluate(
              .crossEntropy, output, logits: [first, second].map { Double($0) },
              targets: targets.map { Double($0) })
            #expect(double.sum.isFinite && double.gradient.allSatisfy { $0.isFinite }, "\(title)")
            #expect(abs(double.sum - single.sum) <= 1e-6 * max(1, double.sum), "\(title)")
          }
        }
      }
    }
  }

  @Test func certainAnswers() throws {
    for large in [1e4, 3e38, 1e308] {
      for output: Activation in [.softmax, .sigmoid(), .sigmoid(steepness: 20)] {
        let right = try evaluate(.crossEntropy, output, logits: [large, -large], targets: [1, 0])
        #expect(right.sum == 0, "\(output), \(large)")
        #expect(right.gradient.allSatisfy { $0 == 0 }, "\(output), \(large)")
      }
    }
    #expect(try evaluate(.crossEntropy, .softmax, logits: [1e4, -1e4], targets: [0, 1]).sum == 2e4)
    #expect(
      try evaluate(.crossEntropy, .softmax, logits: [Float(3e38), -3e38], targets: [0, 1]).sum
        == 2 * Double(Float(3e38)))
    #expect(try evaluate(.crossEntropy, .sigmoid(), logits: [1e4, -1e4], targets: [0, 1]).sum == 2e4)
    #expect(
      try evaluate(.crossEntropy, .sigmoid(), logits: [1e4, -1e4], targets: [0, 1]).gradient == [1, -1])
  }

  @Test func reductions() throws {
    let inputs = (0..<600).map { Double($0 % 7) }
    let targets = (0..<600 * 3).map { Double($0 % 5) / 5 }
    let data = try Dataset(inputs: inputs, inputCount: 1, targets: targets, outputCount: 3)
    let topology = try Topology(inputCount: 1, layers: [Layer(outputCount: 3, activation: .sigmoid())])
    var network = try Network<Double>(topology: topology)
    network.initialize(seed: 1)
    for (loss, divisor) in [
      (Loss.meanSquared, 1800.0), (.meanAbsolute, 1800), (.huber(), 1800), (.halfSquared, 600),
      (.crossEntropy, 600),
    ] {
      let sum = LossEvaluator(topology: topology, data: data, loss: loss, reduction: .sum).loss(of: network)
      let mean = LossEvaluator(topology: topology, data: data, loss: loss, reduction: .mean).loss(of: network)
      let naive = NaiveNetwork(network)
      let expected = zip(inputs, targets.chunks(of: 3)).reduce(0) {
        $0 + NaiveNetwork.loss(loss.name, .sigmoid(), naive.predict([$1.0]), $1.1)
      }
      #expect(mean == sum / divisor)
      #expect(relativeDifference([sum], [expected]) < 1e-13)
    }
  }

  @Test func namesLeadToLosses() throws {
    #expect(Loss.names == ["half-squared", "mse", "mae", "huber", "poisson", "cross-entropy"])
    for name in Loss.names + ["huber:2.5", "huber:0.001"] {
      #expect(try Loss(parsing: name).description == name)
    }
    #expect(try Loss(parsing: "huber:1").description == "huber")
    #expect(Loss.huber(delta: 0.5).description == "huber:0.5")
    #expect(Loss.huber(delta: 0.5).name == "huber")
    for name in [
      "", "MSE", "hinge", "mse ", "mse:1", "mae:", "huber:", "huber:0", "huber:-1", "huber:nan", "huber:inf",
      "huber:1e-300", "huber:1e300", "huber:1,2", "huber:x", "poisson:1", "cross-entropy:0.1",
    ] {
      #expect(throws: BPNetError.self, "\(name)") { try Loss(parsing: name) }
    }
    for output: Activation in [.sigmoid(), .softmax, .tanh, .relu, .elu()] {
      #expect(throws: BPNetError.self) { try Loss.poisson.check(output: output) }
    }
    for output: Activation in [.linear, .tanh, .relu] {
      #expect(throws: BPNetError.self) { try Loss.crossEntropy.check(output: output) }
    }
  }
}
