import Foundation
import Testing

@testable import BPNet

/// Model files of formats 1 and 2, read by the library; `CLITests` has more of them.
@Suite struct OldModelTests {
  private func file(_ name: String) throws -> String {
    try #require(
      Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Golden/models")
    ).path()
  }

  private func model(_ name: String) throws -> Model {
    try Model(contentsOf: file(name + ".safetensors"))
  }

  /// The file's record of the training is converted to the recipe.
  @Test func textsBecomeARecipe() throws {
    let record = try model("adam-f32").record
    var expected = TrainingRecipe()
    expected.classWeights = .balanced
    expected.task = .classify
    expected.missing = .error
    expected.normalization = .zscore
    expected.hidden = .sizes([6, 4])
    expected.activations = [.gelu, .silu]
    expected.outputActivation = .softmax
    expected.bias = .each
    expected.frozenLayers = []
    expected.loss = .crossEntropy
    expected.labelSmoothing = 0.05
    expected.weightDecay = 0
    expected.l1Penalty = 0
    expected.dropout = 0.2
    expected.optimizer = .given(.adam(beta1: 0.8))
    expected.learningRate = 0.001
    expected.schedule = .cosine(epochs: 8, growth: 2, floor: 0.1)
    expected.warmUpEpochs = 2
    expected.clippingNorm = 0.8
    expected.clippingValue = 0.4
    expected.batchSize = .samples(16)
    expected.reduction = .mean
    expected.shuffles = true
    expected.seed = 3
    expected.splitSeed = 3
    expected.epochs = 7
    expected.maxFail = 9
    expected.patience = 20
    #expect(record.recipe == expected)
    #expect(record.classWeights?.count == 3)
    #expect(record.epochs == 7 && record.validationRowCount == 12)
  }

  @Test func otherTextsBecomeRecipes() throws {
    let momentum = try model("momentum-f64").record
    #expect(momentum.classWeights == [1, 0, 1.5])
    #expect(
      momentum.recipe.classWeights
        == .labels([
          .init(label: "ash", value: 1), .init(label: "elm", value: 0), .init(label: "oak", value: 1.5),
        ]))
    #expect(momentum.recipe.frozenLayers == [0])
    #expect(momentum.recipe.weightInitializer == .gaussian(mean: 0, standardDeviation: 0.2))
    #expect(momentum.recipe.biasInitializer == .uniform(low: -0.1, high: 0.1))
    #expect(momentum.recipe.goal == 0.0001)
    let rprop = try model("rprop-f32").record.recipe
    #expect(rprop.optimizer == .given(.rprop(decrease: 0.4, increase: 1.3)))
    #expect(rprop.batchSize == .full && rprop.minimumGradient == 1e-9)
    let counts = try model("counts-f32").record.recipe
    #expect(counts.reduction == .sum && counts.shuffles == false && counts.weightColumn == "w")
    #expect(counts.targetNormalization == .identity)
    let lbfgs = try model("lbfgs-f64").record.recipe
    #expect(lbfgs.learningRate == nil, "a method that has none")
    let forecast = try model("forecast-f32").record.recipe
    #expect(forecast.window == 4 && forecast.horizon == 2 && forecast.task == .forecast)
    #expect(try model("restarts-f32").record.recipe.splitSeed == 0)
  }

  @Test func trainingGoesOn() throws {
    for (name, epochs, fraction, digest) in Self.continuations {
      var given = TrainingRecipe(preset: .classic)
      given.epochs = epochs
      given.validationFraction = fraction
      let model = try model(name)
      let data = try TableReader().read(path: file(name == "lm-f64" ? "numbers.csv" : "classes.csv"))
      let recipe = try TrainingRecipe(continuing: model, overriding: given)
      let result =
        switch model.precision {
        case .f32: try recipe.prepare(data, continuing: model, as: Float.self).train().model
        case .f64: try recipe.prepare(data, continuing: model, as: Double.self).train().model
        }
      #expect(result.weightsSHA256 == digest, "\(name)")
    }
  }

  /// Models, with further epochs and what they came to when the files were written.
  private static let continuations: [(String, Int, Double?, String)] = [
    (
      "classes-f32", 3, nil,
      "c825ddf5830d6a8228354536b57a0e50a9db6d1893809f225c21b0fb9eaa6397"
    ),
    (
      "adam-f32", 4, 0.25,
      "d07c5ec0624e67330215f86dc90a3f9ba2cc327d165a666924bd219eb8cfef30"
    ),
    (
      "scg-f32", 4, 0.25,
      "9fd51caaad2c91aea04bdb7f60238dacbbf31260ab5edff88c0062c7ecfbfba2"
    ),
    (
      "lm-f64", 3, nil,
      "906a4e0b58301ca459b96ae319716179ca804cf1424c7b9a8be3a34adb2e3dfa"
    ),
    (
      "continued-f32", 4, 0.25,
      "b141d64f29a3b6a380320d21ff4016446db0c42c6edbdda406d23343c5801f42"
    ),
    (
      "rmsprop-prelu-f32", 4, nil,
      "e7c15e2b8d9fd02bf2d78afcef825fb7a5527ffa5ac05afe463a820c71f29e48"
    ),
  ]

  /// Labels may have the characters that stand between them.
  @Test func weightsOfClassesWithCommas() throws {
    let labels = ["a", "b,c=2", "", "d="]
    let text = #"{"class-weights":"a=1.5,b,c=2=2.0,=0.0,d==1e-05"}"#
    let json =
      #"{"options":\#(text),"learningRate":0.1,"weightDecay":0,"epochs":0,"bestEpoch":0,"#
      + #""trainingRowCount":4,"validationRowCount":0}"#
    let record = try JSONDecoder().decode(TextRecord.self, from: Data(json.utf8)).record(
      loss: .crossEntropy, reduction: .mean, preprocessing: ModelFileTests.preprocessing(labels: labels))
    #expect(record.classWeights == [1.5, 2, 0, 1e-5])
    #expect(throws: BPNetError.self) {
      try JSONDecoder().decode(TextRecord.self, from: Data(json.utf8)).record(
        loss: .crossEntropy, reduction: .mean,
        preprocessing: ModelFileTests.preprocessing(labels: ["a", "b"]))
    }
  }
}
