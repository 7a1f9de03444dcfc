import Foundation
import Testing

/// `--report` of `train`, `cv` and `search`.
@Suite struct ReportCommandTests {
  private static let iris = CommandSandbox.iris
  private static let quick = ["--preset", "classic", "--hidden", "3", "--epochs", "3", "--quiet"]

  private func page(_ arguments: [String], _ sandbox: CommandSandbox) throws -> String {
    let result = try sandbox.run(arguments + Self.quick + ["--report", "r.html"])
    try #require(result.exitCode == 0, "\(result.standardError)")
    #expect(result.standardError.isEmpty)
    return try String(contentsOfFile: sandbox.folder.path("r.html"), encoding: .utf8)
  }

  @Test func trainingHasAPage() throws {
    let html = try page(
      ["train", Self.iris, "--validation", "0.2", "-o", "m x.safetensors"], CommandSandbox())
    for title in [
      "Data", "Network", "Training", "Results", "Hyper-parameters", "Repeating this run",
      "Predicted and true classes", "Receiver operating characteristic", "Calibration", "Network 4-3-3",
    ] {
      #expect(html.contains(">\(title)</"), "\(title)")
    }
    #expect(html.contains("-o 'm x.safetensors'") && html.contains("--report r.html"))
    #expect(html.contains("<html lang=\"en\">") && html.contains("width=device-width"))
    #expect(!html.contains("<script") && !html.contains("src="))
  }

  @Test func foldsAndSearchesHaveOne() throws {
    let sandbox = try CommandSandbox()
    let folds = try page(["cv", Self.iris, "--folds", "3"], sandbox)
    #expect(folds.contains("Folds by accuracy") && folds.contains(">fold 3</th>"))
    let search = try page(["search", Self.iris, "--grid", "learning-rate=0.1,0.01"], sandbox)
    #expect(search.contains("Trials by log loss") && search.contains("The best trial alone:"))
  }

  @Test func wrongPagesAreRefusedBeforeTraining() throws {
    let sandbox = try CommandSandbox()
    try "a,y\n1,2\n2,3\n3,4\n".write(
      toFile: sandbox.folder.path("d.csv"), atomically: true, encoding: .utf8)
    let cases: [(report: String, exitCode: Int32, error: String)] = [
      ("-", 64, "error: --report: found -, expected a file"),
      ("d.csv", 64, "error: --report: found d.csv, expected another file"),
      ("m.safetensors", 64, "error: --report: found m.safetensors, expected another file than the model"),
      ("no/r.html", 73, "error: no/r.html: cannot be created"),
    ]
    for (report, exitCode, error) in cases {
      let result = try sandbox.run(
        ["train", "d.csv", "-o", "m.safetensors", "--report", report] + Self.quick)
      #expect(result.exitCode == exitCode && result.standardError.hasPrefix(error), "\(result.standardError)")
      #expect(!FileManager.default.fileExists(atPath: sandbox.folder.path("m.safetensors")))
    }
  }
}
