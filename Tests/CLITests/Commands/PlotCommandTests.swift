import Foundation
import Testing

/// `bpnet plot`.
@Suite struct PlotCommandTests {
  private static let points = "a,b,y\n0,0,n\n1,1,y\n0,1,y\n1,0,n\n0.2,0.1,n\n0.9,0.8,y\n"

  private func sandbox() throws -> CommandSandbox {
    let sandbox = try CommandSandbox(preset: "classic")
    try Self.points.write(toFile: sandbox.folder.path("d.csv"), atomically: true, encoding: .utf8)
    try "a,y\n0,0\n1,1\n2,4\n3,9\n".write(
      toFile: sandbox.folder.path("n.csv"), atomically: true, encoding: .utf8)
    for (data, model) in [("d.csv", "c"), ("n.csv", "r")] {
      let result = try sandbox.run(
        "train", data, "--task", model == "c" ? "classify" : "regress", "--hidden", "2", "--epochs", "3",
        "--history", "--quiet", "-o", "\(model).safetensors")
      try #require(result.exitCode == 0, "\(result.standardError)")
    }
    return sandbox
  }

  @Test func kindsAreListed() throws {
    let result = try CommandSandbox().run("plot")
    #expect(result.exitCode == 0)
    for kind in ["loss", "fit", "boundary", "confusion"] {
      #expect(result.standardOutput.contains("\n\(kind) "), "\(kind)")
    }
  }

  @Test func picturesAreWritten() throws {
    let sandbox = try sandbox()
    for arguments in [
      ["loss", "c.safetensors"], ["boundary", "c.safetensors", "d.csv"],
      ["confusion", "c.safetensors", "d.csv"], ["fit", "r.safetensors", "n.csv"],
    ] {
      let result = try sandbox.run(["plot"] + arguments + ["-o", "p.svg"])
      #expect(result.exitCode == 0 && result.standardError.isEmpty, "\(result.standardError)")
      let text = try String(contentsOfFile: sandbox.folder.path("p.svg"), encoding: .utf8)
      #expect(text.hasPrefix("<?xml") && text.hasSuffix("</svg>\n"))
      #expect(try sandbox.run(["plot"] + arguments + ["-o", "-"]).standardOutput == text)
    }
  }

  static let wrong: [(arguments: [String], exitCode: Int32, error: String)] = [
    (["losss", "c.safetensors"], 64, "error: KIND: found losss, expected one of loss"),
    (["loss"], 64, "error: MODEL: found nothing, expected MODEL or LOG for loss"),
    (["boundary", "c.safetensors"], 64, "error: DATA: found nothing, expected MODEL DATA for boundary"),
    (["loss", "c.safetensors", "d.csv"], 64, "error: MODEL: found c.safetensors d.csv, expected"),
    (["loss", "none"], 66, "error: none: cannot be opened"),
    (["confusion", "c.safetensors", "none.csv"], 66, "error: none.csv: cannot be opened"),
    (["fit", "c.safetensors", "d.csv"], 64, "error: KIND: found fit of a classify model, expected"),
    (["confusion", "r.safetensors", "n.csv"], 64, "error: KIND: found confusion of a regress model"),
    (["boundary", "c.safetensors", "d.csv", "--inputs", "a,z"], 64, "error: --inputs: found z"),
    (["boundary", "c.safetensors", "d.csv", "--inputs", "a,a"], 64, "error: --inputs: found a,a"),
    (["fit", "r.safetensors", "n.csv", "--target", "z"], 64, "error: --target: found z, expected one of y"),
    (["confusion", "c.safetensors", "n.csv"], 65, "error: n.csv: found no column \"b\""),
    (["loss", "d.csv"], 65, "error: d.csv"),
    (["loss", "twice.jsonl"], 65, #"error: twice.jsonl:2: found the key "epoch" twice, expected it once"#),
    (["loss", "comma.jsonl"], 65, #"error: comma.jsonl:1: found "}", expected a key in quotes"#),
  ]

  @Test func badInputIsAnError() throws {
    let sandbox = try sandbox()
    for (name, line) in [("twice", #"{"epoch":2,"epoch":3}"#), ("comma", #"{"epoch":2,}"#)] {
      let lines = (name == "twice" ? #"{"epoch":1,"train_loss":0.5}"# + "\n" : "") + line + "\n"
      _ = try sandbox.folder.write(lines, to: "\(name).jsonl")
    }
    for (arguments, exitCode, error) in Self.wrong {
      let result = try sandbox.run(["plot"] + arguments + ["-o", "p.svg"])
      #expect(result.exitCode == exitCode, "\(arguments): \(result.standardError)")
      #expect(result.standardError.hasPrefix(error), "\(arguments): \(result.standardError)")
      #expect(!FileManager.default.fileExists(atPath: sandbox.folder.path("p.svg")))
    }
    let cases: [(arguments: [String], exitCode: Int32, error: String)] = [
      (["loss", "c.safetensors"], 64, "error: -o: found nothing, expected a file for the picture"),
      (
        ["loss", "c.safetensors", "-o", "c.safetensors"], 64,
        "error: -o: found c.safetensors, expected another"
      ),
      (["loss", "c.safetensors", "-o", "no/p.svg"], 73, "error: no/p.svg: cannot be created"),
    ]
    for (arguments, exitCode, error) in cases {
      let result = try sandbox.run(["plot"] + arguments)
      #expect(result.exitCode == exitCode && result.standardError.hasPrefix(error), "\(result.standardError)")
    }
  }
}
