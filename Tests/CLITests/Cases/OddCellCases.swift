import Foundation
import Testing

/// Cells with units, dates and signs, marks of missing values, words that look alike.
@Suite struct OddCellCases {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox(preset: "classic")
  }

  private static let usual = ["--epochs", "1", "--progress", "none", "-o", "m.safetensors"]

  private func train(_ file: String, _ arguments: String...) throws -> (exitCode: Int32, text: String) {
    let result = try sandbox.run(["train", file] + arguments + Self.usual)
    return (Int32(result.exitCode), result.standardError)
  }

  private static func rows(_ head: String, count: Int = 60, _ row: (Int) -> String) -> String {
    head + "\n" + (0..<count).map { row($0) + "\n" }.joined()
  }

  /// Quantities and dates are no classes by themselves, however they are written.
  @Test(arguments: [
    ("{v} kg", "written with other signs"), ("{v}°", "written with other signs"),
    ("({v})", "written with other signs"), ("{v}K", "written with other signs"),
    ("<{v}", "written with other signs"), ("{v}D+01", "written with other signs"),
    ("USD {v}", "written with other signs"), ("tensor({v})", "written with other signs"),
    ("2024-01-{d} 10:00", "are dates or times"), ("10:{d}", "are dates or times"),
  ])
  func quantitiesAreNoClasses(form: String, reason: String) throws {
    try sandbox.write(
      "t.csv",
      Self.rows("a,y") { row in
        let value = form.replacingOccurrences(of: "{v}", with: "\(row).\(100 + row)")
        return "\(row % 7).5,\(value.replacingOccurrences(of: "{d}", with: "\(10 + row % 50)"))"
      })
    let refused = try train("t.csv")
    #expect(refused.exitCode == 65 && refused.text.contains(reason), "\(refused.text)")
    #expect(refused.text.contains("--task classify takes every value as a class"))
    #expect(try train("t.csv", "--task", "classify").exitCode == 0)
  }

  /// Few of them are: doses, days.
  @Test(arguments: ["10 mg|20 mg|50 mg", "2024-01-01|2024-01-02|2024-01-03", "$5|$10|$20"])
  func fewQuantitiesAreClasses(words: String) throws {
    let words = words.split(separator: "|")
    try sandbox.write("t.csv", Self.rows("a,y") { "\($0 % 7).5,\(words[$0 % 3])" })
    let result = try train("t.csv")
    #expect(result.exitCode == 0 && result.text.contains("classify: 60 rows"), "\(result.text)")
  }

  @Test func aNumberWithAUnitIsNoMissingValueAlone() throws {
    try sandbox.write("t.csv", Self.rows("a,b,y") { "\($0).5,\($0 == 9 ? "12 kg" : "\($0 % 7)"),\($0).25" })
    let result = try train("t.csv")
    #expect(result.text.contains("t.csv:11:b: found '12 kg', expected a number"), "\(result.text)")
    #expect(result.text.contains("no units") && result.text.contains("--missing-values '12 kg'"))
  }

  @Test(arguments: [
    ("n/a", "is n/a a missing value? --missing-values n/a"), ("-", "is - a missing value?"),
    ("None", "is None a missing value?"), ("(blank)", "is (blank) a missing value?"),
    ("Not assigned", "is Not assigned a missing value?"),
    ("#N/A", "is #N/A a missing value? --missing-values '#N/A'"),
    ("\\N", "is \\N a missing value? --missing-values '\\N'"),
  ])
  func wordsForMissingValuesAreAskedAbout(mark: String, note: String) throws {
    for head in ["x,c", "c,y"] {
      try sandbox.write(
        "t.csv",
        Self.rows(head) { row in
          let word = row % 9 == 4 ? mark : ["red", "green"][row % 2]
          return head == "x,c" ? "\(row).5,\(word)" : "\(word),\(row).5"
        })
      let result = try train("t.csv")
      #expect(result.exitCode == 0 && result.text.contains("c: " + note), "\(result.text)")
      #expect(!(try train("t.csv", "--missing-values", "")).text.contains("missing value?"))
    }
  }

  /// In quotes no word is missing, so that the option would change nothing.
  @Test(arguments: ["n/a", "#N/A"]) func wordsInQuotesAreNotAskedAbout(mark: String) throws {
    try sandbox.write(
      "t.csv", Self.rows("c,y") { "\($0 % 9 == 4 ? "\"\(mark)\"" : ["red", "green"][$0 % 2]),\($0).5" })
    #expect(!(try train("t.csv")).text.contains("missing value?"))
    try sandbox.write("n.csv", Self.rows("a,y") { "\($0 % 9 == 4 ? "\"\(mark)\"" : "\($0)"),\($0).5" })
    let result = try train("n.csv")
    #expect(result.exitCode == 65 && !result.text.contains("--missing-values"), "\(result.text)")
  }

  /// Fill values of rasters and simulations; a column of such numbers has none.
  @Test func fillValuesAreAskedAbout() throws {
    try sandbox.write(
      "t.csv", Self.rows("a,b,y") { "\($0).5,\($0 % 9 == 4 ? "9.96921e36" : "\($0 % 7)"),\($0).25" })
    let result = try train("t.csv")
    #expect(
      result.text.contains("warning: b: 9.96921e+36 in 7 rows stands apart from all other numbers"),
      "\(result.text)")
    #expect(result.text.contains("--missing-values 9.96921e+36"), "\(result.text)")
    let dropped = try train("t.csv", "--missing-values", "9.96921e+36", "--missing", "drop")
    #expect(dropped.text.contains("7 of 60 rows left out"), "\(dropped.text)")
    try sandbox.write("t.csv", Self.rows("a,b,y") { "\($0).5,\($0 % 7)e25,\($0).25" })
    #expect(!(try train("t.csv")).text.contains("missing value"))
  }

  @Test(arguments: [
    (["Berlin", "berlin", "Bonn"], "Berlin and berlin are two", "differ in case alone"),
    (["\"red\"", "\"red \"", "\"blue\""], "'red' and 'red ' are two", "differ in blanks alone"),
    (
      ["New York", "New  york", "Rome"], "'New  york' and 'New York' are two",
      "differ in case and blanks alone"
    ),
  ])
  func wordsThatLookAlikeAreWarnedOf(words: [String], pair: String, difference: String) throws {
    try sandbox.write("classes.csv", Self.rows("x,c") { "\($0).5,\(words[$0 % 3])" })
    let classes = try train("classes.csv", "--quiet")
    #expect(classes.text.contains("warning: c: \(pair) classes, and \(difference)"), "\(classes.text)")
    try sandbox.write("words.csv", Self.rows("c,y") { "\(words[$0 % 3]),\($0).5" })
    let categories = try train("words.csv", "--quiet")
    #expect(
      categories.text.contains("warning: c: \(pair) categories, and \(difference)"), "\(categories.text)")
  }

  /// Words that few rows have are counted against these rows.
  @Test func wordsOfFewRowsAreNoCategories() throws {
    try sandbox.write("t.csv", Self.rows("a,cabin,y") { "\($0),\($0 % 4 == 0 ? "C\($0)" : ""),\($0).5" })
    let result = try train("t.csv", "--missing", "mean")
    #expect(result.exitCode == 65 && result.text.contains("cabin"), "\(result.text)")
    #expect(result.text.contains("--ignore cabin"))
  }

  @Test func manyColumnsOfWordsAreCounted() throws {
    let head = (0..<30).map { "w\($0)" }.joined(separator: ",") + ",y"
    try sandbox.write(
      "t.csv",
      Self.rows(head) { row in
        (0..<30).map { ["a", "b"][(row + $0) % 2] + "," }.joined() + "\(row).5"
      })
    let result = try train("t.csv")
    #expect(
      result.exitCode == 0 && result.text.contains("10 further columns of words became inputs"),
      "\(result.text)")
    #expect(result.text.split(separator: "\n").count { $0.contains("one a category") } == 20)
  }

  @Test func infiniteWordsMayBeMissing() throws {
    try sandbox.write("t.csv", Self.rows("a,b,y") { "\($0).5,\($0 == 9 ? "Inf" : "\($0 % 7)"),\($0).25" })
    let result = try train("t.csv")
    let hint = "--missing-values 'Inf,NA,N/A,null,NULL,nan,NaN,?' beside --missing drop"
    #expect(result.text.contains(hint), "\(result.text)")
    #expect(try train("t.csv", "--missing-values", "Inf", "--missing", "drop").exitCode == 0)
  }

  @Test(arguments: [
    ("y\n", "{n}.5", "--task forecast"),
    ("\"a,b,y\"\n", "\"{n},{n},{n}\"", "each row stands in quotes as a whole"),
  ])
  func theOnlyColumnHasAHint(head: String, row: String, hint: String) throws {
    try sandbox.write(
      "t.csv", head + (0..<20).map { row.replacingOccurrences(of: "{n}", with: "\($0)") + "\n" }.joined())
    let result = try train("t.csv")
    #expect(result.exitCode == 65 && result.text.contains(hint), "\(result.text)")
  }

  /// A name in single quotes is a word for the shell.
  @Test func argumentsInHintsAreWordsOfTheShell() throws {
    try sandbox.write("t.csv", Self.rows("'a',y") { "'\($0).5',\($0).25" })
    #expect(try train("t.csv").text.contains("--ignore \"'a'\""))
  }

  @Test func aSeriesFromTheNewestRowIsWarnedOf() throws {
    for (first, falls) in [(40, true), (0, false)] {
      for date in ["2024-01-{d}", "{d}/01/2024", "01/{d}/2024", "{d}-Jan-2024", "17000000{d}"] {
        try sandbox.write(
          "t.csv",
          Self.rows("date,v", count: 18) { row in
            let day = 10 + (first == 0 ? row : 17 - row)
            return date.replacingOccurrences(of: "{d}", with: "\(day)") + ",\(row % 5).5"
          })
        let result = try train("t.csv", "--task", "forecast")
        #expect(
          result.exitCode == 0 && result.text.contains("date falls from row to row") == falls, "\(date)")
      }
    }
  }

  @Test func faultsOfSeriesHaveHints() throws {
    try sandbox.write("gap.csv", Self.rows("v") { $0 == 9 ? "NA" : "\($0 % 5).5" })
    #expect(try train("gap.csv", "--task", "forecast").text.contains("a series has no gaps"))
    try sandbox.write("word.csv", Self.rows("v") { $0 == 9 ? "off" : "\($0 % 5).5" })
    #expect(try train("word.csv", "--task", "forecast").text.contains("--missing-values off"))
  }

  @Test func aTargetAmongTheInputsIsWarnedOf() throws {
    try sandbox.write("t.csv", Self.rows("a,b,y") { "\($0 % 7),\($0).25,\($0).25" })
    let result = try train("t.csv", "--quiet")
    #expect(result.text.contains("warning: b is the target y in every row"), "\(result.text)")
    #expect(result.text.contains("--ignore 2 leaves it out"))
    try sandbox.write("t.csv", Self.rows("a,b,y") { "\($0 % 7),\($0).\($0 == 9 ? 5 : 25),\($0).25" })
    #expect(!(try train("t.csv", "--quiet")).text.contains("in every row"))
  }

  /// Each class with a value of its own, as a number or a word; not fractions that are all different.
  @Test(
    arguments: [
      ("a,id,k", "{a},{2},{w}", "id is another name of the target k in every row"),
      ("a,name,k", "{a},{w},{2}", "name is another name of the target k in every row"),
      ("a,id,k", "{a},{3},{w}", nil), ("x,y", "{a},{a}5", nil),
    ] as [(String, String, String?)])
  func classesAmongTheInputsAreWarnedOf(head: String, form: String, warning: String?) throws {
    try sandbox.write(
      "t.csv",
      Self.rows(head) { row in
        let (words, odd) = (["low", "mid", "high"], row == 9 ? 1 : row % 3)
        return ["a": "\(row).5", "2": "\(7 * (row % 3))", "3": "\(7 * odd)", "w": words[row % 3]]
          .reduce(form) { $0.replacingOccurrences(of: "{\($1.key)}", with: $1.value) }
      })
    let text = try train("t.csv", "--quiet").text
    if let warning {
      #expect(text.contains("warning: \(warning)") && text.contains("--ignore 2 leaves it out"), "\(text)")
    } else {
      #expect(!text.contains("in every row"), "\(text)")
    }
  }

  @Test func conversionsSayWhatIsRounded() throws {
    try sandbox.write("t.csv", "id,y\n9007199254740993,1\n9007199254740995,2\n")
    let result = try sandbox.run("convert", "t.csv", "new.csv")
    #expect(result.standardError.contains("warning: id: numbers beyond 9007199254740992 are rounded"))
    try sandbox.write("t.csv", "id,y\n9007199254740991,1\n2,2\n")
    #expect(!(try sandbox.run("convert", "t.csv", "new.csv")).standardError.contains("warning"))
  }

  @Test func indicatorsAndQueriesAreSaid() throws {
    try sandbox.write(
      "t.csv",
      Self.rows("x,p,q,r") { "\($0).5,\($0 % 3 == 0 ? 1 : 0),\($0 % 3 == 1 ? 1 : 0),\($0 % 3 == 2 ? 1 : 0)" })
    #expect(
      try train("t.csv", "--target", "2-4").text.contains("one of the targets p, q, r is 1 in each row"))
    try sandbox.write("q.svm", (0..<20).map { "\($0 % 2) qid:\($0 / 5) 1:\($0) 2:0.5\n" }.joined())
    #expect(try train("q.svm").text.contains("the queries qid:N are left out"))
  }
}
