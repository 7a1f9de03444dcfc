import Foundation
import Testing

/// Further files as other programs write them: each is trained on, evaluated, predicted and cross-validated,
/// or refused in one clear line.
@Suite struct FurtherOriginCases {
  private struct File: Sendable {
    let name: String
    /// What stands above the rows.
    var head = "a,b,y\n"
    /// A row: {a} and {b} are numbers, {y} is their sum, {A}, {B} and {Y} are these with commas; {i} is the
    /// number of the row and {s} the numbers in another order, {j} counts from 10; {x|y} is x or y by turns.
    var row = "{a},{b},{y}"
    /// What stands below the rows.
    var tail = ""
    var end = "\n"
    var encoding = String.Encoding.utf8
    var arguments: [String] = []
    /// A part of standard error: the network, a remark, or the error.
    let outcome: String

    /// The file.
    func bytes() throws -> Data {
      var numbers = CaseNumbers(seed: 31)
      var text = head
      for index in 0..<40 {
        let (a, b) = (numbers.normal(), numbers.normal())
        text += FurtherOriginCases.fill(row, index, a, b) + end
      }
      return try #require((text + tail).data(using: encoding))
    }
  }

  /// A row from its template.
  private static func fill(_ template: String, _ index: Int, _ a: Double, _ b: Double) -> String {
    var result = template
    for (name, value) in [("a", a), ("b", b), ("y", a + b)] {
      let text = fixed(value, 3)
      result = result.replacingOccurrences(of: "{\(name)}", with: text)
      let comma = text.replacingOccurrences(of: ".", with: ",")
      result = result.replacingOccurrences(of: "{\(name.uppercased())}", with: comma)
    }
    for (name, value) in [("i", index), ("s", index * 7 % 40), ("j", 10 + index), ("r", index % 4)] {
      result = result.replacingOccurrences(of: "{\(name)}", with: "\(value)")
    }
    guard let start = result.firstIndex(of: "{"), let stop = result.firstIndex(of: "}") else { return result }
    let words = result[result.index(after: start)..<stop].split(
      separator: "|", omittingEmptySubsequences: false)
    result.replaceSubrange(start...stop, with: words[index % words.count])
    return result
  }

  private static let trained: [File] = [
    File(name: "bom.csv", head: "\u{FEFF}a,b,y\n", outcome: "network 2-"),
    File(name: "sep.csv", head: "sep=;\r\na;b;y\r\n", row: "{A};{B};{Y}", end: "\r\n", outcome: "network 2-"),
    File(name: "returns.csv", head: "a,b,y\r", end: "\r", outcome: "network 2-"),
    File(
      name: "utf16.txt", head: "a\tb\ty\n", row: "{a}\t{b}\t{y}", encoding: .utf16,
      outcome: "text in UTF-16"),
    File(name: "latin1.csv", head: "größe,b,y\n", encoding: .isoLatin1, outcome: "read as Latin-1"),
    File(name: "index.csv", head: ",a,b,y\n", row: "{s},{a},{b},{y}", outcome: "numbers the rows: left out"),
    File(
      name: "flags.csv", head: "f,a,y\n", row: "{True|0|1|False},{a},{y}",
      outcome: "f: true or yes is 1, false or no is 0"),
    File(
      name: "again.csv", head: "Unnamed: 0,a,b,y\n", row: "{i},{a},{b},{y}",
      outcome: "counts the rows: left out"),
    File(
      name: "dated.csv", head: ",a,b,y\n", row: "2024-01-01 00:{j},{a},{b},{y}",
      outcome: "names the rows: left out"),
    File(name: "numbered.csv", head: ",0,1,2\n", row: "{i},{a},{b},{y}", outcome: "network 2-"),
    File(
      name: "id.csv", head: "id,a,y\n", row: "{i},{a},{y}",
      outcome: "id counts the rows and is an input: --ignore id"),
    File(
      name: "r.txt", head: "a b y\n", row: "\"car {i}\" {a} {b} {y}", outcome: "names the rows: left out"),
    File(name: "ends.csv", row: "{a},{b},{y},", outcome: "network 2-"),
    File(name: "padded.csv", head: "a , b , y\n", row: "{a} , {b} , {y}  ", outcome: "network 2-"),
    File(name: "quoted.csv", head: "\"a\nm\",\"b, c\",y\n", row: "\"{a}\",{b},{y}", outcome: "network 2-"),
    File(
      name: "nested.csv", head: "t,a,y\n", row: "\"he said \"\"{hi|no}\"\"\",{a},{y}",
      outcome: "2 inputs, one a category"),
    File(
      name: "hex.csv", head: "h,a,y\n", row: "0x{j},{a},{y}",
      outcome: "h: codes such as 0x10 are read as numbers"),
    File(name: "uci.data", head: "", row: "{a}, {b}, {>50K.|<=50K.}", tail: "\n\n", outcome: "network 2-"),
    File(name: "case.csv", row: "{a},{b},{Yes|yes|no}", outcome: "differ in case alone"),
    File(
      name: "none2.csv", tail: "1,None,2\n", arguments: ["--missing-values", "None", "--missing", "mean"],
      outcome: "network 2-"),
    File(name: "note2.csv", tail: "# end\n", arguments: ["--comment", "#"], outcome: "network 2-"),
  ]

  private static let refused: [File] = [
    File(
      name: "rating.csv", row: "{a},{b},{r}", tail: "1,2,tbd\n",
      outcome: "error: rating.csv:42:y: found 'tbd', expected a number: 40 of 41 values of y are numbers"),
    File(name: "repeated.csv", tail: "a,b,y\n1,2,3\n", outcome: "error: repeated.csv:42: found the names"),
    File(
      name: "units.csv", head: "a,b,y\nm,kg,EUR\n",
      outcome: "error: units.csv:2:a: found 2 columns that are no"),
    File(name: "percent.csv", row: "{a}%,{b},{y}", outcome: "error: percent.csv:2:a: found"),
    File(name: "currency.csv", row: "{a},{b},${i}.50", outcome: "error: currency.csv:2:y: found '$0.50'"),
    File(name: "inf.csv", tail: "inf,1,2\n", outcome: "error: inf.csv:42:a: found 'inf'"),
    File(name: "empty.csv", row: "{a},,{y}", outcome: "error: empty.csv::b: found no value in any row"),
    File(name: "none.csv", tail: "1,None,2\n", outcome: "error: none.csv:42:b: found 'None'"),
    File(
      name: "names.csv", head: "a,a,y\n",
      outcome: "error: names.csv::a: found the same name for columns 1 and 2"),
    File(name: "note.csv", tail: "# end\n", outcome: "error: note.csv:42: found 1 field, expected 3"),
    File(name: "ragged.csv", tail: "1,2,3,4\n", outcome: "error: ragged.csv:42: found 4 fields, expected 3"),
    File(name: "nul.csv", tail: "1,\0,3\n", outcome: "error: nul.csv:42: found a NUL byte"),
    File(name: "sheet.xlsx", head: "PK\u{3}\u{4}\0\0", outcome: "error: sheet.xlsx: found an Excel workbook"),
    File(name: "rows.json", head: "[{\"a\": 1, \"y\": 2}]\n", outcome: "error: rows.json: found JSON"),
  ]

  @Test(arguments: trained.indices) func isTrainedOnAndUsed(index: Int) throws {
    let (sandbox, file) = (try CommandSandbox(preset: "classic"), Self.trained[index])
    try sandbox.write(file.name, try file.bytes())
    let usual = ["--epochs", "2", "--progress", "none"] + file.arguments
    let result = try sandbox.run(["train", file.name, "-o", "m.safetensors"] + usual)
    #expect(result.exitCode == 0, "\(file.name): \(result.standardError)")
    #expect(result.standardError.contains(file.outcome), "\(file.name): \(result.standardError)")
    #expect(try sandbox.run(["cv", file.name, "--folds", "2"] + usual).exitCode == 0, "\(file.name)")
    let reading = file.arguments.first == "--comment" ? file.arguments : []
    let rowCount = file.tail.hasPrefix("1,") ? 41 : 40
    let evaluation = try sandbox.json(["evaluate", "m.safetensors", file.name] + reading)
    #expect(evaluation["rows"] as? Int == rowCount, "\(file.name)")
    let predictions = try sandbox.run(["predict", "m.safetensors", file.name] + reading)
    #expect(predictions.standardOutput.split(separator: "\n").count == rowCount + 1, "\(file.name)")
  }

  @Test(arguments: refused.indices) func isRefused(index: Int) throws {
    let (sandbox, file) = (try CommandSandbox(preset: "classic"), Self.refused[index])
    try sandbox.write(file.name, try file.bytes())
    for command in [["train", "-o", "m.safetensors"], ["cv", "--folds", "2"]] {
      let result = try sandbox.run([command[0], file.name] + command.dropFirst())
      #expect(result.exitCode == 65, "\(file.name)")
      #expect(result.standardError.contains(file.outcome), "\(file.name): \(result.standardError)")
      #expect(result.standardError.split(separator: "\n").count { $0.hasPrefix("error") } == 1)
    }
  }
}
