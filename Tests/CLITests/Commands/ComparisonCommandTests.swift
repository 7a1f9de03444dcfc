import Foundation
import Testing

/// `bpnet evaluate --against`.
@Suite struct ComparisonCommandTests {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox(preset: "classic")
    _ = try sandbox.folder.write("x,y\n1,2\n2,4\n3,6\n4,8\n", to: "data.csv")
    _ = try sandbox.folder.write("x\n1\n2\n3\n4\n", to: "inputs.csv")
    _ = try sandbox.json(
      "train", "data.csv", "--task", "regress", "--hidden", "none", "--epochs", "0", "--init", "zeros",
      "-o", "m.safetensors")
  }

  private func compare(_ other: String, _ arguments: String...) throws -> BinaryResult {
    _ = try sandbox.folder.write(other, to: "other.csv")
    return try sandbox.run(
      ["evaluate", "m.safetensors", "inputs.csv", "--against", "other.csv"] + arguments)
  }

  /// A network of zeros predicts the mean of the targets, 5.
  @Test(arguments: ["y\n5\n6\n5\n3\n", "id,y\na,5\nb,6\nc,5\nd,3\n", "5\n6\n5\n3\n", "value\n5\n6\n5\n3\n"])
  func differencesAreCounted(other: String) throws {
    let result = try compare(other, "--json")
    #expect(result.exitCode == 0, "\(result.standardError)")
    let json = try JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8)) as? [String: Any]
    #expect(json?["rows"] as? Int == 4)
    #expect(json?["largest_difference"] as? Double == 2 && json?["mean_difference"] as? Double == 0.75)
    let columns = try #require(json?["columns"] as? [[String: Any]])
    #expect(columns.count == 1 && columns[0]["row"] as? Int == 4 && columns[0]["column"] as? String == "y")
  }

  @Test func theToleranceDecides() throws {
    let other = "y\n5\n6\n5\n3\n"
    #expect(try compare(other, "--tolerance", "2").exitCode == 0)
    let result = try compare(other, "--tolerance", "1.99")
    #expect(result.exitCode == 1 && result.standardOutput.contains("largest difference  2"))
  }

  @Test func predictionsAgreeWithThemselves() throws {
    let model = try sandbox.trainIris(epochs: 2)
    #expect(try sandbox.run("predict", model, CommandSandbox.iris, "-o", "p.csv").exitCode == 0)
    let result = try sandbox.run(
      "evaluate", model, CommandSandbox.iris, "--against", "p.csv", "--tolerance", "1e-7")
    #expect(result.exitCode == 0)
    #expect(result.standardOutput.contains("different labels    0 of 150"))
    #expect(result.standardOutput.contains("probability_setosa"))
  }

  @Test func anotherLabelIsADifference() throws {
    let model = try sandbox.trainIris(epochs: 2)
    let labels = "prediction\n" + String(repeating: "setosa\n", count: 149) + "none\n"
    _ = try sandbox.folder.write(labels, to: "p.csv")
    let result = try sandbox.run(
      "evaluate", model, CommandSandbox.iris, "--against", "p.csv", "--tolerance", "1")
    #expect(result.exitCode == 1 && result.standardOutput.contains("of 150"))
  }

  @Test(arguments: [
    ("y\n5\n6\n5\n", "other.csv: found 3 rows, expected 4, as there are predictions"),
    (
      "a,b,c\n5,6,7\n5,6,7\n5,6,7\n5,6,7\n", "other.csv: found 3 columns, none of them called by a prediction"
    ),
    ("y\n5\n\"\"\n5\n3\n", "other.csv:3:y: found a missing value, expected a number"),
    ("y\n5\nsix\n5\n3\n", "other.csv:3:y: found 'six', expected a number"),
  ])
  func faultsAreOneLine(other: String, message: String) throws {
    let result = try compare(other)
    #expect(result.exitCode == 65)
    #expect(result.standardError.contains(message), "\(result.standardError)")
  }

  @Test func theToleranceNeedsAFile() throws {
    let result = try sandbox.run("evaluate", "m.safetensors", "data.csv", "--tolerance", "1")
    #expect(result.exitCode == 64 && result.standardError.contains("--tolerance: found no --against"))
  }
}
