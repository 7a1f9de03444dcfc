import Foundation
import Testing

/// Tables as consoles print them, exports with rows cut short, and other encodings: they train as the plain
/// table does.
@Suite struct PrintedFormCases {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox()
    try sandbox.write("plain.csv", "a,b,kind\n" + Self.lines { "\($0),\($1),\($2)" })
  }

  private static func lines(_ text: (String, String, String) -> String) -> String {
    (0..<48).map { row in
      text("\(row % 3).\(row % 10)", "\(100 + row * 7 % 50)", ["red", "green", "blue"][row % 3]) + "\n"
    }.joined()
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: width - text.count) + text
  }

  private static let rule = "+-----+-----+-------+\n"

  private static let forms: [(name: String, text: String)] = [
    (
      "mysql.txt",
      rule + "| a   | b   | kind  |\n" + rule + lines { "| \($0) | \($1) | \(padded($2, 5)) |" } + rule
        + "48 rows in set (0.01 sec)\n"
    ),
    (
      "psql.txt",
      "  a  |  b  | kind  \n-----+-----+-------\n" + lines { " \($0) | \($1) | \(padded($2, 5))" }
        + "(48 rows)\n"
    ),
    ("table.md", "| a | b | kind |\n|--:|--:|:-----|\n" + lines { "| \($0) | \($1) | \($2) |" }),
    (
      "sqlite.txt",
      "a    b    kind\n---  ---  -----\n" + lines { "\($0)  \($1)  \($2)" }
    ),
    ("sqlcmd.csv", "a,b,kind\n-,-,----\n" + lines { "\($0),\($1),\($2)" } + "\n(48 rows affected)\n"),
    ("delimiters.csv", "a,b,kind\n" + lines { "\($0),\($1),\($2)" + ($2 == "red" ? ",," : "") }),
  ]

  @Test(arguments: forms.indices) func trainAsThePlainTableDoes(index: Int) throws {
    let (name, text) = Self.forms[index]
    try sandbox.write(name, text)
    let plain = try sandbox.train("plain.csv", "--epochs", "4", model: "plain.safetensors")
    let result = try sandbox.train(name, "--epochs", "4")
    #expect(result["weights_sha256"] as? String == plain["weights_sha256"] as? String)
    #expect(
      try sandbox.lines("predict", "m.safetensors", name)
        == sandbox.lines("predict", "plain.safetensors", "plain.csv"))
    #expect(try sandbox.evaluate(name)["rows"] as? Int == 48)
    let description = try sandbox.run("describe", name)
    #expect(description.standardOutput.contains("48 rows of 3 columns"), "\(description.standardOutput)")
  }

  /// UTF-16 of either byte order, with and without its mark.
  @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian], [true, false])
  func utf16IsRead(encoding: String.Encoding, hasMark: Bool) throws {
    let text = (hasMark ? "\u{FEFF}" : "") + "größe,b,kind\n" + Self.lines { "\($0),\($1),\($2)" }
    try sandbox.write("t.csv", #require(text.data(using: encoding)))
    let result = try sandbox.run("train", "t.csv", "--epochs", "1", "-o", "m.safetensors")
    #expect(result.exitCode == 0 && result.standardError.contains("t.csv: text in UTF-16"))
    #expect(try sandbox.run("inspect", "m.safetensors").standardOutput.contains("größe"))
  }

  /// Words of other code pages than Latin-1, and what is said of them.
  @Test(
    arguments: [
      // красный, синий in Windows-1251; the same in KOI8-R; 红色, 蓝色 in GBK; Größe, Höhe in Windows-1252.
      ([[0xEA, 0xF0, 0xE0, 0xF1, 0xED, 0xFB, 0xE9], [0xF1, 0xE8, 0xED, 0xE8, 0xE9]], true),
      ([[0xCB, 0xD2, 0xC1, 0xD3, 0xCE, 0xD9, 0xCA], [0xD3, 0xC9, 0xCE, 0xC9, 0xCA]], true),
      ([[0xBA, 0xEC, 0xC9, 0xAB], [0xC0, 0xB6, 0xC9, 0xAB]], true),
      ([[0x47, 0x72, 0xF6, 0xDF, 0x65], [0x48, 0xF6, 0x68, 0x65]], false),
      // Łódź, Poznań in Windows-1250; Größe, Höhe of DOS; l’été and “x” in Windows-1252.
      ([[0xA3, 0xF3, 0x64, 0x9F], [0x50, 0x6F, 0x7A, 0x6E, 0x61, 0xF1]], true),
      ([[0x47, 0x72, 0x94, 0xE1, 0x65], [0x48, 0x94, 0x68, 0x65]], true),
      ([[0x6C, 0x92, 0xE9, 0x74, 0xE9], [0x93, 0x78, 0x94]], false),
    ] as [([[UInt8]], Bool)])
  func otherCodePagesAreSaid(words: [[UInt8]], isDoubtful: Bool) throws {
    var bytes = Data("x,c\n".utf8)
    for row in 0..<40 {
      bytes += Data("\(row % 2).\(row % 7),".utf8) + Data(words[row % 2]) + Data("\n".utf8)
    }
    try sandbox.write("t.csv", bytes)
    let result = try sandbox.run("train", "t.csv", "--epochs", "1", "-o", "m.safetensors")
    #expect(result.exitCode == 0)
    #expect(result.standardError.contains("t.csv: text that is not UTF-8 is read as Latin-1"))
    #expect(
      result.standardError.contains("which it does not look like: iconv -f ENCODING -t UTF-8") == isDoubtful,
      "\(result.standardError)")
  }

  /// A target that spreadsheets leave out at the end of some rows is missing there.
  @Test func rowsCutShortAreMissing() throws {
    var row = 0
    let lines = Self.lines { a, b, kind in
      row += 1
      return "\(a),\(b)" + (row % 8 == 5 ? "" : ",\(kind)")
    }
    try sandbox.write("t.csv", "a,b,kind\n" + lines)
    let refused = try sandbox.run("train", "t.csv", "-o", "m.safetensors")
    #expect(refused.exitCode == 65)
    #expect(refused.standardError.contains("6 rows (first in line 6) lack fields at the end: missing values"))
    #expect(refused.standardError.contains("error: t.csv:6:kind: found a missing value, expected a target"))
    try sandbox.train("t.csv", "--missing", "drop", "--epochs", "2")
    #expect(try sandbox.evaluate("t.csv")["rows"] as? Int == 42)
    #expect(try sandbox.lines("predict", "m.safetensors", "t.csv").count == 49)
  }
}
