import Foundation
import Testing

/// Tables as people have them: European exports, columns divided by blanks, other encodings.
@Suite struct TextFormCases {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox()
  }

  /// Rows of y = 0.1 a + 0.02 b, so that every form of them has the same figures.
  private static let rows: [[Double]] = {
    var numbers = CaseNumbers(seed: 15)
    return (0..<60).map { index in
      let a = 10 + 5 * sin(Double(index) / 8) + 0.2 * numbers.normal()
      let b = 50 - 2 * a + 0.5 * numbers.normal()
      return [a, b, 0.1 * a + 0.02 * b]
    }
  }()

  private static func table(_ separator: String, decimal: String = ".", end: String = "\n") -> String {
    rows.map { row in
      row.map { fixed($0, 4).split(separator: ".").joined(separator: decimal) }.joined(separator: separator)
        + end
    }.joined()
  }

  private static let forms: [(name: String, header: String, rows: String)] = [
    ("plain.csv", "T,RH,AH\n", table(",")),
    ("export.csv", "T;RH;AH\n", table(";", decimal: ",")),
    ("degree.csv", "Temp, C;RH;AH\n", table(";")),
    ("pipe.txt", "T|RH|AH\n", table("|")),
    ("fixed.data", "", table("   ", end: "  \n")),
    ("saved.txt", "# T RH AH\n", table(" ")),
    ("saved.csv", "# T,RH,AH\n", table(",")),
    ("numbers.csv", "0,1,2\n", table(",")),
  ]

  @Test(arguments: forms.indices) func hasTheSameFigures(index: Int) throws {
    let (name, header, rows) = Self.forms[index]
    try sandbox.write(name, header + rows)
    let result = try sandbox.train(name, "--optimizer", "lm", "--epochs", "30")
    #expect(result["task"] as? String == "regress")
    #expect(try sandbox.figure("r2", name) > 0.99)
    #expect(try sandbox.evaluate(name)["rows"] as? Int == 60)
  }

  /// Columns that are ignored, or that a model does not know, are never looked into.
  @Test func columnsWithoutUseAreNotLookedInto() throws {
    func write(_ name: String, _ head: String, _ cell: (Int) -> [UInt8]) throws {
      var bytes = Data((head + "\n").utf8)
      for (index, row) in Self.rows.enumerated() {
        bytes +=
          Data("\(index),".utf8) + cell(index) + Data(",\(fixed(row[0], 4)),\(fixed(row[2], 4))\n".utf8)
      }
      try sandbox.write(name, bytes)
    }
    try write("inf.csv", "id,ratio,x,y") { Array(($0 == 41 ? "inf" : "0.5").utf8) }
    try write("latin.csv", "id,city,x,y") { $0 == 41 ? [0x5A, 0xFC] : Array("Bern".utf8) }
    try write("dup.csv", "id,note,note,x,y") { _ in Array("a,b".utf8) }
    try write("clean.csv", "id,city,x,y") { _ in Array("Bern".utf8) }
    let clean = try sandbox.train("clean.csv", "--ignore", "1-2", "--epochs", "5", model: "clean.safetensors")
    let digest = try #require(clean["weights_sha256"] as? String)
    for name in ["inf", "latin", "dup"] {
      let ignored = name == "dup" ? "1-3" : "1-2"
      let result = try sandbox.train("\(name).csv", "--ignore", ignored, "--epochs", "5")
      #expect(result["weights_sha256"] as? String == digest, "\(name)")
      #expect(try sandbox.lines("predict", "clean.safetensors", "\(name).csv").count == 61)
    }
    let used = try sandbox.run("train", "inf.csv", "-o", "m.safetensors")
    #expect(used.exitCode == 65 && used.standardError.contains("inf.csv:43:ratio: found 'inf'"))
  }

  @Test func whatIsFoundOutIsSaid() throws {
    try sandbox.write("export.csv", "T;RH;AH\n" + Self.table(";", decimal: ","))
    let result = try sandbox.run("train", "export.csv", "--epochs", "1", "-o", "m.safetensors")
    #expect(result.standardError.contains("export.csv: fields are separated by ';'"))
    #expect(result.standardError.contains("export.csv: numbers are read with a decimal comma"))
    let quiet = try sandbox.run("train", "export.csv", "--epochs", "1", "--quiet", "-o", "m.safetensors")
    #expect(quiet.standardError.isEmpty)
  }

  /// Delimiters that stand in times and names as well are not guessed, but named.
  @Test(arguments: [":", "~", "^"]) func anUnusualDelimiterIsNamed(delimiter: String) throws {
    try sandbox.write("odd.csv", "a:b:c\n".replacing(":", with: delimiter) + Self.table(delimiter))
    let result = try sandbox.run("train", "odd.csv", "-o", "m.safetensors")
    #expect(result.exitCode == 65)
    // Words that a shell would change are quoted.
    let word = delimiter == ":" ? ":" : "'\(delimiter)'"
    #expect(
      result.standardError.contains(
        "hint: if '\(delimiter)' divides its fields (2 in each row): --delimiter \(word)\n"),
      "\(result.standardError)")
    try sandbox.train("odd.csv", "--delimiter", delimiter, "--epochs", "2")
    #expect(try sandbox.evaluate("odd.csv", "--delimiter", delimiter)["rows"] as? Int == 60)
  }

  /// A first data row with an odd cell is data, and the error names its line.
  @Test func oddCellsInTheFirstRowAreErrors() throws {
    try sandbox.write("first.csv", "n/a,1.20,0.5\n" + Self.table(","))
    let result = try sandbox.run("train", "first.csv", "-o", "m.safetensors")
    #expect(result.exitCode == 65 && result.standardError.contains("first.csv:1:1: found 'n/a'"))
  }

  /// Codes keep the text that they had; numbers in a column that also holds words are the classes they were.
  @Test func classLabelsKeepTheirText() throws {
    let codes = ["007", "012", "120"]
    try sandbox.write(
      "codes.csv", "x,code\n" + (0..<90).map { "\($0 % 3).\($0 % 10),\(codes[$0 % 3])\n" }.joined())
    try sandbox.train("codes.csv", "--epochs", "200", "--optimizer", "adam", "--learning-rate", "0.05")
    let predictions = try sandbox.lines("predict", "m.safetensors", "codes.csv")
    #expect(predictions[0] == "prediction,probability_007,probability_012,probability_120")
    #expect(Set(predictions.dropFirst().map { String($0.prefix(3)) }) == Set(codes))
  }
}
