import BPNet
import CommandSupport
import Testing

@Suite struct ValueParserTests {
  private static let steepness = Option<Double>(
    "activation", placeholder: "NAME", help: "the activation", default: 1,
    parse: .library(expected: "an activation", names: ["sigmoid", "tanh", "relu"]) {
      (text) throws(BPNetError) in
      guard text == "sigmoid:2" else {
        throw .invalidArgument(name: "activation", found: "\"\(text)\"", expected: "sigmoid:2")
      }
      return 2
    })

  private func parse(_ text: String) throws -> Double {
    let command = Command(name: "train", summary: "Train", synopsis: "", options: [Self.steepness]) { _ in
      .success
    }
    return try command.parse(["--activation", text], program: "bpnet")[Self.steepness]
  }

  @Test func libraryErrorsCarryTheOptionsName() throws {
    #expect(try parse("sigmoid:2") == 2)
    #expect(
      throws: UsageError(
        "--activation: found simgoid:2, expected sigmoid:2", hint: "did you mean sigmoid?")
    ) { try parse("simgoid:2") }
    #expect(throws: UsageError("--activation: found rleu, expected sigmoid:2", hint: "did you mean relu?")) {
      try parse("rleu")
    }
    #expect(throws: UsageError("--activation: found \"a b\", expected sigmoid:2")) { try parse("a b") }
  }

  @Test func listsSayWhatSeparatesTheirValues() throws {
    let numbers = Option<[Double]?>(
      "input", placeholder: "X", help: "numbers", parse: ValueParser.real.list())
    let command = Command(name: "explain", summary: "Explain", synopsis: "", options: [numbers]) { _ in
      .success
    }
    func parse(_ text: String) throws -> [Double]? {
      try command.parse(["--input", text], program: "bpnet")[numbers]
    }
    #expect(try parse("5.1,-3") == [5.1, -3])
    for (text, hint) in [
      ("5.1 3.5 0", "commas separate values: 5.1,3.5,0"), ("1; 2", "commas separate values: 1,2"),
      ("x", nil), ("1,x y", nil),
    ] {
      let error = #expect(throws: UsageError.self) { try parse(text) }
      #expect(error?.hint == hint, "\(text)")
    }
  }

  @Test(arguments: [
    ("trian", "train"), ("TRAIN", "train"), ("evalute", "evaluate"), ("pred", "predict"),
    ("xplain", "explain"),
    ("zzz", nil), ("", nil), ("t", nil), ("q", nil),
  ])
  func nearestMatch(text: String, expected: String?) {
    let names = ["train", "evaluate", "predict", "explain", "cv"]
    #expect(NearestMatch.suggestion(for: text, among: names) == expected)
  }

  @Test func theNearerOfTwoIsSuggested() {
    #expect(NearestMatch.suggestion(for: "adamw2", among: ["adam", "adamw"]) == "adamw")
    #expect(NearestMatch.suggestion(for: "minmax1", among: ["minmax", "minmax11"]) == "minmax")
  }
}
