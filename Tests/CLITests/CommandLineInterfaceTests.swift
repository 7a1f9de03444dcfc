import BPNet
import CommandSupport
import Foundation
import Testing

@Suite struct CommandLineInterfaceTests {
  private struct Defect: Error {}

  private static let interface = CommandLineInterface(
    name: "bpnet", summary: "Train networks",
    commands: [
      SampleCommand.command,
      Command(name: "evaluate", summary: "Evaluate", synopsis: "") { _ in .checkFailed },
      Command(name: "broken", summary: "Fail", synopsis: "") { _ in throw Defect() },
      Command(name: "missing", summary: "Fail", synopsis: "") { _ in
        throw BPNetError.cannotOpen(path: "x\n.csv", reason: "no such file")
      },
    ],
    topics: [
      HelpTopic("data", otherNames: ["formats", "csv"], summary: "files", parts: [.text("Of files.")])
    ],
    version: { $0 ? "{\"version\":\"1\"}" : "bpnet 1" })

  private struct Outcome {
    let code: ExitCode
    let output: String
    let errors: String
  }

  private func run(_ arguments: [String]) throws -> Outcome {
    let folder = try TemporaryFolder()
    let output = open(folder.path("output"), O_CREAT | O_WRONLY, 0o600)
    let errors = open(folder.path("errors"), O_CREAT | O_WRONLY, 0o600)
    defer {
      close(output)
      close(errors)
    }
    let code = Self.interface.run(
      arguments, output: TextOutput(descriptor: output, name: "output"),
      diagnostics: Diagnostics(terminal: Terminal(descriptor: errors)))
    return Outcome(code: code, output: try folder.read("output"), errors: try folder.read("errors"))
  }

  @Test(arguments: [["--help"], ["-h"], ["help"], ["help", "--help"]])
  func topLevelHelp(arguments: [String]) throws {
    let outcome = try run(arguments)
    #expect(outcome.code == .success)
    #expect(outcome.output.hasPrefix("Train networks.\n\nUsage: bpnet COMMAND"))
    #expect(outcome.output.contains("  evaluate "))
    #expect(outcome.errors.isEmpty)
  }

  @Test(arguments: [
    ["help", "train"], ["train", "--help"], ["train", "-h"], ["train", "x", "--epochs", "-1", "--help"],
  ])
  func commandHelp(arguments: [String]) throws {
    let outcome = try run(arguments)
    #expect(outcome.code == .success)
    #expect(outcome.output.hasPrefix("Train a network.\n\nUsage: bpnet train DATA"))
    #expect(outcome.errors.isEmpty)
  }

  @Test(arguments: ["help data", "help formats", "help csv"])
  func topics(line: String) throws {
    let outcome = try run(line.split(separator: " ").map(String.init))
    #expect(outcome.code == .success)
    #expect(outcome.output == "Of files.\n")
  }

  @Test(arguments: ["completions --help", "completions bash -h", "help completions"])
  func helpOfCompletions(line: String) throws {
    let outcome = try run(line.split(separator: " ").map(String.init))
    #expect(outcome.code == .success)
    #expect(outcome.output.contains("Usage: bpnet completions bash|zsh|fish\n"))
    #expect(outcome.errors.isEmpty)
  }

  @Test func noCommandIsAnsweredWithUsage() throws {
    let outcome = try run([])
    #expect(outcome.code == .usage)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("Usage: bpnet COMMAND"))
  }

  @Test(arguments: [
    (["--version"], "bpnet 1\n"), (["--version", "--json"], "{\"version\":\"1\"}\n"),
    (["--json", "--version"], "{\"version\":\"1\"}\n"),
  ])
  func version(arguments: [String], expected: String) throws {
    let outcome = try run(arguments)
    #expect(outcome.code == .success)
    #expect(outcome.output == expected)
  }

  @Test(arguments: [
    (
      "trian", ExitCode.usage,
      "error: command: found trian, expected one of train, evaluate, broken, missing\n"
        + "hint: did you mean train?\n"
    ),
    (
      "help trian", .usage,
      "error: help: found trian, expected one of train, evaluate, broken, missing, data\n"
        + "hint: did you mean train?\n"
    ),
    (
      "help train evaluate", .usage,
      "error: help: found 2 names, expected one command or topic\n"
        + "hint: usage: bpnet help COMMAND [all]\n"
    ),
    (
      "--versoin", .usage,
      "error: --versoin: found an unknown option, expected a command, --help or --version\n"
        + "hint: did you mean --version?\n"
    ),
    (
      "--quiet train", .usage,
      "error: --quiet: found an unknown option, expected a command, --help or --version\n"
    ),
    (
      "--json train", .usage,
      "error: --json: found an unknown option, expected a command, --help or --version\n"
        + "hint: options come after the command's name\n"
    ),
    ("completions", .usage, "error: completions: found nothing, expected one of bash, zsh, fish\n"),
    (
      "completions fisch", .usage,
      "error: completions: found fisch, expected one of bash, zsh, fish\nhint: did you mean fish?\n"
    ),
    (
      "completions bash zsh", .usage, "error: completions: found 2 names, expected one of bash, zsh, fish\n"
    ),
    ("--json", .usage, "error: --json: found no command, expected a command, or --version\n"),
    ("train x --epochs -1", .usage, "error: --epochs: found -1, expected an integer of at least 0\n"),
    ("evaluate", .checkFailed, ""),
    ("broken", .internalError, "error: internal error: Defect()\n"),
    ("missing", .noInput, "error: x\\n.csv: cannot be opened: no such file\n"),
  ])
  func failures(line: String, code: ExitCode, errors: String) throws {
    let outcome = try run(line.split(separator: " ").map(String.init))
    #expect(outcome.code == code)
    #expect(outcome.errors == errors)
    #expect(outcome.output.isEmpty)
  }

  private static let place = BPNetError.Place(file: "x.csv")

  @Test(
    arguments: [
      (BPNetError.invalidArgument(name: "a", found: "b", expected: "c"), 64),
      (.unsupportedKernelSet(name: "a", supported: []), 64),
      (.invalidData(at: place, found: "a", expected: "b"), 65),
      (.invalidModel(at: place, found: "a", expected: "b"), 65),
      (.cannotOpen(path: "a", reason: "b"), 66),
      (.cannotCreate(path: "a", reason: "b"), 73),
      (.readFailed(path: "a", reason: "b"), 74),
      (.writeFailed(path: "a", reason: "b"), 74),
      (.diverged(epoch: 1, loss: .nan), 3),
    ] as [(BPNetError, Int32)])
  func exitCodes(error: BPNetError, code: Int32) {
    #expect(ExitCode(error).rawValue == code)
  }

  @Test func otherExitCodes() {
    #expect(ExitCode(UsageError("x")).rawValue == 64)
    #expect(ExitCode(Defect()).rawValue == 70)
    #expect(ExitCode(OutputClosed()).rawValue == 141)
    #expect(ExitCode.success.rawValue == 0 && ExitCode.checkFailed.rawValue == 1)
    #expect(ExitCode.stopped.rawValue == 75)
  }
}
