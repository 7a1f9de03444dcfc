import CommandSupport
import Testing

@Suite struct ArgumentParserTests {
  @Test func defaultsHoldWhereNothingIsGiven() throws {
    let arguments = try SampleCommand.parse(["iris.csv"])
    #expect(arguments[SampleCommand.data] == "iris.csv")
    #expect(arguments[SampleCommand.kind] == nil)
    #expect(arguments[SampleCommand.epochs] == 100)
    #expect(arguments[SampleCommand.rate] == nil)
    #expect(arguments[SampleCommand.hidden] == nil)
    #expect(arguments[SampleCommand.progress] == .auto)
    #expect(arguments[SampleCommand.ignore] == [])
    #expect(arguments[SampleCommand.shuffles] == false)
    #expect(!arguments.isGiven(SampleCommand.epochs))
    #expect(!arguments.isGiven(SampleCommand.shuffles))
  }

  @Test func valuesArriveTyped() throws {
    let arguments = try SampleCommand.parse([
      "--epochs=7", "--seed", "18446744073709551615", "iris.csv", "--learning-rate", "1e-3", "-nq", "fast",
      "--hidden", "64,32", "--progress", "plain", "--ignore", "id", "--ignore=name", "-omodel", "--json",
    ])
    #expect(arguments[SampleCommand.epochs] == 7)
    #expect(arguments[SampleCommand.seed] == .max)
    #expect(arguments[SampleCommand.data] == "iris.csv")
    #expect(arguments[SampleCommand.kind] == "fast")
    #expect(arguments[SampleCommand.rate] == 1e-3)
    #expect(arguments[SampleCommand.hidden] == [64, 32])
    #expect(arguments[SampleCommand.progress] == .plain)
    #expect(arguments[SampleCommand.ignore] == ["id", "name"])
    #expect(arguments[SampleCommand.output] == "model")
    #expect(arguments[SampleCommand.shuffles] && arguments[CommonOptions.json])
    #expect(arguments[CommonOptions.quiet])
    #expect(arguments.isGiven(SampleCommand.epochs) && arguments.isGiven(SampleCommand.output))
  }

  struct Spelling: Sendable {
    let arguments: [String]
    let data: String
    let output: String?
  }

  @Test(arguments: [
    Spelling(arguments: ["-"], data: "-", output: nil),
    Spelling(arguments: ["-", "-o", "-"], data: "-", output: "-"),
    Spelling(arguments: ["-o", "x.csv", "d"], data: "d", output: "x.csv"),
    Spelling(arguments: ["d", "-ox.csv"], data: "d", output: "x.csv"),
    Spelling(arguments: ["d", "-o=x.csv"], data: "d", output: "x.csv"),
    Spelling(arguments: ["d", "-no", "x"], data: "d", output: "x"),
    Spelling(arguments: ["d", "-o", "-x"], data: "d", output: "-x"),
    Spelling(arguments: ["-o", "x", "--", "--epochs"], data: "--epochs", output: "x"),
    Spelling(arguments: ["--", "-n"], data: "-n", output: nil),
    Spelling(arguments: ["-5"], data: "-5", output: nil),
    Spelling(arguments: ["-.5"], data: "-.5", output: nil),
    Spelling(arguments: ["d=e", "-o", "x=y"], data: "d=e", output: "x=y"),
  ])
  func spellings(of spelling: Spelling) throws {
    let arguments = try SampleCommand.parse(spelling.arguments)
    #expect(arguments[SampleCommand.data] == spelling.data)
    #expect(arguments[SampleCommand.output] == spelling.output)
  }

  @Test func aliasesReadUnderTheMainName() throws {
    #expect(try SampleCommand.parse(["d", "--normalise", "none"])[SampleCommand.normalize] == "none")
  }

  @Test func keywordStandsForNothing() throws {
    #expect(try SampleCommand.parse(["d", "--hidden", "auto"])[SampleCommand.hidden] == nil)
  }

  struct Mistake: Sendable {
    let arguments: String
    let message: String
    var hint: String?
  }

  static let usage = "usage: bpnet train DATA [KIND] [options]"

  @Test(arguments: [
    Mistake(arguments: "", message: "DATA: found nothing, expected a path", hint: usage),
    Mistake(arguments: "d fast x", message: "argument 3: found x, expected at most 2 arguments", hint: usage),
    Mistake(
      arguments: "d fats", message: "KIND: found fats, expected one of fast, slow",
      hint: "did you mean fast?"),
    Mistake(
      arguments: "d --epohcs 3",
      message: "--epohcs: found an unknown option, expected an option of bpnet train",
      hint: "did you mean --epochs?"),
    Mistake(
      arguments: "d --epohcs=3",
      message: "--epohcs: found an unknown option, expected an option of bpnet train",
      hint: "did you mean --epochs?"),
    Mistake(
      arguments: "d --learn 3",
      message: "--learn: found an unknown option, expected an option of bpnet train",
      hint: "did you mean --learning-rate?"),
    Mistake(
      arguments: "d --xyzzy", message: "--xyzzy: found an unknown option, expected an option of bpnet train",
      hint: "bpnet train --help lists the options"),
    Mistake(
      arguments: "d -z", message: "-z: found an unknown option, expected an option of bpnet train",
      hint: "bpnet train --help lists the options"),
    Mistake(
      arguments: "d --o x", message: "--o: found an unknown option, expected an option of bpnet train",
      hint: "did you mean -o?"),
    Mistake(arguments: "d --epochs", message: "--epochs: found no value, expected an integer of at least 0"),
    Mistake(
      arguments: "d --epochs --json", message: "--epochs: found no value, expected an integer of at least 0"),
    Mistake(
      arguments: "--epochs -- d", message: "--epochs: found no value, expected an integer of at least 0"),
    Mistake(arguments: "d -o -n", message: "-o: found no value, expected a path"),
    Mistake(arguments: "d -o", message: "-o: found no value, expected a path"),
    Mistake(arguments: "d -o=", message: "-o: found \"\", expected a path"),
    Mistake(arguments: "d --json=yes", message: "--json: found the value yes, expected no value"),
    Mistake(
      arguments: "d --epochs 1 --epochs 1", message: "--epochs: found a second time, expected at most once"),
    Mistake(
      arguments: "d --normalize none --normalise none",
      message: "--normalize: found a second time, expected at most once"),
    Mistake(arguments: "d --json --json", message: "--json: found a second time, expected at most once"),
  ])
  func mistakes(in mistake: Mistake) {
    let arguments = mistake.arguments.split(separator: " ").map(String.init)
    #expect(throws: UsageError(mistake.message, hint: mistake.hint)) { try SampleCommand.parse(arguments) }
  }

  struct WrongValue: Sendable {
    let option: String
    let values: [String]
    let expected: String
  }

  @Test(arguments: [
    WrongValue(
      option: "--epochs", values: ["-1", "abc", "1.5", "1e3", "0x10", "1_000", "", " 1", "1 "],
      expected: "an integer of at least 0"),
    WrongValue(
      option: "--epochs", values: ["9223372036854775808", "99999999999999999999"],
      expected: "an integer of at most 9223372036854775807"),
    WrongValue(option: "--folds", values: ["1", "11", "-2"], expected: "an integer from 2 to 10"),
    WrongValue(
      option: "--learning-rate",
      values: ["-1", "0", "-0.0", "nan", "NaN", "inf", "-inf", "1e999", "abc", "", "1,5"],
      expected: "a number above 0"),
    WrongValue(
      option: "--momentum", values: ["1", "-0.1", "2", "nan", "x"],
      expected: "a number of at least 0 and below 1"),
    WrongValue(
      option: "--dropout", values: ["1.0001", "-1e-9", "infinity"], expected: "a number from 0 to 1"),
    WrongValue(option: "--seed", values: ["-1", "x"], expected: "an integer of at least 0"),
    WrongValue(
      option: "--progress", values: ["xyzzy", "", "Auto plain"], expected: "one of auto, bar, plain, none"),
  ])
  func wrongValues(of wrong: WrongValue) {
    for value in wrong.values {
      let found = value.isEmpty || value.contains(" ") ? "\"\(value)\"" : value
      let message = "\(wrong.option): found \(found), expected \(wrong.expected)"
      for arguments in [["d", wrong.option, value], ["d", "\(wrong.option)=\(value)"]] {
        let error = #expect(throws: UsageError.self) { try SampleCommand.parse(arguments) }
        #expect(error?.message == message)
      }
    }
  }

  @Test(arguments: [
    ("64,a", "a"), ("64,0", "0"), ("64,,32", "\"\""), ("64,", "\"\""), ("atuo", "atuo"), ("", "\"\""),
  ])
  func wrongLists(text: String, found: String) {
    #expect(
      throws: UsageError("--hidden: found \(found), expected auto or an integer of at least 1")
    ) { try SampleCommand.parse(["d", "--hidden", text]) }
  }

  @Test func controlCharactersStayOutOfMessages() {
    #expect(
      throws: UsageError("--epochs: found \"1\\n\\u{1B}[31m\", expected an integer of at least 0")
    ) { try SampleCommand.parse(["d", "--epochs", "1\n\u{1B}[31m"]) }
  }

  @Test func argumentsCanBeSetAnew() throws {
    let arguments = try SampleCommand.parse(["d", "--epochs=7", "--ignore", "a", "--ignore", "b"])
    #expect(arguments.texts(of: SampleCommand.ignore) == ["a", "b"])
    #expect(arguments.texts(of: SampleCommand.hidden).isEmpty)
    let changed = try arguments.setting(SampleCommand.epochs, to: "8").setting(
      SampleCommand.hidden, to: "4,3"
    )
    .setting(SampleCommand.shuffles, to: "true")
    #expect(changed[SampleCommand.epochs] == 8 && changed.texts(of: SampleCommand.epochs) == ["8"])
    #expect(changed[SampleCommand.hidden] == [4, 3] && changed.isGiven(SampleCommand.hidden))
    #expect(changed[SampleCommand.shuffles] && changed.texts(of: SampleCommand.shuffles) == [""])
    #expect(try !changed.setting(SampleCommand.shuffles, to: "false").isGiven(SampleCommand.shuffles))
    #expect(arguments[SampleCommand.epochs] == 7 && !arguments.isGiven(SampleCommand.shuffles))
    #expect(throws: UsageError("--epochs: found x, expected an integer of at least 0")) {
      try arguments.setting(SampleCommand.epochs, to: "x")
    }
  }

  @Test(arguments: [
    ("a-b_c.csv", "a-b_c.csv"), ("my file", "'my file'"), ("it's", "'it'\\''s'"), ("", "''"),
    ("a;b", "'a;b'"),
    ("$x", "'$x'"), ("é=1,2", "é=1,2"),
  ])
  func wordsOfAShell(text: String, word: String) {
    #expect(Printable.shellWord(text) == word)
  }
}
