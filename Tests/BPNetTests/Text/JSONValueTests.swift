import Foundation
import Testing

@testable import BPNet

@Suite struct JSONValueTests {
  private static let cases: [(value: JSONValue, text: String)] = [
    (.null, "null"),
    (true, "true"),
    (false, "false"),
    (0, "0"),
    (.int(.min), "-9223372036854775808"),
    (.int(.max), "9223372036854775807"),
    (1.0, "1.0"),
    (-0.0, "-0.0"),
    (0.1, "0.1"),
    (1e-5, "1e-05"),
    (.double(.leastNonzeroMagnitude), "5e-324"),
    (.double(.greatestFiniteMagnitude), "1.7976931348623157e+308"),
    (.double(.nan), "null"),
    (.double(.infinity), "null"),
    (.double(-.infinity), "null"),
    ("", "\"\""),
    ("a\"b\\c/d", #""a\"b\\c/d""#),
    ("\n\r\t\u{8}\u{c}\0\u{1f}\u{7f}", #""\n\r\t\u0008\u000c\u0000\u001f\u007f""#),
    ("\u{85}\u{2028}\u{2029}", #""\u0085\u2028\u2029""#),
    ("é误差🙂", "\"é误差🙂\""),
    ([], "[]"),
    ([1, [2.5, "x"], .null], #"[1,[2.5,"x"],null]"#),
    (.object([]), "{}"),
    (["z": 1, "a": ["k": false], "\n": "v"], #"{"z":1,"a":{"k":false},"\n":"v"}"#),
  ]

  @Test func writesOneLineOfJSON() throws {
    for (value, text) in Self.cases {
      #expect(value.description == text)
      _ = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    }
  }

  @Test func numbersReadBackTheSame() throws {
    var generator = RandomGenerator(seed: 1, stream: 0)
    let numbers = (0..<2000).map { _ in Double(bitPattern: generator.next()) }.filter(\.isFinite)
    let text = JSONValue.array(numbers.map { .double($0) }).description
    let read = try JSONDecoder().decode([Double].self, from: Data(text.utf8))
    #expect(read.map(\.bitPattern) == numbers.map(\.bitPattern))
  }
}
