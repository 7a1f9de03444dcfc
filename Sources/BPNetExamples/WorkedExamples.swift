/// The worked examples of the documents, with and without their slips.
package enum WorkedExamples {
  /// The names of the examples; each has one or more cases, whose names begin with it.
  package static let names = ["worked-2-2-2-a", "worked-2-2-2-b", "worked-2-3-2-1"]

  /// All cases of the example of this name, the plain one first; empty for an unknown name.
  package static func cases(of name: String) -> [WorkedExample] {
    switch name {
    case "worked-2-2-2-a": networkA
    case "worked-2-2-2-b": networkB
    case "worked-2-3-2-1": threeLayers
    default: []
    }
  }

  private static let networkA: [WorkedExample] = {
    func example(_ name: String, steps: Int, slip: WorkedExample.Slip? = nil, note: String) -> WorkedExample {
      WorkedExample(
        name: name, document: "反向传播—BP", note: note,
        layers: [
          .init(weights: [[0.15, 0.2], [0.25, 0.3]], biases: [0.35, 0.35]),
          .init(weights: [[0.4, 0.45], [0.5, 0.55]], biases: [0.6, 0.6]),
        ], input: [0.05, 0.1], target: [0.01, 0.99], learningRate: 0.5, weightDecay: 0, bias: .sharedFrozen,
        steps: steps, slip: slip)
    }
    return [
      example(
        "worked-2-2-2-a", steps: 1, note: "One step; one bias a layer, not trained."),
      example(
        "worked-2-2-2-a-10000", steps: 10_000,
        note: "Every error term is computed from the weights before the update."),
      example(
        "worked-2-2-2-a-10000-as-printed", steps: 10_000, slip: .hiddenErrorsFromUpdatedWeights,
        note: "The printed trajectory takes hidden error terms from output weights already updated."),
    ]
  }()

  private static let networkB: [WorkedExample] = {
    func example(_ name: String, biases: [[Double]], note: String) -> WorkedExample {
      WorkedExample(
        name: name, document: "AI从入门到放弃：BP神经网络算法推导及代码实现笔记", note: note,
        layers: [
          .init(weights: [[0.1, 0.2], [0.3, 0.4]], biases: biases[0]),
          .init(weights: [[0.5, 0.6], [0.7, 0.8]], biases: biases[1]),
        ], input: [0.1, 0.2], target: [0.01, 0.99], learningRate: 0.5, weightDecay: 0, bias: .each, steps: 1,
        slip: nil)
    }
    return [
      example(
        "worked-2-2-2-b", biases: [[0.55, 0.56], [0.66, 0.67]], note: "With the four biases as stated."),
      example(
        "worked-2-2-2-b-as-printed", biases: [[0.55, 0.55], [0.66, 0.66]],
        note: "The printed figures come from one bias a layer."),
    ]
  }()

  private static let threeLayers: [WorkedExample] = {
    func example(_ name: String, slip: WorkedExample.Slip? = nil, note: String) -> WorkedExample {
      WorkedExample(
        name: name, document: "BP算法推演", note: note,
        layers: [
          .init(weights: [[2, 1], [1, 3], [3, 2]], biases: [1, 2, 3]),
          .init(weights: [[1, 1, 2], [3, 2, 2]], biases: [2, 1]),
          .init(weights: [[1, 3]], biases: [2]),
        ], input: [1, 2], target: [1], learningRate: 0.1, weightDecay: 1, bias: .each, steps: 1, slip: slip)
    }
    return [
      example("worked-2-3-2-1", note: "One step with weight decay 1 on the weights, not on the biases."),
      example(
        "worked-2-3-2-1-as-printed", slip: .forwardWeights(layer: 1, weights: [[1, 1, 2], [3, 3, 2]]),
        note: "The printed forward pass takes w(2,5) = 3 where 2 is stated."),
    ]
  }()
}
