import Testing

/// Files of rows that are held back, and data that a model is used on: what is said of their numbers.
@Suite struct HeldPartCases {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox(preset: "classic")
    try sandbox.write("train.csv", Self.rows { "\($0 * 7 % 40).5,\($0 * 11 % 40 + 50),\($0 * 13 % 40).25" })
    try sandbox.write("units.csv", Self.rows { "\($0 + 1)500,\($0 + 50),\($0).25" })
    try sandbox.write("target.csv", Self.rows { "\($0).5,\($0 + 50),\($0 + 1)250" })
    // A deviation of 1 around 0, and numbers from 0 to 1.
    try sandbox.write(
      "scaled.csv",
      Self.rows { "\((Double($0 * 7 % 40) - 19.5) / 11.5),\((Double($0 * 11 % 40) - 19.5) / 11.5),\($0).25" })
    try sandbox.write(
      "ranges.csv", Self.rows { "\(Double($0 * 7 % 40) / 39),\(Double($0 * 11 % 40) / 39),\($0).25" })
    try sandbox.write("codes.csv", Self.rows { "\($0 % 9 == 2 ? "-999" : "\($0).5"),\($0 + 50),\($0).25" })
    try sandbox.write("slip.csv", Self.rows { "\($0 == 7 ? "8250" : "\($0).5"),\($0 + 50),\($0).25" })
    try sandbox.write("totals.csv", Self.rows { "\($0).5,\($0 + 50),\($0).25" } + "800,2780,790\n")
    try sandbox.write("later.csv", Self.rows { "\($0 + 20).5,\($0 + 70),\($0).25" })
  }

  private static func rows(_ row: (Int) -> String) -> String {
    "a,b,y\n" + (0..<40).map { row($0) + "\n" }.joined()
  }

  private static let warnings: [(file: String, text: String?)] = [
    ("units.csv", "most numbers of a are far outside of those in the training data"),
    ("target.csv", "most numbers of y are far outside of those in the training data"),
    ("scaled.csv", "the numbers of a, b look scaled, those of the training not"),
    ("ranges.csv", "the numbers of a, b look scaled, those of the training not"),
    ("codes.csv", "a: -999 in 5 rows stands apart from all other numbers"),
    ("slip.csv", "a is 8250 in line 9, far from all other rows"),
    ("later.csv", nil),
  ]

  private func train(_ arguments: String...) throws -> (exitCode: Int, text: String) {
    let result = try sandbox.run(
      ["train", "train.csv", "--epochs", "1", "--progress", "none", "-o", "m.safetensors"] + arguments)
    return (Int(result.exitCode), result.standardError)
  }

  @Test(arguments: warnings.indices) func areWarnedOf(index: Int) throws {
    let (file, text) = Self.warnings[index]
    for (option, part) in [("--validation", "validation part"), ("--test", "test part")] {
      let result = try train(option, file)
      #expect(result.exitCode == 0, "\(result.text)")
      #expect(
        text.map { result.text.contains("warning: \(part): \($0)") } ?? !result.text.contains(
          "warning: \(part)"),
        "\(result.text)")
    }
    try sandbox.train("train.csv", "--epochs", "1")
    for command in ["evaluate", "predict"] {
      let result = try sandbox.run([command, "m.safetensors", file]).standardError
      #expect(text.map { result.contains("warning: \($0)") } ?? !result.contains("warning"), "\(result)")
    }
  }

  @Test func totalsAreRefused() throws {
    for option in ["--validation", "--test"] {
      let result = try train(option, "totals.csv")
      #expect(result.exitCode == 65)
      #expect(
        result.text.contains("error: totals.csv:42: found the sums of all other rows"), "\(result.text)")
    }
  }

  /// Rows that were copied into another file; those of four kinds alone stand everywhere.
  @Test func rowsOfTheTrainingAreNoTest() throws {
    try sandbox.write("copy.csv", Self.rows { "\($0 * 7 % 40).5,\($0 * 11 % 40 + 50),\($0 * 13 % 40).25" })
    try sandbox.write(
      "some.csv", Self.rows { "\($0 * 7 % 40).5,\($0 * 11 % 40 + 50),\($0 % 4 == 0 ? 3 : $0 * 13 % 40).25" })
    let warning = "stand among the training rows, too"
    #expect(try train("--test", "copy.csv").text.contains("warning: test part: all rows that were looked at"))
    #expect(try train("--test", "some.csv").text.contains("test part: 30 of 40 rows that were looked at"))
    #expect(!(try train("--test", "later.csv").text.contains(warning)))
    try sandbox.write("train.csv", Self.rows { "\($0 % 2),\($0 / 2 % 2),\(($0 + $0 / 2) % 2)" })
    try sandbox.write("xor.csv", Self.rows { "\($0 % 2),\($0 / 2 % 2),\(($0 + $0 / 2) % 2)" })
    #expect(!(try train("--test", "xor.csv").text.contains(warning)))
  }

  /// Training that goes on says it once, too.
  @Test func continuedTrainingWarnsOnce() throws {
    try sandbox.train("train.csv", "--epochs", "1")
    let result = try train("--from", "m.safetensors", "--validation", "units.csv")
    #expect(result.exitCode == 0, "\(result.text)")
    #expect(result.text.count(of: "far outside of those in the training data") == 1, "\(result.text)")
  }

  /// A model of scaled numbers is used on those in the data's units.
  @Test func unitsOfScaledTrainingAreMissed() throws {
    try sandbox.train("scaled.csv", "--epochs", "1")
    let result = try sandbox.run(["predict", "m.safetensors", "train.csv"]).standardError
    #expect(result.contains("warning: most numbers of a, b are far outside"), "\(result)")
  }
}

extension String {
  /// How often a text stands in this one.
  fileprivate func count(of text: String) -> Int { ranges(of: text).count }
}
