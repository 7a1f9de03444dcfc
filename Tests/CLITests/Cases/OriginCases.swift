import Foundation
import Testing

/// Files as other programs write them: each is trained on, or refused in one clear line.
@Suite struct OriginCases {
  private struct File {
    let name: String
    let text: String
    /// The arguments beside the file.
    var arguments: [String] = []
    /// The network, or the start of the error.
    let outcome: String
  }

  private static func rows(_ count: Int = 40, _ row: (Int, Double) -> String) -> String {
    var numbers = CaseNumbers(seed: 12)
    return (0..<count).map { row($0, numbers.uniform()) + "\n" }.joined()
  }

  private static let files: [File] = [
    File(
      name: "european.csv",
      text: "Datum;T;RH;AH;;\r\n"
        + rows {
          let humidity = fixed($1, 2).split(separator: ".").joined(separator: ",")
          return "0\($0 % 9 + 1)/03/2004;\(10 + $0),5;\(humidity);1,\($0);;"
        }
        + ";;;;;\r\n",
      arguments: ["--ignore", "Datum"], outcome: "network 2-"),
    File(
      name: "frame.csv",
      text: ",x,flag,y\n" + rows { "\($0),\($1),\($1 > 0.5 ? "True" : "False"),\(2 * $1)" },
      outcome: "network 2-"),
    File(
      name: "savetxt.txt", text: "# a b y\n" + rows { "\($1 * 1e3) \(Double($0)) \($1)" },
      outcome: "network 2-"),
    File(name: "housing.data", text: rows { " \($1)   \($0).00  7.070  \($1 * 50) " }, outcome: "network 3-"),
    File(
      name: "adult.data",
      text: rows(60) {
        let (work, job) = ($0 % 3 == 0 ? "Private" : "State-gov", $0 % 2 == 0 ? "?" : "Tech")
        return "\(20 + $0), \(work), \(job), \($1 > 0.5 ? ">50K" : "<=50K")"
      },
      arguments: ["--missing", "drop"], outcome: "network 4-"),
    File(
      name: "titanic.csv",
      text: "PassengerId,Survived,Name,Sex,Age,Ticket\n"
        + rows { row, _ in
          "\(row),\(row % 2),\"Mr. \(row), X\",\(row % 3 == 0 ? "male" : "female"),\(20 + row),A/\(row * 7)"
        },
      arguments: ["--target", "Survived"],
      outcome: "error: titanic.csv:2:Name: found 2 columns that are no numbers"),
    File(
      name: "excel.csv", text: "name;amount\r\n" + rows { row, _ in "k\(row % 4);\"1.\(row + 100),50\"" },
      outcome: "error: excel.csv:2:amount: found '1.100,50', expected a number"),
    File(
      name: "gaps.csv", text: "a,b,y\n" + rows { "\($0 % 5 == 0 ? "" : "\($1)"),1,\($1)" },
      arguments: ["--missing", "mean"], outcome: "network 2-"),
    File(
      name: "tabs.tsv", text: "a\tb\ty\n" + rows { "\($0)\t\($1)\t\($0 % 2 == 0 ? "no" : "yes")" },
      outcome: "network 2-"),
    File(
      name: "r.csv", text: "\"\",\"x\",\"y\"\n" + rows { "\"\($0 + 1)\",\($1),\($1 * 2)" },
      outcome: "network 1-"),
    File(
      name: "one.csv", text: "y\n" + rows { row, _ in "\(row)" },
      outcome: "error: one.csv: found no column left for the inputs"),
    File(
      name: "log.csv", text: "time,x,y\n" + rows { "2024-01-01T00:\($0 % 50 + 10):00Z,\($1),\($1 * 3)" },
      outcome: "error: log.csv:2:time: found '2024-01-01T00:10:00Z', expected a number (dates or times)"),
  ]

  @Test(arguments: files.indices) func isTrainedOnOrRefused(index: Int) throws {
    let (sandbox, file) = (try CommandSandbox(), Self.files[index])
    try sandbox.write(file.name, file.text)
    let result = try sandbox.run(
      ["train", file.name, "--epochs", "2", "--progress", "none", "-o", "m.safetensors"] + file.arguments)
    #expect(result.standardError.contains(file.outcome), "\(file.name): \(result.standardError)")
    #expect(result.exitCode == (file.outcome.hasPrefix("error") ? 65 : 0), "\(file.name)")
    let description = try sandbox.json("describe", file.name)
    #expect((description["columns"] as? [Any])?.isEmpty == false)
    #expect(try sandbox.run("describe", file.name).standardOutput.contains("train would"))
  }

  @Test func aNoteOfADescriptionNamesOptions() throws {
    let sandbox = try CommandSandbox()
    let rows = (0..<30).map { "0.\($0),1.\(29 - $0),2.\($0),\($0 % 2 == 0 ? "dry" : "wet")\n" }
    try sandbox.write("doses.csv", "0,6,12,outcome\n" + rows.joined())
    #expect(try sandbox.run("describe", "doses.csv").standardOutput.contains("--no-header takes it for data"))
    let notes = try #require(try sandbox.json("describe", "doses.csv")["notes"] as? [String])
    #expect(notes.contains { $0.contains("--no-header takes it for data") }, "\(notes)")
  }
}
