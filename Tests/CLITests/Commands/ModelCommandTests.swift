import BPNet
import Foundation
import Testing

/// The commands that use a model.
@Suite struct ModelCommandTests {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox()
  }

  @Test func evaluateAgreesWithTraining() throws {
    let trained = try sandbox.json(
      "train", CommandSandbox.iris, "--hidden", "4", "--epochs", "20", "-o", "m.safetensors")
    let evaluated = try sandbox.json("evaluate", "m.safetensors", CommandSandbox.iris)
    #expect(evaluated["rows"] as? Int == 150)
    #expect(evaluated["loss"] as? Double == trained["train_loss"] as? Double)
    let metrics = try #require(trained["train_metrics"] as? [String: Double])
    #expect(evaluated["accuracy"] as? Double == metrics["accuracy"])
  }

  /// A network so large that passes over the data are shared.
  @Test func threadsChangeNoFigure() throws {
    var results: Set<String> = []
    for threads in ["1", "2", "7"] {
      let trained = try sandbox.json(
        "train", CommandSandbox.digits, "--hidden", "500,300", "--epochs", "1", "--validation", "0.5",
        "--threads", threads, "-o", "m.safetensors")
      let losses = ["train_loss", "validation_loss"].map { "\(trained[$0] ?? "none")" }
      let texts = try ["evaluate", "predict"].map { command in
        let result = try sandbox.run(command, "m.safetensors", CommandSandbox.digits, "--threads", threads)
        #expect(result.exitCode == 0)
        return result.standardOutput
      }
      results.insert((losses + texts).joined(separator: "\n"))
    }
    #expect(results.count == 1)
  }

  @Test func evaluateSaysHowWellEachClassIsTold() throws {
    let model = try sandbox.trainIris()
    let result = try sandbox.json("evaluate", model, CommandSandbox.iris, "--top-k", "1")
    #expect(result["top_k"] as? Int == 1)
    #expect(result["top_k_accuracy"] as? Double == result["accuracy"] as? Double)
    #expect(result["labels"] as? [String] == ["setosa", "versicolor", "virginica"])
    let matrix = try #require(result["confusion_matrix"] as? [[Int]])
    #expect(matrix.map { $0.reduce(0, +) } == [50, 50, 50])
    let classes = try #require(result["classes"] as? [[String: Any]])
    #expect(classes.map { $0["recall"] as? Double } == (0..<3).map { Double(matrix[$0][$0]) / 50 })
    #expect(result["roc_auc_classes"] as? Int == 3)
    let text = try sandbox.run("evaluate", model, CommandSandbox.iris).standardOutput
    #expect(text.contains("actual \\ predicted  setosa  versicolor  virginica"))
    #expect(text.contains("weighted average"))
  }

  @Test func aFigureThatIsNotDefinedIsNull() throws {
    let both = try sandbox.folder.write("x,y\n1,a\n2,b\n3,a\n4,b\n", to: "both.csv")
    let one = try sandbox.folder.write("x,y\n1,a\n3,a\n", to: "one.csv")
    _ = try sandbox.json("train", both, "--epochs", "1", "-o", "m.safetensors")
    let evaluated = try sandbox.json("evaluate", "m.safetensors", both)
    #expect(evaluated["roc_auc"] is Double)
    #expect(try sandbox.json("evaluate", "m.safetensors", one)["roc_auc"] is NSNull)
  }

  @Test func predictWritesLabelsAndProbabilities() throws {
    let model = try sandbox.trainIris(epochs: 200)
    let lines = try sandbox.run("predict", model, CommandSandbox.iris).standardOutput.split(separator: "\n")
    #expect(lines[0] == "prediction,probability_setosa,probability_versicolor,probability_virginica")
    #expect(lines.count == 151)
    let first = lines[1].split(separator: ",")
    #expect(first[0] == "setosa")
    let sum = first.dropFirst().compactMap { Double($0) }.reduce(0, +)
    #expect(abs(sum - 1) < 1e-6)
  }

  @Test func predictFindsColumnsByName() throws {
    let model = try sandbox.trainIris()
    let data = try sandbox.folder.write(
      "petal_width,petal_length,id,sepal_width,sepal_length\n0.2,1.4,x,3.5,5.1\n", to: "other.csv")
    let reordered = try sandbox.run("predict", model, data).standardOutput.split(separator: "\n")
    let original = try sandbox.run("predict", model, CommandSandbox.iris).standardOutput.split(
      separator: "\n")
    #expect(reordered == Array(original.prefix(2)))
  }

  @Test func predictWritesAFileWhole() throws {
    let model = try sandbox.trainIris()
    let result = try sandbox.run("predict", model, CommandSandbox.iris, "-o", "p.csv")
    #expect(result.exitCode == 0)
    #expect(result.standardOutput.isEmpty)
    #expect(try sandbox.folder.read("p.csv").split(separator: "\n").count == 151)
    #expect(try sandbox.folder.names == ["iris.safetensors", "p.csv"])
  }

  @Test func predictKeepsDamagedInputFromTheOutput() throws {
    let model = try sandbox.trainIris()
    let output = try sandbox.folder.write("old", to: "p.csv")
    let data = try sandbox.folder.write(
      "sepal_length,sepal_width,petal_length,petal_width\n1,2,3\n", to: "bad.csv")
    #expect(try sandbox.run("predict", model, data, "-o", output).exitCode == 65)
    #expect(try sandbox.folder.read("p.csv") == "old")
  }

  @Test func inspectCountsOneOfAThing() throws {
    let sandbox = try CommandSandbox(preset: "classic")
    let model = try sandbox.trainIris(epochs: 1)
    let text = try sandbox.run("inspect", model).standardOutput
    #expect(text.contains("\ntrained for 1 epoch on 150 rows"), "\(text)")
    #expect(text.contains(" steps, 1 epoch\n"), "\(text)")
  }

  @Test func inspectShowsEveryNeuron() throws {
    let model = try sandbox.trainIris()
    let text = try sandbox.run("inspect", model, "--weights").standardOutput
    #expect(text.contains("classify 4-4-3, 35 parameters, f32"))
    #expect(text.split(separator: "\n").count { $0.hasPrefix("  neuron") } == 7)
    let json = try sandbox.json("inspect", model, "--weights")
    #expect((json["weights"] as? [[[Double]]])?.map(\.count) == [4, 3])
    #expect(json["labels"] as? [String] == ["setosa", "versicolor", "virginica"])
  }

  @Test func gradientsAgree() throws {
    let result = try sandbox.json("gradcheck", sandbox.trainIris(), CommandSandbox.iris)
    #expect(result["passed"] as? Bool == true)
    #expect(try #require(result["relative_error"] as? Double) <= 1e-7)
  }

  /// A loss that is not finite has no differences: that is said, with the data's name.
  @Test func gradientsOfAnInfiniteLoss() throws {
    let data = try sandbox.folder.write("x,y\n1,2\n2,3\n3,4\n1e300,5\n", to: "large.csv")
    let training = try sandbox.run(
      "train", data, "--task", "regress", "--hidden", "1", "--activation", "linear", "--normalize", "none",
      "--epochs", "0", "--normalize-target", "none", "--init", "constant:1", "--precision", "f64", "-o",
      "m.safetensors")
    #expect(training.exitCode == 0 || training.exitCode == 3, "\(training.standardError)")
    let result = try sandbox.run("gradcheck", "m.safetensors", data)
    #expect(result.exitCode == 65)
    #expect(result.standardError.contains("large.csv: found a loss of inf"), "\(result.standardError)")
  }

  /// A network that is wrong for all samples, and so sure of itself that nothing is left to compare.
  @Test func gradientsThatAreTooSmallToTell() throws {
    let data = try sandbox.folder.write("x,y\n1,0\n-1,1\n", to: "wrong.csv")
    let training = try sandbox.run(
      "train", data, "--task", "regress", "--hidden", "1", "--activation", "linear", "--normalize", "none",
      "--epochs", "0", "--normalize-target", "none", "--output", "sigmoid", "--loss", "mse", "--init",
      "constant:4.427", "--precision", "f64", "-o", "m.safetensors")
    #expect(training.exitCode == 0, "\(training.standardError)")
    let text = try sandbox.run("gradcheck", "m.safetensors", data)
    #expect(text.exitCode == 0 && text.standardOutput.hasPrefix("undecided: "), "\(text.standardOutput)")
    #expect(text.standardOutput.contains("; 4 derivatives too small beside the loss to tell"))
    let json = try sandbox.json("gradcheck", "m.safetensors", data)
    #expect(json["unresolved_parameters"] as? Int == 4 && json["parameters"] as? Int == 4)
  }

  @Test func explainTakesTheUnitsOfTheData() throws {
    let model = try sandbox.trainIris()
    let result = try sandbox.json("explain", model, "--input", "5.1,3.5,1.4,0.2", "--target", "setosa")
    let outputs = try #require(result["outputs"] as? [[Double]])
    let predicted = try sandbox.run("predict", model, CommandSandbox.iris).standardOutput
    let row = predicted.split(separator: "\n")[1].split(separator: ",").dropFirst().compactMap { Double($0) }
    #expect(zip(outputs[1], row).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  private static let stepOptions: [[String]] = [
    [], ["--reduction", "sum"], ["--freeze", "1"], ["--l1", "0.01", "--weight-decay", "0.02"],
    ["--clip-norm", "0.05"], ["--label-smoothing", "0.1"], ["--class-weights", "virginica=7"],
    ["--bias-learning-rate", "0.3"], ["--loss", "mse", "--output", "tanh", "--reduction", "sum"],
    ["--activation", "prelu", "--clip-value", "0.01", "--freeze", "2", "--class-weights", "auto"],
  ]

  /// The step that is explained is the one that training takes when it goes on with that sample.
  @Test(arguments: stepOptions.indices) func explainTakesTheStepOfTheTraining(index: Int) throws {
    let plain = ["--optimizer", "sgd:0", "--hidden", "4", "--epochs", "3", "--precision", "f64"]
    _ = try sandbox.json(["train", CommandSandbox.iris] + plain + Self.stepOptions[index] + ["-o", "m"])
    let row = try sandbox.folder.write(
      "sepal_length,sepal_width,petal_length,petal_width,species\n5.1,3.5,1.4,0.2,virginica\n", to: "row.csv")
    let explained = try sandbox.run(
      "explain", "m", "--input", "5.1,3.5,1.4,0.2", "--target", "virginica", "--json")
    _ = try sandbox.json("train", row, "--from", "m", "--epochs", "1", "-o", "after")
    let network = try Model(contentsOf: sandbox.folder.path("after")).network(as: Double.self)
    for layer in 0..<2 {
      // As text, which has every digit; Foundation's reader may round.
      #expect(explained.standardOutput.contains(network.biases(ofLayer: layer).description.compact))
      let weights = network.weights(ofLayer: layer)
      let rows = stride(from: 0, to: weights.count, by: 4).map { Array(weights[$0..<$0 + 4]) }
      #expect(explained.standardOutput.contains(rows.description.compact))
    }
  }

  @Test func explainWithoutASampleIsRefused() throws {
    let result = try sandbox.run("explain", try sandbox.trainIris())
    #expect(result.exitCode == 64)
    #expect(result.standardError.contains("error: --input: found nothing"))
  }

  @Test(arguments: ["worked-2-2-2-a", "worked-2-2-2-b", "worked-2-3-2-1"])
  func explainAndExampleAgree(name: String) throws {
    let explained = try sandbox.run("explain", "--example", name, "--json").standardOutput
    let example = try sandbox.run("example", name, "--json").standardOutput
    #expect(example.contains("\"first_step\":" + explained.trimmingCharacters(in: .newlines)))
  }

  @Test(arguments: ["curve", "xor"]) func examplesDependOnTheirSeedAlone(name: String) throws {
    let first = try sandbox.run("example", name, "--json", "--seed", "4").standardOutput
    #expect(first == (try sandbox.run("example", name, "--json", "--seed", "4").standardOutput))
    #expect(first != (try sandbox.run("example", name, "--json", "--seed", "5").standardOutput))
    #expect(first.hasPrefix("{\"name\":\"\(name)\",\"seed\":4,"))
  }

  @Test func examplesWriteTheirNumbers() throws {
    #expect(try sandbox.run("example", "curve", "--out", ".").exitCode == 0)
    #expect(
      try sandbox.folder.names == [
        "curve-fit.csv", "curve-fit.svg", "curve-loss.csv", "curve-loss.svg", "curve-points.csv",
      ])
  }
}

extension String {
  /// Without blanks, as JSON is written here.
  fileprivate var compact: String { filter { $0 != " " } }
}
