import Foundation
import Testing

/// Help, manual pages and completions of the program as it is installed.
@Suite struct HelpCommandTests {
  private static let commands = [
    "train", "describe", "evaluate", "predict", "encode", "forecast", "inspect", "export", "import",
    "convert",
    "explain", "example", "gradcheck", "cv", "search", "plot",
  ]

  private static func output(_ arguments: String..., isOf runner: BinaryRunner = .bpnet) throws -> String {
    let result = try runner.run(arguments, environment: ["COLUMNS": "80"])
    #expect(result.exitCode == 0 && result.standardError.isEmpty, "\(result.standardError)")
    return result.standardOutput
  }

  /// The long options that a text lists.
  private static func options(in help: String) -> Set<String> {
    let labels = help.split(separator: "\n").filter { $0.hasPrefix("  -") }
    return Set(labels.flatMap { $0.matches(of: /--[a-z][a-z0-9-]*/).prefix(1).map { String($0.output) } })
  }

  @Test(arguments: commands) func theHelpFitsAScreen(command: String) throws {
    let help = try Self.output(command, "--help")
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count <= 40, "\(lines.count) lines")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(help.matches(of: try Regex("\n  bpnet \(command) ")).count >= 2)
  }

  @Test func theListOfCommandsFitsAScreen() throws {
    let help = try Self.output("--help")
    #expect(help.split(separator: "\n", omittingEmptySubsequences: false).count <= 41)
    for command in Self.commands { #expect(help.contains("\n  \(command) ")) }
  }

  /// The short help is a part of the whole, and its examples use options that there are.
  @Test(arguments: commands) func allHasEverything(command: String) throws {
    let (short, whole) = (try Self.output(command, "--help"), try Self.output(command, "--help", "all"))
    #expect(whole == (try Self.output("help", command, "all")))
    let options = Self.options(in: whole)
    #expect(Self.options(in: short).isSubset(of: options))
    let examples = short.split(separator: "\n").filter { $0.hasPrefix("  bpnet ") }
    for option in examples.flatMap({ $0.matches(of: /--[a-z-]+/) }) {
      #expect(options.contains(String(option.output)) || option.output == "--lr")
    }
  }

  @Test(arguments: ["bpnet", "bpnet-bench"]) func everyOptionIsInEachText(program: String) throws {
    let runner = BinaryRunner(built: program)
    let top = try Self.output("--help", isOf: runner)
    let list = top.split(separator: "\n\n").first { $0.hasPrefix("Commands:") }
    let names = try #require(list).split(separator: "\n").filter {
      $0.hasPrefix("  ") && !$0.hasPrefix("   ")
    }
    .map { String($0.split(separator: " ")[0]) }
    #expect(names.count >= 6)
    let manual = try Self.output("help", "--man", isOf: runner).replacing("\\-", with: "-")
    let shells = try ["bash", "zsh", "fish"].map { try Self.output("completions", $0, isOf: runner) }
    for name in names {
      let options = Self.options(in: try Self.output("help", name, "all", isOf: runner))
      #expect(!options.isEmpty)
      for option in options.subtracting(["--help"]) {
        #expect(manual.contains(option), "\(name) \(option)")
        let isInZsh = ["[", "=["].contains { shells[1].contains(option + $0) }
        #expect(shells[0].contains(option) && isInZsh, "\(name) \(option)")
        let line = "__fish_seen_subcommand_from \(name)'"
        let isThere = shells[2].split(separator: "\n").contains {
          $0.contains(line) && $0.contains(" -l \(option.dropFirst(2)) ")
        }
        #expect(isThere, "\(name) \(option)")
      }
    }
  }

  /// Each script is read by its shell, where that is installed.
  @Test(arguments: [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")])
  func completionsAreValid(shell: String, option: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(try Self.output("completions", shell), to: "completion")
    guard let program = Self.program(shell) else { return }
    let result = try BinaryRunner(path: program).run([option, path])
    #expect(result.exitCode == 0 && result.standardError.isEmpty, "\(result.standardError)")
  }

  @Test func bashCompletesCommandsOptionsAndNames() throws {
    let bash = try #require(Self.program("bash"))
    let folder = try TemporaryFolder()
    let path = try folder.write(try Self.output("completions", "bash"), to: "completion")
    func replies(_ words: String) throws -> [String] {
      let script = """
        . '\(path)'; COMP_WORDS=(\(words)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _bpnet
        printf '%s\\n' "${COMPREPLY[@]}"
        """
      return try BinaryRunner(path: bash).run(["-c", script]).standardOutput.split(separator: "\n")
        .map(String.init)
    }
    #expect(try replies("bpnet ev") == ["evaluate"])
    #expect(try replies("bpnet train x.csv --learn") == ["--learning-rate"])
    #expect(try replies("bpnet train x.csv --task re") == ["regress"])
    #expect(try replies("bpnet train x.csv --optimizer adam") == ["adam", "adamw"])
    #expect(try replies("bpnet help stop") == ["stopping"])
    #expect(try replies("bpnet --") == ["--version", "--help"])
    #expect(try replies("bpnet plot conf") == ["confusion"])
    #expect(try replies("bpnet example moo") == ["moons"])
    #expect(try replies("bpnet train x.csv --optimizer = rp") == ["rprop"])
    #expect(try replies("bpnet train x.csv --activation relu,ta") == ["relu,tanh"])
    // Names of files where there may be one, and nowhere else.
    #expect(try replies("bpnet train '\(folder.path("comp"))'") == [path])
    #expect(try replies("bpnet train x.csv --log '\(folder.path("comp"))'") == [path])
    #expect(try replies("bpnet train x.csv --seed '\(folder.path("comp"))'") == [])
  }

  @Test func fishCompletesCommandsOptionsAndNames() throws {
    guard let fish = Self.program("fish") else { return }
    let folder = try TemporaryFolder()
    _ = try folder.write(try Self.output("completions", "fish"), to: "completion")
    func replies(_ words: String) throws -> [String] {
      let script = "cd '\(folder.path)'; source completion; complete -C '\(words)'"
      return try BinaryRunner(path: fish).run(["-N", "-c", script], environment: ["HOME": folder.path])
        .standardOutput.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    }
    #expect(try replies("bpnet ev") == ["evaluate"])
    #expect(try replies("bpnet train x.csv --learn") == ["--learning-rate"])
    #expect(try replies("bpnet train x.csv --optimizer adam") == ["adam", "adamw"])
    #expect(try replies("bpnet train x.csv --activation relu,ta") == ["relu,tanh"])
    #expect(try replies("bpnet plot conf") == ["confusion"])
    #expect(try replies("bpnet plot confusion comp") == ["completion"])
    #expect(try replies("bpnet train comp") == ["completion"])
    #expect(try replies("bpnet train x.csv --seed comp") == [])
  }

  @Test func theManualIsWellFormed() throws {
    guard let groff = Self.program("groff") else { return }
    let folder = try TemporaryFolder()
    let path = try folder.write(try Self.output("help", "--man"), to: "bpnet.1")
    // Without -K: the page has to be the same in each encoding.
    for width in [40, 80] {
      let result = try BinaryRunner(path: groff).run(["-man", "-ww", "-Tutf8", "-rLL=\(width)n", path])
      #expect(result.exitCode == 0 && result.standardError.isEmpty, "\(result.standardError.prefix(500))")
      // Square roots and ellipses, as help has them.
      #expect(result.standardOutput.contains("√(n+m)") && result.standardOutput.contains("{…}"))
    }
  }

  private static func program(_ name: String) -> String? {
    ["/bin/", "/usr/bin/", "/usr/local/bin/"].map { $0 + name }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  @Test(arguments: [
    ("data", ["csv", "npz", "libsvm", "--target"]), ("missing", ["mean", "drop", "null"]),
    ("optimizers", ["adamw", "lm-bayesian", "cosine"]), ("stopping", ["--patience", "--time-limit"]),
    ("losses", ["huber", "log_loss"]), ("network", ["silu", "nguyen-widrow"]),
    ("exit-codes", ["75", "128 + N"]),
  ]) func topics(name: String, words: [String]) throws {
    let text = try Self.output("help", name)
    for word in words { #expect(text.contains(word)) }
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 41)
    #expect(try Self.output("help").contains("  \(name) "))
  }

  @Test(arguments: [
    ("train x.csv --verbose", "did you mean --progress?"),
    ("train x.csv --hidden_sizes 3", "did you mean --hidden?"),
    ("train x.csv --learning_rate 1", "did you mean --learning-rate?"),
    ("train x.csv --optimiser adam", "did you mean --optimizer?"),
    ("train x.csv --random-state 1", "did you mean --seed?"),
    ("train x.csv --folds 3", "--folds is an option of bpnet cv, bpnet search"),
    ("predict m d.csv --epochs 3", "--epochs is an option of bpnet train, bpnet cv, bpnet search"),
    ("predict m d.csv --treshold 3", "did you mean --threshold?"),
    ("help optimizrs", "did you mean optimizers?"), ("completions fich", "did you mean fish?"),
    ("completions", "found nothing, expected one of bash, zsh, fish"),
  ]) func wrongWordsSuggestTheRightOnes(line: String, hint: String) throws {
    let result = try BinaryRunner.bpnet.run(line.split(separator: " ").map(String.init))
    #expect(result.exitCode == 64 && result.standardError.contains(hint), "\(result.standardError)")
  }

  @Test(arguments: ["version", "-V"]) func theVersionHasShortNames(word: String) throws {
    #expect(try Self.output(word) == Self.output("--version"))
  }
}
