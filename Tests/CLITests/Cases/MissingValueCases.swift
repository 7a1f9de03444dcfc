import Foundation
import Testing

/// Gaps in training, evaluation and prediction, and labels that a model does not know.
@Suite struct MissingValueCases {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox()
  }

  private func writeGaps() throws {
    var numbers = CaseNumbers(seed: 7)
    try sandbox.write(
      "gaps.csv",
      "id,a,b,y\n"
        + (0..<100).map { row in
          let (a, b) = (numbers.uniform(), numbers.uniform())
          return "r\(row),\(fixed(a, 4)),\(row % 20 == 7 ? "" : fixed(b, 4)),\(fixed(2 * a + b, 4))\n"
        }.joined())
  }

  /// The choice of the training is kept, and predictions stay beside their rows.
  @Test func rowsWithGapsHaveNoPrediction() throws {
    try writeGaps()
    let trained = try sandbox.json(
      "train", "gaps.csv", "--ignore", "id", "--missing", "drop", "--epochs", "20", "-o", "m.safetensors")
    let figures = try sandbox.evaluate("gaps.csv")
    #expect(figures["rows"] as? Int == 95)
    let metrics = try #require(trained["metrics"] as? [String: Any])
    #expect(metrics["rmse"] as? Double == figures["rmse"] as? Double)
    let result = try sandbox.run("predict", "m.safetensors", "gaps.csv", "--keep", "id")
    let lines = result.standardOutput.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 102 && lines[0] == "id,y")
    #expect((0..<100).allSatisfy { lines[$0 + 1].hasPrefix("r\($0),") })
    #expect((0..<100).filter { lines[$0 + 1].hasSuffix(",") } == [7, 27, 47, 67, 87])
    #expect(result.standardError.contains("5 of 100 rows left out: missing values (5 in b)"))
    #expect(try sandbox.lines("predict", "m.safetensors", "gaps.csv").count == 101)
    #expect(try sandbox.run("predict", "m.safetensors", "gaps.csv", "--missing", "error").exitCode == 65)
  }

  /// Where no row would be left, the columns are named that most rows lack.
  @Test func columnsThatMostRowsLackAreNamed() throws {
    let rows = (0..<40).map { row in
      "\(row % 7).5,\(row < 10 ? "1" : ""),\(row < 9 ? "" : "2"),\(row % 5 == 0 ? "" : "3"),\(row).25\n"
    }
    try sandbox.write("gaps.csv", "a,b,c,d,y\n" + rows.joined())
    let arguments = ["train", "gaps.csv", "--missing", "drop", "--epochs", "2", "-o", "m.safetensors"]
    try sandbox.write("thin.csv", "a,b,c,d,y\n" + rows.prefix(9).joined())
    let result = try sandbox.run(["train", "thin.csv"] + arguments.dropFirst(2))
    #expect(result.exitCode == 65)
    #expect(
      result.standardError.contains(
        "thin.csv::c: found no value in any row, expected numbers or words\nhint: --ignore c leaves it out"))
    let all = try sandbox.run(arguments)
    #expect(
      all.exitCode == 0 && all.standardError.contains("left out: missing values (30 in b, 9 in c, 8 in d)"))
    try sandbox.write("rows.csv", "a,b,c,d,y\n" + rows.prefix(9).joined() + rows.suffix(20).joined())
    let none = try sandbox.run(["train", "rows.csv"] + arguments.dropFirst(2))
    #expect(none.exitCode == 65)
    #expect(
      none.standardError.contains(
        """
        rows.csv: found a missing value in every row (20 in b, 9 in c, 6 in d), expected a whole row
        hint: --ignore b leaves out what most rows lack; inputs can be replaced by their mean: --missing mean
        """))
  }

  /// What stood for a missing value in training does so in use, unless it is said again.
  @Test func textsOfMissingValuesAreKept() throws {
    let rows = (0..<60).map { row in
      "\(row % 7).5,\(row % 10 == 3 ? "-999" : row % 10 == 4 ? "NA" : "\(row % 5)"),\(row % 7).25\n"
    }
    try sandbox.write("codes.csv", "a,b,y\n" + rows.joined())
    let arguments = [
      "--missing-values", "-999,NA", "--missing", "drop", "--task", "regress", "--epochs", "5",
    ]
    _ = try sandbox.json(["train", "codes.csv", "-o", "m.safetensors"] + arguments)
    #expect(try sandbox.evaluate("codes.csv")["rows"] as? Int == 48)
    #expect(try sandbox.evaluate("codes.csv", "--missing-values", "NA")["rows"] as? Int == 54)
    #expect(try sandbox.lines("predict", "m.safetensors", "codes.csv").count { $0 == "\"\"" } == 12)
    let further = try sandbox.json("train", "codes.csv", "--from", "m.safetensors", "-o", "n.safetensors")
    #expect(further["task"] as? String == "regress")
    #expect(try sandbox.evaluate("codes.csv", model: "n.safetensors")["rows"] as? Int == 48)
    _ = try sandbox.json(
      ["train", "codes.csv", "--ignore", "y", "-o", "a.safetensors"] + arguments.dropLast(4)
        + ["--task", "autoencode", "--epochs", "5"])
    #expect(
      try sandbox.lines("encode", "a.safetensors", "codes.csv").filter { $0.allSatisfy { $0 == "," } }.count
        == 12)
    // Arrays have no texts.
    try sandbox.write(
      "rows.npy", ArrayCases.npy("<f8", shape: "(2, 3)", ArrayCases.bytes([1.5, 2, 1.25, 2.5, 3, 2.25])))
    #expect(try sandbox.evaluate("rows.npy")["rows"] as? Int == 2)
  }

  @Test func predictionsAreObjectsIfAsked() throws {
    try writeGaps()
    try sandbox.train("gaps.csv", "--ignore", "id", "--missing", "drop", "--epochs", "1")
    let lines = try sandbox.lines("predict", "m.safetensors", "gaps.csv", "--json", "--keep", "id,b")
    #expect(lines.count == 100)
    #expect(lines[7] == "{\"id\":\"r7\",\"b\":null,\"y\":null}")
    #expect(lines[8].hasPrefix("{\"id\":\"r8\",\"b\":0."))
  }

  /// A gap in every row leaves every prediction empty, and what else can be done is said as an option.
  @Test func gapsInEveryRowLeaveEmptyLines() throws {
    try writeGaps()
    try sandbox.train("gaps.csv", "--ignore", "id", "--missing", "drop", "--epochs", "1")
    try sandbox.write("none.csv", "a,b\n" + String(repeating: "0.5,\n", count: 3))
    let result = try sandbox.run("predict", "m.safetensors", "none.csv")
    #expect(result.exitCode == 0)
    #expect(result.standardOutput == "y\n\"\"\n\"\"\n\"\"\n")
    #expect(
      result.standardError.contains(
        "warning: 3 of 3 rows left out: missing values (3 in b); there is no prediction at all"))
    let strict = try sandbox.run("predict", "m.safetensors", "none.csv", "--missing", "error")
    #expect(
      strict.exitCode == 65
        && strict.standardError.contains("hint: --missing drop leaves the predictions of such rows empty\n"))
    let measured = try sandbox.run("evaluate", "m.safetensors", "gaps.csv", "--missing", "error")
    #expect(
      measured.standardError.contains("hint: rows with missing values can be left out: --missing drop\n"))
    try sandbox.train("gaps.csv", "--ignore", "id", "--missing", "mean", "--epochs", "1")
    let means = try sandbox.run("predict", "m.safetensors", "none.csv", "--missing", "error")
    #expect(means.standardError.contains("; --missing mean takes the means of the training"))
  }

  /// A class called NA is none unless it is said.
  @Test func aClassMayBeCalledNA() throws {
    func write(_ name: String, quote: String) throws {
      try sandbox.write(
        name,
        "x,region\n"
          + (0..<60).map { "\($0 % 3).\($0 % 7),\(quote)\(["EU", "NA", "AS"][$0 % 3])\(quote)\n" }.joined())
    }
    try write("quoted.csv", quote: "\"")
    try write("plain.csv", quote: "")
    func classes(_ arguments: String...) throws -> String {
      _ = try sandbox.json(["train"] + arguments + ["--epochs", "1", "-o", "m.safetensors"])
      return try #require(try sandbox.lines("inspect", "m.safetensors").first { $0.hasPrefix("classes") })
    }
    #expect(try classes("quoted.csv") == "classes  AS, EU, NA")
    #expect(try classes("plain.csv", "--missing-values", "") == "classes  AS, EU, NA")
    let dropped = try sandbox.run(
      "train", "plain.csv", "--missing", "drop", "--epochs", "1", "-o", "m.safetensors")
    #expect(dropped.standardError.contains("20 of 60 rows left out: missing values (20 in region)"))
  }

  /// A label that the model does not know is a wrong answer; where none is known, something else is wrong.
  @Test func unknownLabelsAreWrongAnswers() throws {
    func rows(_ count: Int, end: String = "") -> String {
      (0..<count).map { "\($0 % 3).\($0 % 2),\(["a", "b", "c"][$0 % 3])\(end)\n" }.joined()
    }
    try sandbox.write("tr.csv", "x,cls\n" + rows(90))
    try sandbox.write("te.csv", "x,cls\n" + rows(30) + "1.5,d\n")
    try sandbox.write("dot.csv", "x,cls\n" + rows(30, end: "."))
    try sandbox.train("tr.csv", "--optimizer", "adam", "--learning-rate", "0.05", "--epochs", "200")
    let result = try sandbox.run("evaluate", "m.safetensors", "te.csv", "--json")
    #expect(
      result.standardError.contains(
        "1 row of a class that the model does not know (d; line 32) counted as wrong"))
    let figures = try sandbox.evaluate("te.csv")
    #expect(abs(try #require(figures["accuracy"] as? Double) - 30.0 / 31) < 1e-12)
    #expect(figures["rows"] as? Int == 31 && figures["unknown_rows"] as? Int == 1)
    // scikit-learn: mean recall of a, b, c and d.
    #expect(abs(try #require(figures["balanced_accuracy"] as? Double) - 0.75) < 1e-12)
    #expect(try sandbox.lines("evaluate", "m.safetensors", "te.csv").contains { $0.hasPrefix("(unknown)") })
    let dot = try sandbox.run("evaluate", "m.safetensors", "dot.csv")
    #expect(dot.exitCode == 65 && dot.standardError.contains("dot.csv:2:cls: found 'a.'"))
    #expect(dot.standardError.contains("none of the 3 different labels of the data is known"))
    let validation = try sandbox.run(
      "train", "tr.csv", "--validation", "te.csv", "--optimizer", "adam", "--learning-rate", "0.05",
      "--epochs", "200", "-o", "m2.safetensors", "--json")
    #expect(
      validation.standardError.contains(
        "validation part: 1 row of a class that the model does not know (d; line 32) counted as wrong, "
          + "but not in the loss"))
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(validation.standardOutput.utf8)) as? [String: Any])
    let measured = try #require(report["validation_metrics"] as? [String: Any])
    #expect(abs(try #require(measured["accuracy"] as? Double) - 30.0 / 31) < 1e-12)
    // Continuing from a model treats it the same way.
    let next = try sandbox.run(
      "train", "tr.csv", "--from", "m2.safetensors", "--validation", "te.csv", "--epochs", "1",
      "-o", "m3.safetensors", "--json")
    #expect(next.exitCode == 0 && next.standardError.contains("(d; line 32) counted as wrong"))
  }

  /// So it is where several columns of labels are learnt, and in a test file beside training.
  @Test func unknownLabelsOfSeveralTargetsAreWrongAnswers() throws {
    let rows = (0..<60).map { "\($0 % 2),\(["y", "n"][$0 % 2]),\(["u", "v"][$0 % 2])\n" }.joined()
    try sandbox.write("tr.csv", "x,p,q\n" + rows)
    try sandbox.write("te.csv", "x,p,q\n0,y,u\n1,maybe,v\n1,n,v\n0,y,u\n")
    try sandbox.train(
      "tr.csv", "--target", "p,q", "--task", "classify", "--optimizer", "adam", "--learning-rate", "0.05",
      "--epochs", "100")
    let result = try sandbox.run("evaluate", "m.safetensors", "te.csv")
    #expect(
      result.standardError.contains(
        "warning: 1 row of a class that the model does not know (p=maybe; line 3) counted as wrong"))
    let figures = try sandbox.evaluate("te.csv")
    #expect(figures["rows"] as? Int == 4 && figures["unknown_rows"] as? Int == 1)
    #expect(figures["accuracy"] as? Double == 0.75 && figures["hamming_accuracy"] as? Double == 0.875)
    let tested = try sandbox.run(
      "train", "tr.csv", "--target", "p,q", "--task", "classify", "--test", "te.csv", "--epochs", "1", "-o",
      "m2.safetensors")
    #expect(tested.exitCode == 0 && tested.standardError.contains("(p=maybe; line 3) counted as wrong"))
    try sandbox.write("none.csv", "x,p,q\n0,maybe,u\n1,n,w\n")
    let none = try sandbox.run("evaluate", "m.safetensors", "none.csv")
    #expect(none.exitCode == 65 && none.standardError.contains("none.csv:2:p: found 'maybe'"))
    #expect(none.standardError.contains("hint: there is no row whose labels are all known"))
  }

  @Test func classesByThresholdAndWithoutProbabilities() throws {
    try sandbox.write("two.csv", "x,c\n" + (0..<40).map { "\($0),\($0 > 19 ? "yes" : "no")\n" }.joined())
    try sandbox.train("two.csv", "--epochs", "30")
    let all = try sandbox.lines(
      "predict", "m.safetensors", "two.csv", "--threshold", "0", "--no-probabilities")
    #expect(all == ["prediction"] + [String](repeating: "yes", count: 40))
    #expect(
      try sandbox.run("predict", "two.csv", "m.safetensors").standardError.contains("MODEL before DATA"))
  }
}
