import Testing

@testable import BPNet
@testable import BPNetC

/// Recipes as JSON objects of options.
@Suite struct TrainingRequestTests {
  @Test func everyChoiceOfARecipeIsAnOption() {
    let properties = RecipeOption.all.map(\.property)
    #expect(Set(properties) == Set(RecipeChoice.all.map(\.name)))
    #expect(Set(properties).count == properties.count)
    #expect(Set(RecipeOption.all.map(\.name)).count == properties.count)
  }

  @Test(arguments: [
    (#"{"hidden": 8}"#, #"{"hidden": "8"}"#), (#"{"hidden": [8, 4]}"#, #"{"hidden": "8x4"}"#),
    (#"{"hidden": []}"#, #"{"hidden": "none"}"#), (#"{"hidden": {"offset": 3}}"#, #"{"hidden": "auto:3"}"#),
    (#"{"activation": "tanh,relu"}"#, #"{"activations": ["tanh", "relu"]}"#),
    (#"{"learning-rate": 0.5}"#, #"{"learning_rate": "0.5"}"#), (#"{"lr": 0.5}"#, #"{"learningRate": 0.5}"#),
    (#"{"freeze": [1, 3]}"#, #"{"frozenLayers": [0, 2]}"#), (#"{"freeze": "2"}"#, #"{"freeze": 2}"#),
    (#"{"optimizer": "sgd", "momentum": 0.5}"#, #"{"optimizer": "sgd:0.5"}"#),
    (#"{"momentum": 0.5}"#, #"{"optimizer": "sgd:0.5"}"#), (#"{"mu": 2}"#, #"{"optimizer": "lm:2"}"#),
    (#"{"class-weights": {"a": 2}}"#, #"{"class_weights": "a=2"}"#),
    (#"{"target": 3}"#, #"{"target": "3"}"#), (#"{"ignore": ["a", 2]}"#, #"{"ignored_columns": "a,2"}"#),
    (#"{"task": "auto", "output": "auto", "loss": null}"#, "{}"),
    (#"{"seed": 18446744073709551615}"#, #"{"seed": "18446744073709551615"}"#),
    (#"{"batch-size": "full"}"#, #"{"batchSize": "full"}"#),
  ])
  func choicesHaveSeveralNotations(one: String, other: String) throws {
    let first = try TrainingRequest(json: one, start: nil).recipe
    #expect(try first == TrainingRequest(json: other, start: nil).recipe)
    #expect((first == TrainingRecipe()) == (other == "{}"))
  }

  @Test(arguments: [
    (
      #"{"task": "clasify"}"#,
      #"task: found "clasify", expected one of classify, regress, autoencode, forecast, auto"#
    ),
    (#"{"missing": "skip"}"#, #"missing: found "skip", expected one of error, mean, drop"#),
    (#"{"batch-size": "all"}"#, #"batchSize: found "all", expected a number, or full"#),
    (#"{"epochs": "ten"}"#, #"epochs: found "ten", expected a number that bpnet train allows"#),
    (#"{"epochs": 1.5}"#, #"epochs: found "1.5", expected a number that bpnet train allows"#),
    (#"{"shuffle": "no"}"#, #"shuffles: found "no", expected true or false"#),
    (#"{"optimizer-state": 2}"#, #"keepsOptimizerState: found "2", expected true or false"#),
    (#"{"hiden": 2}"#, #"recipe: found "hiden", expected options of bpnet train, such as "hidden""#),
    (#"{"epoch": 2}"#, #"recipe: found "epoch", expected options of bpnet train, such as "epochs""#),
    (#"{"zzzzzz": 2}"#, #"recipe: found "zzzzzz", expected options of bpnet train, such as "hidden""#),
  ])
  func whatCannotBeRead(json: String, message: String) {
    let error = #expect(throws: BPNetError.self) { try TrainingRequest(json: json, start: nil) }
    #expect(error?.description == message)
  }

  @Test func whatIsNoChoiceOfARecipe() throws {
    let request = try TrainingRequest(json: #"{"precision": "f64", "epochs": 3}"#, start: nil)
    #expect(request.precision == .f64)
    #expect(request.recipe.epochs == 3)
    #expect(try request.checkpoints() == nil)
  }
}
