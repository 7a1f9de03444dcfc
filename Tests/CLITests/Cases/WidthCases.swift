import Foundation
import Testing

/// Tables of many columns take time in proportion to their bytes.
@Suite struct WidthCases {
  private let sandbox: CommandSandbox

  init() throws { sandbox = try CommandSandbox() }

  /// The seconds of processor time of training, evaluation and prediction with `count` columns, all told by
  /// the shell that runs them: neither other processes nor other tests count.
  private func processorSeconds(columns count: Int) throws -> Double {
    var numbers = CaseNumbers(seed: 14)
    var text = (0..<count).map { "gene_expression_\($0)," }.joined() + "y\n"
    for row in 0..<4 {
      for _ in 0..<count { text += "\(Int(1000 * numbers.uniform()))," }
      text += "\(row % 2)\n"
    }
    try sandbox.write("wide.csv", text)
    let script = """
      set -e
      "$BPNET" train wide.csv --hidden 1 --epochs 0 --quiet -o m.safetensors
      "$BPNET" evaluate m.safetensors wide.csv >evaluation
      "$BPNET" predict m.safetensors wide.csv -o predictions.csv
      times
      """
    let result = try BinaryRunner(path: "/bin/sh").run(
      ["-c", script], environment: ["BPNET": BinaryRunner.bpnet.executable.path, "LC_ALL": "C"],
      workingFolder: sandbox.folder.path)
    try #require(result.exitCode == 0, "\(result.standardError)")
    #expect(try sandbox.folder.read("predictions.csv").split(separator: "\n").count == 5)
    // The last line has the user's and the system's time of the commands: 0m0.36s 0m0.05s
    let times = try #require(result.standardOutput.split(separator: "\n").last).split(separator: " ")
    return try times.reduce(0) { sum, time in
      let parts = time.dropLast().split(separator: "m")
      try #require(parts.count == 2 && time.hasSuffix("s"), "\(time)")
      return sum + 60 * (try #require(Double(parts[0]))) + (try #require(Double(parts[1])))
    }
  }

  /// Eight times the columns take eight times the time, and with a search through all names for each column
  /// more than fifty times.
  @Test func timeIsLinearInTheColumns() throws {
    let narrow = try processorSeconds(columns: 5_000)
    let wide = try processorSeconds(columns: 40_000)
    #expect(narrow > 0 && wide < 20 * narrow, "\(narrow) s and \(wide) s")
  }
}
