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
    // Every row is held back once.
    #expect(folds.contains("of 150 samples correct") && folds.contains("trained without its fold."))
    let search = try page(["search", Self.iris, "--grid", "learning-rate=0.1,0.01"], sandbox)
    #expect(search.contains("Trials by log loss") && search.contains("The best trial alone:"))
  }

  /// The hyper-parameters are all there, those of a comparison too.
  @Test func hyperParametersAreTold() throws {
    let sandbox = try CommandSandbox()
    func facts(_ html: String) -> [String] {
      html.split(separator: "<dl class=\"facts\">").dropFirst().flatMap { list in
        list.split(separator: "<dt>").dropFirst().map { entry in
          String(entry.prefix { $0 != "\n" }).replacing("</dt><dd>", with: " ")
            .replacing("</dd></div>", with: "").replacing("</dl>", with: "")
        }
      }
    }
    let options = ["--learning-rate", "0.03", "--weight-decay", "0.002"]
    let training = facts(try page(["train", Self.iris, "-o", "m"] + options, sandbox))
    for fact in ["learning-rate 0.03", "weight-decay 0.002", "loss cross-entropy", "optimizer sgd"] {
      #expect(training.contains(fact), "\(fact): \(training)")
    }
    let folds = facts(try page(["cv", Self.iris, "--folds", "3"] + options, sandbox))
    for fact in ["learning-rate 0.03", "hidden 3", "epochs 3", "preset classic"] {
      #expect(folds.contains(fact), "\(fact): \(folds)")
    }
    let search = try page(["search", Self.iris, "--grid", "learning-rate=0.1,0.01"], sandbox)
    #expect(facts(search).contains { $0.hasPrefix("learning-rate 0.") })
    #expect(search.contains("Pictures are of the validation rows") && search.contains("Calibration</text>"))
  }

  @Test func endsAndChoicesAreWords() throws {
    let sandbox = try CommandSandbox()
    let all = try page(["train", Self.iris, "-o", "m"], sandbox)
    #expect(all.contains("Trained for all of its 3 epochs"))
    _ = try sandbox.folder.write(
      "a,b,red,blue\n" + String(repeating: "1,2,0,1\n3,7,1,1\n2,2,1,0\n", count: 9), to: "l.csv")
    let labels = try page(
      ["train", "l.csv", "--target", "red,blue", "--task", "classify", "-o", "m"], sandbox)
    #expect(labels.contains("Calibration</text>") && labels.contains("red=1: "))
    // With folds no trial has a single model.
    let search = try page(
      ["search", Self.iris, "--folds", "3", "--grid", "learning-rate=0.1,0.01"], sandbox)
    #expect(search.contains("Hyper-parameters of the best") && search.contains("± one standard deviation"))
    let folds = try sandbox.run(["cv", Self.iris, "--folds", "3", "--report", "f.html", "--quiet"])
    try #require(folds.exitCode == 0)
    #expect(try sandbox.folder.read("f.html").contains("Everything is chosen by the preset default"))
  }

  /// Numbers are written out, and the k of the top-k accuracy is said.
  @Test func figuresReadWell() throws {
    let sandbox = try CommandSandbox()
    #expect(try page(["train", Self.iris, "-o", "m"], sandbox).contains(">top-2 accuracy</th>"))
    #expect(try page(["cv", Self.iris, "--folds", "3"], sandbox).contains(">top-2 accuracy</th>"))
    let grid = ["--grid", "learning-rate=0.1,0.01", "--rank-by", "top_k_accuracy"]
    #expect(try page(["search", Self.iris] + grid, sandbox).contains("ranked by top-2 accuracy"))
    let rows = (1...20).map { "\($0),\($0)00000\n" }.joined()
    _ = try sandbox.folder.write("x,y\n" + rows, to: "large.csv")
    let numbers = try page(["train", "large.csv", "--task", "regress", "-o", "m"], sandbox)
    #expect(numbers.contains("100,000 to 2,000,000, mean 1,050,000") && !numbers.contains("e+0"))
  }

  @Test func trainingsThatGoOnSayFromWhere() throws {
    let sandbox = try CommandSandbox()
    _ = try page(["train", Self.iris, "-o", "a"], sandbox)
    let result = try sandbox.run(
      ["train", Self.iris, "--from", "a", "--epochs", "2", "-o", "b", "--quiet", "--report", "r.html"])
    try #require(result.exitCode == 0, "\(result.standardError)")
    let html = try String(contentsOfFile: sandbox.folder.path("r.html"), encoding: .utf8)
    #expect(html.contains("all of its 2 epochs. It went on from a model of 3 epochs."))
    #expect(html.contains("--from a --epochs 2 -o b"))
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
