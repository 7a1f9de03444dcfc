import Foundation
import Testing

/// Data that differ from those of the training: other names, no names, other words and gaps.
@Suite struct DataInUseCases {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox(preset: "classic")
    try sandbox.write("train.csv", Self.rows("a,b,y") { "\($0).5,\($0 % 7),\($0).25" })
    try sandbox.train("train.csv", "--epochs", "1")
  }

  private static func rows(_ head: String, count: Int = 40, _ row: (Int) -> String) -> String {
    (head.isEmpty ? "" : head + "\n") + (0..<count).map { row($0) + "\n" }.joined()
  }

  private func use(_ command: String, _ file: String, _ arguments: String...) throws -> (
    exitCode: Int, text: String
  ) {
    let result = try sandbox.run([command, "m.safetensors", file] + arguments)
    return (Int(result.exitCode), result.standardError)
  }

  @Test func columnsWithoutNamesAreSaidToGoByTheirPlaces() throws {
    let note = "plain.csv: columns without names are taken in the order of the training data"
    try sandbox.write("plain.csv", Self.rows("") { "\($0).5,\($0 % 7),\($0).25" })
    for command in ["evaluate", "predict"] {
      let result = try use(command, "plain.csv")
      #expect(result.exitCode == 0 && result.text.contains(note), "\(result.text)")
      #expect(!(try use(command, "train.csv")).text.contains("the order"))
    }
    let validated = try sandbox.run(
      "train", "train.csv", "--validation", "plain.csv", "--epochs", "1", "-o", "v.safetensors")
    #expect(validated.standardError.contains(note))
    try sandbox.train("plain.csv", "--epochs", "1")
    try sandbox.write("turned.csv", Self.rows("y,b,a") { "\($0).25,\($0 % 7),\($0).5" })
    #expect(
      try use("predict", "turned.csv").text.contains("the training data have no names: columns are taken"))
  }

  /// Without names, all columns but the targets have their order, those without a use too.
  @Test(arguments: [1, 2, 4]) func columnsWithoutNamesMayLackTheTarget(target: Int) throws {
    let rows = (0..<40).map { ["c\($0 % 2)", "\($0).5", "\($0 % 7)", "\($0).25"] }
    func text(_ keeps: (Int) -> Bool) -> String {
      rows.map { row in (0..<4).filter(keeps).map { row[$0] }.joined(separator: ",") + "\n" }.joined()
    }
    let (ignored, others) = target == 1 ? (2, [3, 4]) : (1, [2, 3, 4].filter { $0 != target })
    try sandbox.write("whole.csv", text { _ in true })
    try sandbox.write("rest.csv", text { $0 + 1 != target })
    try sandbox.write("inputs.csv", text { others.contains($0 + 1) })
    try sandbox.train(
      "whole.csv", "--target", "\(target)", "--ignore", "\(ignored)", "--epochs", "1", "--no-header")
    let expected = try sandbox.run("predict", "m.safetensors", "whole.csv")
    #expect(expected.exitCode == 0, "\(expected.standardError)")
    for file in ["rest.csv", "inputs.csv"] {
      let found = try sandbox.run("predict", "m.safetensors", file)
      #expect(found.standardOutput == expected.standardOutput, "\(found.standardError)")
    }
    try sandbox.write("one.csv", text { $0 == 1 })
    #expect(try use("predict", "one.csv").text.contains("expected 4, 3 without the target, or 2 inputs"))
    #expect(try use("evaluate", "rest.csv").exitCode == 65)
  }

  /// Numbers that are far from those of the training, as without the scaling of the training data.
  @Test func otherUnitsAreWarnedOf() throws {
    let warning = "warning: most numbers of a are far outside of those in the training data"
    try sandbox.write("units.csv", Self.rows("a,b,y") { "\($0 + 1)500,\($0 % 7),\($0).25" })
    // Numbers that go on, and a few others, are no other units.
    try sandbox.write("later.csv", Self.rows("a,b,y") { "\($0 + 40).5,\($0 % 7),\($0).25" })
    try sandbox.write(
      "few.csv", Self.rows("a,b,y") { "\($0 + 1)\($0 % 5 == 0 ? "500" : ".5"),\($0 % 7),1.25" })
    for command in ["evaluate", "predict"] {
      let result = try use(command, "units.csv")
      #expect(result.exitCode == 0 && result.text.contains(warning), "\(result.text)")
      for file in ["train.csv", "later.csv", "few.csv"] {
        #expect(!(try use(command, file)).text.contains("far outside"), "\(file)")
      }
    }
    for scaling in ["none", "minmax"] {
      try sandbox.train("train.csv", "--normalize", scaling, "--epochs", "1")
      #expect(try use("predict", "units.csv").text.contains("far outside") == (scaling == "minmax"))
    }
  }

  /// What is none of the rows is refused where a model is used, too, and what looks wrong is said.
  @Test func strayRowsAreRefused() throws {
    let rows = Self.rows("a,b,y") { "\($0).5,\($0 % 7),\($0).25" }
    try sandbox.write("totals.csv", rows + "800,115,790\n")
    try sandbox.write("slip.csv", rows + "1.5,2,8250\n")
    for command in ["evaluate", "predict"] {
      let totals = try use(command, "totals.csv")
      #expect(
        totals.exitCode == 65 && totals.text.contains("totals.csv:42: found the sums of all other rows"))
      let slip = try use(command, "slip.csv")
      #expect(slip.exitCode == 0 && slip.text.contains("warning: y is 8250 in line 42, far from all"))
    }
  }

  @Test func seriesInDisorderAreSaid() throws {
    let days = (10..<30).map { "2024-01-\($0)," }
    func series(_ days: [String]) -> String {
      "date,v\n" + days.enumerated().map { "\($1)\($0 % 7)\n" }.joined()
    }
    try sandbox.write("series.csv", series(days))
    try sandbox.write("newest.csv", series(days.reversed()))
    try sandbox.train("series.csv", "--task", "forecast", "--epochs", "1")
    for command in ["evaluate", "predict"] {
      let result = try use(command, "newest.csv")
      #expect(result.exitCode == 0 && result.text.contains("warning: date falls from row to row"))
    }
    #expect(try use("forecast", "newest.csv", "--steps", "1").text.contains("date falls from row to row"))
    try sandbox.write("gap.csv", "v\n" + (0..<20).map { $0 == 9 ? "\n" : "\($0 % 7)\n" }.joined())
    try sandbox.train("series.csv", "--task", "forecast", "--ignore", "date", "--epochs", "1")
    try sandbox.write("total.csv", series(days) + "2024,\((0..<20).map { $0 % 7 }.reduce(0, +))\n")
    #expect(try use("forecast", "total.csv", "--steps", "1").exitCode == 65)
    for command in ["evaluate", "predict"] {
      let result = try use(command, "gap.csv")
      #expect(result.exitCode == 65 && result.text.contains("gap.csv:11: found a blank line"))
    }
  }

  /// A few rows of words are not names for a model that was trained without any.
  @Test func wordsWithoutNamesAreData() throws {
    let words = { (row: Int) in "\(["s", "m", "l"][row % 3]),\(["x", "y"][row % 2])" }
    try sandbox.write("words.csv", Self.rows("") { "\(words($0)),\(["red", "green"][$0 % 2])" })
    try sandbox.train("words.csv", "--epochs", "1")
    try sandbox.write("new.csv", Self.rows("", count: 2, words))
    #expect(try sandbox.lines("predict", "m.safetensors", "new.csv").count == 3)
    try sandbox.write("named.csv", Self.rows("size,shape", count: 2, words))
    #expect(try use("predict", "named.csv").text.contains("--header if the first line names the columns"))
    #expect(try sandbox.lines("predict", "m.safetensors", "named.csv", "--header").count == 3)
  }

  @Test(arguments: [
    ("A,B,Y", "found no columns \"a\", \"b\"", "a and A are names of two columns"),
    ("u,v,w", "found no columns \"a\", \"b\"", "the columns of the data are u, v, w"),
    ("a,c,y", "found no column \"b\"", "the columns of the data are a, c, y"),
  ])
  func namesThatAreNotThereAreListed(head: String, message: String, hint: String) throws {
    try sandbox.write("new.csv", Self.rows(head) { "\($0).5,\($0 % 7),\($0).25" })
    for command in ["evaluate", "predict"] {
      let result = try use(command, "new.csv")
      #expect(result.exitCode == 65 && result.text.contains(message), "\(result.text)")
      #expect(result.text.contains(hint), "\(result.text)")
    }
  }

  /// Hints name options that the command has.
  @Test(arguments: [
    ("{n}.5,{n},{n}.25", "-,1,2", "--missing-values - beside --missing drop"),
    ("{n}.5 kg,{n},{n}.25", nil, "no units"), ("{n}.5,{n},{n}.25", "inf,1,2", "--missing-values 'inf,NA,"),
    ("\"{n},250.00\",{n},1", nil, "no signs between thousands"),
  ])
  func cellsThatAreNoNumbersHaveHints(row: String, tail: String?, hint: String) throws {
    try sandbox.write(
      "new.csv",
      Self.rows("a,b,y") { row.replacingOccurrences(of: "{n}", with: "\($0 + 1)") }
        + (tail.map { $0 + "\n" } ?? ""))
    for command in ["evaluate", "predict"] {
      let result = try use(command, "new.csv")
      #expect(result.exitCode == 65 && result.text.contains(hint), "\(result.text)")
      for other in ["`", "--ignore", "--one-hot", "--task"] {
        #expect(!result.text.contains(other), "\(result.text)")
      }
    }
  }

  @Test func namesThatStandTwiceHaveNoOptionOfTraining() throws {
    try sandbox.write("twice.csv", Self.rows("a,b,b,y") { "\($0).5,\($0 % 7),1,\($0).25" })
    let result = try use("predict", "twice.csv")
    #expect(result.exitCode == 65 && result.text.contains("the same name for columns 2 and 3"))
    #expect(!result.text.contains("ignore"), "\(result.text)")
  }

  @Test func meansThatAModelDoesNotHaveAreSaid() throws {
    try sandbox.write("gap.csv", Self.rows("a,b,y") { "\($0).5,\($0 == 7 ? "" : "1"),\($0).25" })
    let result = try use("predict", "gap.csv", "--missing", "mean")
    #expect(
      result.exitCode == 65 && result.text.contains("the model has no mean of this column"), "\(result.text)")
  }

  @Test func wordsThatLookLikeKnownOnesAreSaid() throws {
    try sandbox.write("plans.csv", Self.rows("p,a,y") { "\(["basic", "pro"][$0 % 2]),\($0).5,\($0).25" })
    try sandbox.train("plans.csv", "--epochs", "1")
    try sandbox.write("new.csv", "p,a\nBasic,1\n")
    let category = try use("predict", "new.csv")
    #expect(
      category.text.contains("Basic and basic differ in case alone; --unknown-category zero"),
      "\(category.text)")

    try sandbox.write("classes.csv", Self.rows("a,c") { "\($0).5,\(["red", "green"][$0 % 2])" })
    try sandbox.train("classes.csv", "--epochs", "1")
    try sandbox.write("all.csv", Self.rows("a,c") { "\($0).5,\(["Red", "Green"][$0 % 2])" })
    let all = try use("evaluate", "all.csv")
    #expect(all.exitCode == 65 && all.text.contains("Green and green differ in case alone"), "\(all.text)")
    try sandbox.write("some.csv", Self.rows("a,c") { "\($0).5,\($0 == 3 ? "\"red \"" : "red")" })
    let some = try use("evaluate", "some.csv")
    #expect(
      some.exitCode == 0 && some.text.contains("'red ' and 'red' differ in blanks alone"), "\(some.text)")
  }

  /// All columns of a file of labels are targets, and none of them is an input.
  @Test func labelsOfSeveralColumnsAreTargets() throws {
    try sandbox.write("x.csv", Self.rows("a,b") { "\($0).5,\($0 % 7)" })
    try sandbox.write("labels.csv", Self.rows("id,label") { "\($0),\(["red", "green"][$0 % 2])" })
    let all = try sandbox.run(
      "train", "x.csv", "--labels", "labels.csv", "--epochs", "1", "-o", "m.safetensors")
    #expect(all.exitCode == 65 && all.standardError.contains("--target label"), "\(all.standardError)")
    #expect(all.standardError.contains("all 2 columns of labels.csv (id, label) are targets"))
    let one = try sandbox.run(
      "train", "x.csv", "--labels", "labels.csv", "--target", "label", "--epochs", "1", "-o", "m.safetensors")
    #expect(one.exitCode == 0 && one.standardError.contains("network 2-"), "\(one.standardError)")
    #expect(try use("predict", "x.csv").exitCode == 0)
  }

  @Test func packedModelsAndModelsAsDataAreNamed() throws {
    try sandbox.write("packed.safetensors", Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]))
    let packed = try sandbox.run("inspect", "packed.safetensors")
    #expect(
      packed.exitCode == 65 && packed.standardError.contains("data packed by gzip"), "\(packed.standardError)"
    )
    let described = try sandbox.run("describe", "m.safetensors")
    #expect(
      described.exitCode == 65 && described.standardError.contains("found a model"),
      "\(described.standardError)")
  }
}
