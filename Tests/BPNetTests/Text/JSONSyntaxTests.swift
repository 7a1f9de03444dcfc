import Testing

@testable import BPNet

@Suite struct JSONSyntaxTests {
  @Test(arguments: [
    "0", "null", #""a""#, "[]", "{}", " { } ", "[[], {}]", #"{"a": 1, "A": 2}"#,
    #"{"a": {"a": 1}, "b": [{"a": 2}]}"#,
    #"[{"a": 1}, {"a": 1}]"#, #"{"": -1.5e+3, " ": true}"#, "\u{FEFF}{}", "[\r\n1,\t2 ]",
    String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000),
  ])
  func whatIsJSON(text: String) throws {
    try JSONSyntax.check(text)
  }

  private static let faults: [(text: String, found: String, expected: String)] = [
    ("", "its end", "a value"), (" ", "its end", "a value"), ("{", "its end", "a key in quotes"),
    ("[", "its end", "a value"), ("[1", "its end", ", or ]"), (#"{"a": 1"#, "its end", ", or }"),
    ("[1,]", #""]""#, "a value"), (#"{"a": 1,}"#, #""}""#, "a key in quotes"), ("[,1]", #"",1]""#, "a value"),
    ("[1 2]", #""2]""#, ", or ]"), (#"{"a" 1}"#, #""1}""#, ":"), ("{a: 1}", #""a: 1}""#, "a key in quotes"),
    ("{}x", #""x""#, "the end of the JSON"), ("1 2", #""2""#, "the end of the JSON"),
    ("]", #""]""#, "a value"),
    (#"{"a": 1, "a": 1}"#, #"the key "a" twice"#, "it once"),
    (#"{"a": 1, "\u0061": 2}"#, #"the key "a" twice"#, "it once"),
    (#"[{"b": {"a": 1, "c": [], "a": {}}}]"#, #"the key "a" twice"#, "it once"),
    ("{\n\"a\": 1,\n\n\"a\": 2}", #"the key "a" twice in line 4"#, "it once"),
    ("[\n1,\n]\n", #""]\n" in line 3"#, "a value"),
    (#""a"#, "its end", "the end of a text"), (#"["\x"]"#, #""x\"]""#, "an escape of JSON"),
    (String(repeating: "[", count: 100_000), "its end", "a value"),
  ]

  @Test func whatIsNot() {
    for (text, found, expected) in Self.faults {
      let fault = #expect(throws: JSONFault.self, "\(text.prefix(40))") { try JSONSyntax.check(text) }
      #expect(fault?.foundInLine == found && fault?.expected == expected, "\(text.prefix(40))")
    }
  }
}
