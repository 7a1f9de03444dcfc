import Testing

@testable import BPNet

/// What training would do with a table, and what is said of it.
@Suite struct DataDescriptionTests {
  private func describe(
    _ text: String, _ change: (inout TrainingRecipe) -> Void = { _ in }
  ) throws -> DataDescription {
    var recipe = TrainingRecipe()
    change(&recipe)
    return recipe.description(of: try CSVReader().read(text: text, source: "t.csv"))
  }

  /// Rows of `count` cells made by `cell`, under a header.
  private static func table(_ header: String, rows: Int = 40, _ cells: (Int) -> String) -> String {
    header + "\n" + (0..<rows).map { cells($0) + "\n" }.joined()
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let title: String
    let text: String
    let task: LearningTask
    let inputs: [String]
    var targets = ["y"]
    var labels: [String]?
    var rowCount = 40
    /// What the remarks begin with.
    var remarks: [String] = []
    var testDescription: String { title }
  }

  private static let cases: [Case] = [
    Case(
      title: "numbers", text: table("a,b,y") { "\($0 % 7).5,\($0 % 5),\($0).25" }, task: .regress,
      inputs: ["a", "b"]),
    Case(
      title: "few whole numbers", text: table("a,y") { "\($0 % 7).5,\($0 % 3)" }, task: .classify,
      inputs: ["a"],
      labels: ["0", "1", "2"]),
    Case(
      title: "words", text: table("a,y") { "\($0 % 7).5,\($0 % 2 == 0 ? "no" : "yes")" }, task: .classify,
      inputs: ["a"], labels: ["no", "yes"]),
    Case(
      title: "an index", text: table(",a,y") { "\($0),\($0 % 7).5,\($0).25" }, task: .regress, inputs: ["a"],
      remarks: ["column 1 has no name and counts the rows: left out"]),
    Case(
      title: "a shuffled index", text: table(",a,y") { "\($0 * 7 % 40),\($0 % 7).5,\($0).25" },
      task: .regress,
      inputs: ["a"], remarks: ["column 1 has no name and numbers the rows: left out"]),
    Case(
      title: "an index read and written again",
      text: table("Unnamed: 0,a,y") { "\($0),\($0 % 7).5,\($0).25" },
      task: .regress, inputs: ["a"], remarks: ["column 1 has no name and counts the rows: left out"]),
    Case(
      title: "names of rows", text: table(",a,y") { "car \($0),\($0 % 7).5,\($0).25" }, task: .regress,
      inputs: ["a"], remarks: ["column 1 has no name and names the rows: left out"]),
    Case(
      title: "row names under the name that R gives them",
      text: table("rownames,a,y") { "\($0),\($0 % 7).5,\($0).25" }, task: .regress, inputs: ["a"],
      remarks: ["rownames counts the rows: left out"]),
    Case(
      title: "a target that is the same in every row", text: table("a,y") { "\($0 % 7).5,3.5" },
      task: .regress, inputs: ["a"], remarks: ["y is 3.5 in every row: nothing to learn"]),
    Case(
      title: "row numbers with a name", text: table("id,a,y") { "\($0),\($0 % 7).5,\($0).25" },
      task: .regress,
      inputs: ["id", "a"], remarks: ["id counts the rows and is an input: `ignoredColumns: id` leaves it out"]
    ),
    Case(
      title: "a curve over the row numbers", text: table("x,y") { "\($0),\($0).25" }, task: .regress,
      inputs: ["x"]),
    Case(
      title: "months that come again", text: table("m,y") { "2024-0\($0 % 3 + 1),\($0).25" }, task: .regress,
      inputs: ["m=2024-01", "m=2024-02", "m=2024-03"],
      remarks: ["m: 3 inputs, one a category (2024-01, 2024-02, 2024-03)"]),
    Case(
      title: "words as inputs",
      text: table("a,b,c,y") { "\($0 % 2 == 0),\(["p", "q", "r"][$0 % 3]),0\($0 % 9),\($0).25" },
      task: .regress, inputs: ["a", "b=p", "b=q", "b=r", "c"],
      remarks: [
        "a: true or yes is 1", "b: 3 inputs, one a category (p, q, r)",
        "c: codes such as 00 are read as numbers; `oneHot: c` takes them as words",
      ]),
    Case(
      title: "many classes", text: table("a,y") { "\($0 % 7).5,k\($0 % 9)" }, task: .classify, inputs: ["a"],
      labels: (0..<9).map { "k\($0)" }, remarks: ["9 classes in 40 rows of y"]),
    Case(
      title: "classes that differ in case",
      text: table("a,y") { "\($0 % 7).5,\(["no", "No", "yes"][$0 % 3])" },
      task: .classify, inputs: ["a"], labels: ["No", "no", "yes"],
      remarks: ["y: No and no are two classes, and differ in case alone"]),
    Case(
      title: "one row", text: "a,y\n1,2.5\n", task: .regress, inputs: ["a"], rowCount: 1,
      remarks: ["only 1 row to learn from"]),
    Case(
      title: "numbers beyond 64 bits",
      text: table("id,a,y") { "\(9_007_199_254_740_993 + $0),\($0 % 7).5,\($0).25" },
      task: .regress, inputs: ["id", "a"],
      remarks: ["id: numbers as large as 9.007199254741032e+15 cannot be"]),
  ]

  @Test(arguments: cases) func plansFollowFromTheData(_ sample: Case) throws {
    let description = try describe(sample.text)
    let plan = try description.plan.get()
    #expect(plan.task == sample.task)
    #expect(plan.inputs == sample.inputs)
    #expect(plan.targets == sample.targets)
    #expect(plan.labels == sample.labels)
    #expect(plan.rowCount == sample.rowCount && description.rowCount == sample.rowCount)
    try #require(description.remarks.count == sample.remarks.count, "\(description.remarks)")
    for (remark, start) in zip(description.remarks, sample.remarks) {
      #expect(remark.text.hasPrefix(start), "\(remark.text)")
    }
  }

  /// A word between numbers is an error that says what it may be, however few the numbers are.
  @Test func wordsBetweenFewNumbersAreSaid() throws {
    let text = Self.table("a,y") { "\($0 % 7).5,\($0 == 20 ? "tbd" : "\($0 % 5)")" }
    #expect(
      throws: BPNetError.invalidData(
        at: .init(file: "t.csv", line: 22, column: "y"), found: "'tbd'",
        expected: "a number: 39 of 40 values of y are numbers",
        hint: "`missingValues: tbd` beside `missing: drop` leaves such rows out; "
          + "`task: classify` takes every value as a class")
    ) { try describe(text).plan.get() }
  }

  struct Fault: CustomTestStringConvertible, Sendable {
    let title: String
    let text: String
    let message: String
    let hint: String
    var testDescription: String { title }
  }

  private static let faults: [Fault] = [
    Fault(
      title: "a target with a word", text: table("a,y") { "\($0 % 7).5,\($0 == 30 ? "tbd" : "\($0).25")" },
      message: "t.csv:32:y: found 'tbd', expected a number: 39 of 40 values of y are numbers",
      hint: "`missingValues: tbd` beside `missing: drop` leaves such rows out; `task: classify`"),
    Fault(
      title: "a target with many words",
      text: table("a,y") { "\($0 % 7).5,\($0 % 6 == 0 ? "off \($0)" : "\($0).25")" },
      message: "t.csv:2:y: found 'off 0', expected a number: 33 of 40 values",
      hint: "`task: classify` takes"),
    Fault(
      title: "a target with some numbers in brackets",
      text: table("a,y") { "\($0 % 7).5,\($0 % 6 == 0 ? "(\($0))" : "\($0).25")" },
      message: "t.csv:2:y: found '(0)', expected a number: 7 of 40 values of y are written with other signs",
      hint: "no signs between thousands"),
    Fault(
      title: "a target of dates", text: table("a,y") { "\($0 % 7).5,2024-03-\(10 + $0)" },
      message: "t.csv:2:y: found '2024-03-10', expected a number: 40 of 40 values of y are dates or times",
      hint: "`target: COLUMN` names another column; `task: classify` takes every value as a class"),
    Fault(
      title: "an input with a word",
      text: table("a,b,y") { "\($0 % 7).5,\($0 == 3 ? "None" : "1"),\($0).25" },
      message: "t.csv:5:b: found 'None', expected a number (39 of 40 cells are numbers)",
      hint: "`missingValues: None` beside `missing: drop` leaves such rows out; `oneHot: b` makes 2 inputs"),
    Fault(
      title: "a header of two lines", text: table("a,b,y\nm,kg,EUR") { "\($0 % 7).5,\($0 % 5),\($0).25" },
      message: "t.csv:2:a: found 2 columns that are no numbers",
      hint: "the first row holds words: is the header"),
    Fault(
      title: "a header of two lines over one input", text: table("a,y\nm,EUR") { "\($0 % 7).5,\($0).25" },
      message: "t.csv:2:a: found 'm'", hint: "the first row holds words: is the header"),
    Fault(
      title: "a word in the first row, which may be a header",
      text: table("offline,0.5") { "\($0 % 7).5,\($0 % 5).25" },
      message: "t.csv:1:1: found 'offline'", hint: "`header: present` if the first line names the columns"),
    Fault(
      title: "a word in the last row, which may be a sum",
      text: table("a,y") { "\($0 == 39 ? "Total" : "\($0 % 7).5"),\($0).25" },
      message: "t.csv:41:a: found 'Total'", hint: "the last row holds a word: is it one of the data?"),
    Fault(
      title: "a word beside missing values",
      text: table("a,y") { "\($0 == 3 ? "tbd" : $0 == 4 ? "NA" : "\($0 % 7).5"),\($0).25" },
      message: "t.csv:5:a: found 'tbd'",
      hint: "`missingValues: tbd,NA,N/A,null,NULL,nan,NaN,?` beside `missing: drop`"),
    Fault(
      title: "few values, of which one is a word",
      text: table("a,y") { "\($0).5,\(["0", "1", "2", "3+"][$0 % 4])" },
      message: "t.csv:5:y: found '3+', expected a number: 30 of 40 values of y are numbers",
      hint: "`task: classify` takes every value as a class; `missingValues: 3+`"),
    Fault(
      title: "prices, and a word in most rows",
      text: table("a,y", rows: 120) { "\($0).5,\($0 % 3 < 2 ? "on request" : "\($0).25")" },
      message: "t.csv:2:y: found 'on request', expected a number: 40 of 120 values",
      hint: "`missingValues: on request` beside"),
    Fault(
      title: "more words than become inputs by themselves",
      text: table("a,k,y", rows: 440) { "\($0).5,c\($0 % 150),1" },
      message: "t.csv:2:k: found 'c0', expected a number (150 different texts in 440 rows)",
      hint: "`oneHot: k` makes 150 inputs, one for each text"),
    Fault(
      title: "numbers with units", text: table("a,b,y") { "1,\($0).5 %,\($0).25" },
      message: "t.csv:2:b: found '0.5 %', expected a number (numbers written with other signs)",
      hint: "no signs between thousands, no units"),
    Fault(
      title: "numbers with a unit and commas before fractions",
      text: table("a;b;y") { "1;\($0),5 kg;\($0),25" },
      message: "t.csv:2:b: found '0,5 kg', expected a number (numbers written with other signs)",
      hint: "and E before exponents;"),
    Fault(
      title: "numbers with a unit", text: table("a,b,y") { "1,\($0).5kg,\($0).25" },
      message: "t.csv:2:b: found '0.5kg', expected a number (numbers written with other signs)",
      hint: "no signs between thousands, no units"),
    Fault(
      title: "numbers with an error", text: table("a,b,y") { "1,\($0).5±0.25,\($0).25" },
      message: "t.csv:2:b: found '0.5±0.25', expected a number (numbers written with other signs)",
      hint: "no signs between thousands, no units"),
    Fault(
      title: "a header of two lines, without a name in either for the index",
      text: table(",a,a\n,b,c") { "\($0),\($0 % 7).5,\($0).25" },
      message: "t.csv:1:2: found 'a'", hint: "the first 2 rows hold words: is the header"),
    Fault(
      title: "an input without a value", text: table("a,b,y") { "\($0 % 7).5,,\($0).25" },
      message: "t.csv::b: found no value in any row", hint: "`ignoredColumns: b` leaves it out"),
    Fault(
      title: "a target without a value", text: table("a,y") { "\($0 % 7).5," },
      message: "t.csv::y: found no value in any row", hint: "`target: COLUMN`"),
    Fault(
      title: "words in two columns of one name",
      text: table("a,k,k,y") { "\($0).5,\($0 % 3)x,\($0 % 2)z,\($0 % 7)" },
      message: "t.csv::k: found the same name for columns 2 and 3", hint: "`ignoredColumns: 3` leaves one out"
    ),
    Fault(
      title: "two columns of one name", text: table("a,a,y") { "\($0 % 7).5,1,\($0).25" },
      message: "t.csv::a: found the same name for columns 1 and 2", hint: "`ignoredColumns: 2` leaves one out"
    ),
  ]

  private static let faultsOfColumns: [Fault] = [
    Fault(
      title: "a name of the target and one of an input that stand twice",
      text: table("y,a,a,y") { "\($0 % 7).5,\($0 % 3).5,1,\($0).25" },
      message: "t.csv::y: found the same name for columns 1 and 4",
      hint: "`ignoredColumns: 1,3` leaves one of each out"),
    Fault(
      title: "inputs without a value", text: table("a,b,c,y") { "\($0 % 7).5,,,\($0).25" },
      message: "t.csv::b: found no value in any row",
      hint: "`ignoredColumns: b,c` leaves such columns out"),
    Fault(
      title: "a target of one word", text: table("a,y") { "\($0 % 7).5,ok" },
      message: "t.csv::y: found 'ok' in every row",
      hint: "is this the column to predict? `target: COLUMN`"),
    Fault(
      title: "a series beside its months",
      text: table("month,y") { "\(1990 + $0 / 12)/\($0 % 12 + 1),\($0).25" },
      message: "t.csv:2:month: found '1990/1', expected a number (dates or times)",
      hint: "numbers in the order of time are a series: `task: forecast`; columns"),
    Fault(
      title: "a column beside the names of rows", text: table("rownames,y") { "a\($0),\($0).25" },
      message: "t.csv: found no column left for the inputs, since rownames names or numbers the rows",
      hint: "numbers in the order of time are a series: `task: forecast`"),
    Fault(
      title: "a dash for missing values in some of the columns that are no numbers",
      text: table("id,a,b,y") { "n\($0),\($0 == 9 ? "-" : "\($0)"),\($0 == 4 ? "-" : "\($0)"),\($0).25" },
      message: "t.csv:2:id: found 3 columns that are no numbers",
      hint: "`missingValues: -` takes such cells of a, b for missing; columns"),
    Fault(
      title: "a mark that nobody can type",
      text: table("a,y") { "\($0 == 30 ? "2\u{1A}" : "\($0 % 7).5"),\($0).25" },
      message: "t.csv:32:a: found '2\u{1A}'", hint: "columns that are not meant as inputs"),
  ]

  @Test(arguments: faults + faultsOfColumns) func faultsSayWhatToDo(_ sample: Fault) throws {
    guard case .failure(let error) = try describe(sample.text).plan else {
      Issue.record("no fault")
      return
    }
    #expect(error.description.hasPrefix(sample.message), "\(error)")
    #expect(error.hint?.hasPrefix(sample.hint) == true || error.hint?.contains(sample.hint) == true)
  }

  /// Seconds since 1970 in single precision, where they are not scaled.
  @Test func valuesThatBecomeTheSameAreWarnedOf() throws {
    let text = Self.table("a,y", rows: 200) { "\($0).5,\(1_700_000_000 + $0)" }
    #expect(try describe(text).remarks.isEmpty)
    let target = try describe(text) { $0.targetNormalization = .identity }
    #expect(target.remarks.map(\.text) == ["y: 200 different values become 3 in single precision"])
    #expect(target.remarks[0].hint == "`precision: f64`, or `targetNormalization: zscore`")
    let input = try describe(text) {
      $0.target = "a"
      $0.normalization = .identity
    }
    #expect(input.remarks.map(\.text) == ["y: 200 different values become 3 in single precision"])
    let plain = try describe(Self.table("a,y") { "\($0).5,\($0).25" }) { $0.normalization = .identity }
    #expect(plain.remarks.isEmpty)
  }
}
