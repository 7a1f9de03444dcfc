import Foundation
import Testing

/// Class labels have the text that they have in the data, in every command.
@Suite struct LabelTextCases {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox()
  }

  /// Sixty rows of a number near 0, 1 or 2 and the label for it.
  private func write(_ name: String, labels: [String], head: String = "x,c", delimiter: String = ",") throws {
    let rows = (0..<60).map { row in
      let label = labels[row % 3]
      let x = delimiter == ";" ? "\(row % 3),\(row % 7)" : "\(row % 3).\(row % 7)"
      return (head == "c,x" ? "\(label)\(delimiter)\(x)" : "\(x)\(delimiter)\(label)") + "\n"
    }
    try sandbox.write(name, head.replacing(",", with: delimiter) + "\n" + rows.joined())
  }

  /// The labels of the rows, in turn, and those of the model, in its order.
  private static let labels: [(texts: [String], classes: [String])] = [
    (["1e5", "2e5", "3e5"], ["1e5", "2e5", "3e5"]),
    (["9e0", "1E+05", "2E+05"], ["9e0", "1E+05", "2E+05"]),
    (["10.0", "9.0", "1.0"], ["1.0", "9.0", "10.0"]),
    (["+1", "-1", "+2"], ["-1", "+1", "+2"]),
    (["1.", "2.", "3."], ["1.", "2.", "3."]),
    (["007", "012", "120"], ["007", "012", "120"]),
    (["0x1f", "0x20", "0x21"], ["0x1f", "0x20", "0x21"]),
    (["\"1.0\"", "\"2.0\"", "\"3.0\""], ["1.0", "2.0", "3.0"]),
    (["1.0", "2", "3"], ["1.0", "2", "3"]),
    (["1.0", "2.0", "other"], ["1.0", "2.0", "other"]),
    (["1_000", "2_000", "3_000"], ["1_000", "2_000", "3_000"]),
    (["10%", "20%", "30%"], ["10%", "20%", "30%"]),
    (["1", "2", "3"], ["1", "2", "3"]),
    // Whole numbers of one value are one class, with the plain number for its name.
    (["1", "1.0", "2"], ["1", "2"]),
    (["100000", "1e5", "7"], ["7", "100000"]),
    (["-0", "0", "+1"], ["0", "+1"]),
  ]

  @Test(arguments: labels, ["x,c", "c,x"]) func areKept(
    _ labels: (texts: [String], classes: [String]), head: String
  ) throws {
    try write("t.csv", labels: labels.texts, head: head)
    let options = [
      "--target", "c", "--task", "classify", "--epochs", "3", "--quiet", "--progress", "none", "--preset",
      "classic",
    ]
    _ = try sandbox.json(["train", "t.csv", "-o", "m.safetensors"] + options)
    let predictions = try sandbox.lines("predict", "m.safetensors", "t.csv")
    #expect(
      predictions[0] == (["prediction"] + labels.classes.map { "probability_\($0)" }).joined(separator: ","))
    #expect(predictions.count == 61)
    #expect(
      predictions.dropFirst().allSatisfy { line in labels.classes.contains { line.hasPrefix($0 + ",") } })
    // Each label of the data is known.
    let figures = try sandbox.json(["evaluate", "m.safetensors", "t.csv"])
    #expect(figures["rows"] as? Int == 60 && figures["unknown_rows"] == nil)
    // So is each predicted one in the file of predictions.
    _ = try sandbox.lines("predict", "m.safetensors", "t.csv", "-o", "p.csv")
    let same = try sandbox.run(
      "evaluate", "m.safetensors", "t.csv", "--against", "p.csv", "--tolerance", "1e-4")
    #expect(same.exitCode == 0, "\(same.standardOutput)\(same.standardError)")
    let folds = try sandbox.run(["cv", "t.csv", "--folds", "3"] + options)
    #expect(folds.exitCode == 0, "\(folds.standardError)")
  }

  /// The weights do not depend on how the numbers are written.
  @Test func theWritingChangesNoWeight() throws {
    let digests = try [["10", "9", "1"], ["10.0", "9.0", "1.0"], ["1e1", "9e0", "+1"]].map { labels in
      try write("t.csv", labels: labels)
      return try sandbox.train("t.csv", "--epochs", "3")["weights_sha256"] as? String
    }
    #expect(digests[0] != nil && digests[0] == digests[1] && digests[0] == digests[2])
  }

  /// Labels of other data are those of the model whose number they are.
  @Test func otherWritingsAreKnown() throws {
    try write("t.csv", labels: ["1.0", "2.0", "1e5"])
    try sandbox.train("t.csv", "--epochs", "3")
    try write("other.csv", labels: ["1", "+2", "100000"])
    #expect(try sandbox.evaluate("other.csv")["unknown_rows"] == nil)
    #expect(
      try sandbox.figure("accuracy", "other.csv") == sandbox.figure("accuracy", "t.csv"))
    try write("unknown.csv", labels: ["1", "+2", "4e5"])
    let result = try sandbox.run("evaluate", "m.safetensors", "unknown.csv")
    #expect(result.exitCode == 0 && result.standardError.contains("4e5"), "\(result.standardError)")
    let weighted = try sandbox.run(
      "train", "t.csv", "--class-weights", "1=2,100000=3", "--epochs", "1", "-o", "w.safetensors")
    #expect(weighted.exitCode == 0, "\(weighted.standardError)")
  }

  @Test func decimalCommasAreKept() throws {
    try write("t.csv", labels: ["1,0", "2,0", "3,0"], delimiter: ";")
    try sandbox.train("t.csv", "--epochs", "3")
    #expect(
      try sandbox.lines("predict", "m.safetensors", "t.csv")[0]
        == #"prediction,"probability_1,0","probability_2,0","probability_3,0""#)
    try write("other.csv", labels: ["1", "2.0", "3"])
    #expect(try sandbox.evaluate("other.csv")["unknown_rows"] == nil)
  }

  /// What is said of labels that are written in several ways.
  @Test(arguments: [
    (["1", "1.0", "2"], "c: 1 and 1.0 are one class", "classify"),
    (
      [".5", "0.5", "2"], "c: '.5' and '0.5' are two classes, and differ in how the number is written",
      "classify"
    ),
    (["007", "7", "2"], "c: '007' and '7' are two classes, and differ in how the number is written", "auto"),
    (["1.0", "2.0", "3.0"], "classify: 60 rows (c has 3 different whole numbers", "auto"),
  ])
  func severalWritingsAreSaid(labels: [String], text: String, task: String) throws {
    try write("t.csv", labels: labels)
    let result = try sandbox.run(
      ["train", "t.csv", "--epochs", "1", "-o", "m.safetensors"]
        + (task == "auto" ? [] : ["--task", task]))
    #expect(result.exitCode == 0 && result.standardError.contains(text), "\(result.standardError)")
  }
}
