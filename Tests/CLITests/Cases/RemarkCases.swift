import Testing

/// What is said of data: the same by every command that trains.
@Suite struct RemarkCases {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox(preset: "classic")
  }

  private static let commands = [
    ["train", "-o", "m.safetensors"], ["cv", "--folds", "2"], ["search", "--grid", "learning-rate=0.1,0.2"],
  ]

  private func standardError(_ command: [String], _ file: String, _ arguments: String...) throws -> String {
    let result = try sandbox.run(
      [command[0], file] + command.dropFirst() + arguments + ["--epochs", "1", "--progress", "none"])
    try #require(result.exitCode == 0, "\(result.standardError)")
    return result.standardError
  }

  @Test(arguments: commands) func rowNumbersAndReasonsAreSaid(command: [String]) throws {
    try sandbox.write("index.csv", ",a,y\n" + (0..<40).map { "\($0),\($0 % 7).5,\($0 % 3)\n" }.joined())
    let text = try standardError(command, "index.csv")
    #expect(text.contains("column 1 has no name and counts the rows: left out"))
    #expect(text.contains("y has 3 different whole numbers; --task regress takes them as numbers"))
  }

  @Test(arguments: commands) func manyClassesAreWarnedOf(command: [String]) throws {
    try sandbox.write("many.csv", "a,y\n" + (0..<40).map { "\($0 % 7).5,class\($0 % 9)\n" }.joined())
    #expect(try standardError(command, "many.csv").contains("warning: 9 classes in 40 rows of y"))
  }

  @Test(arguments: commands) func droppedRowsAreSaid(command: [String]) throws {
    let rows = (0..<40).map { "\($0 % 8 == 0 ? "" : "\($0 % 7).5"),\($0 % 5).25\n" }
    try sandbox.write("gaps.csv", "a,y\n" + rows.joined())
    let text = try standardError(command, "gaps.csv", "--missing", "drop")
    #expect(text.contains("5 of 40 rows left out: missing values (5 in a)"))
  }

  /// -999 is asked about where it stands apart; 9 among digits is not.
  @Test func numbersForMissingValuesAreAskedAbout() throws {
    func rows(_ odd: Int) -> String {
      "a,b,y\n" + (0..<40).map { "\($0 % 7).5,\($0 % 8 == 0 ? odd : $0 % 10),\($0 % 5).25\n" }.joined()
    }
    try sandbox.write("odd.csv", rows(-999))
    let text = try standardError(["train", "-o", "m.safetensors"], "odd.csv")
    #expect(text.contains("warning: b: -999 in 5 rows stands apart from all other numbers"))
    #expect(text.contains("hint: if it stands for missing values: --missing-values -999"))
    try sandbox.write("plain.csv", rows(-9))
    #expect(!(try standardError(["train", "-o", "m.safetensors"], "plain.csv")).contains("missing value"))
  }

  /// Columns of which one is 1 in each row are learnt together; other columns of 0 and 1 are inputs.
  @Test(
    arguments: [
      (
        "x,red,green,blue", [0, 1, 2],
        "columns red, green, blue is 1 in each row: the others say what blue is"
      ),
      ("x,male,female", [0, 1], "columns male, female is 1 in each row: the others say what female is"),
      ("x,none,male,female", [1, 2], "columns male, female is 1 in each row: the others say what female is"),
      ("x,red,green,blue", [0, 1], nil),
    ] as [(String, [Int], String?)])
  func columnsThatTellTheTargetAreWarnedOf(head: String, classes: [Int], text: String?) throws {
    let count = head.split(separator: ",").count - 1
    let rows = (0..<40).map { row in
      // Without a third class, blue is drawn apart from the others.
      let ones = (0..<count).map { column in
        text == nil && column == 2 ? row / 3 % 2 : column == classes[row % classes.count] ? 1 : 0
      }
      return "\(row % 7).5," + ones.map(String.init).joined(separator: ",") + "\n"
    }
    try sandbox.write("t.csv", head + "\n" + rows.joined())
    let said = try standardError(["train", "-o", "m.safetensors"], "t.csv")
    if let text {
      #expect(said.contains("warning: one of the \(text)"), "\(said)")
      #expect(said.contains("hint: --target \(classes[0] + 2)-\(count + 1) learns all of them"), "\(said)")
    } else {
      #expect(!said.contains("in each row"), "\(said)")
    }
  }

  /// Intervals are few words, and not numbers with signs.
  @Test func intervalsAreCategories() throws {
    let ages = ["18-24", "25-34", "35+"]
    try sandbox.write("age.csv", "a,age,y\n" + (0..<40).map { "\($0),\(ages[$0 % 3]),\($0).5\n" }.joined())
    let text = try standardError(["train", "-o", "m.safetensors"], "age.csv")
    #expect(text.contains("age: 3 inputs, one a category (18-24, 25-34, 35+)"))
  }
}
