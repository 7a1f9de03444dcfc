import Foundation
import Testing

/// Commands within limits of the address space: done, or a line that says what there is no memory for.
@Suite struct MemoryLimitTests {
  private let sandbox: CommandSandbox

  init() throws { sandbox = try CommandSandbox(preset: "classic") }

  /// Runs `bpnet` with so many megabytes of address space.
  private func run(_ arguments: String, megabytes: Int) throws -> BinaryResult {
    try BinaryRunner(path: "/bin/sh").run(
      ["-c", "ulimit -c 0; ulimit -v \(1000 * megabytes); exec \"$BPNET\" \(arguments)"],
      environment: ["BPNET": BinaryRunner.bpnet.executable.path], workingFolder: sandbox.folder.path)
  }

  private static let trainings = [
    "--optimizer sgd --hidden 300,300", "--optimizer lm --loss mse --output sigmoid --hidden 60",
    "--optimizer lbfgs --hidden 200,200", "--hidden 200,200 --restarts 3",
    "--optimizer adam --hidden 300,300 --checkpoint ck --checkpoint-every 1 --resume",
  ]

  @Test(arguments: trainings) func trainingIsDoneOrRefused(options: String) throws {
    var codes: Set<Int32> = []
    for megabytes in stride(from: 40, through: 160, by: 12) {
      let result = try run(
        "train \(CommandSandbox.iris) --preset classic --epochs 1 --threads 2 --quiet \(options) "
          + "-o m.safetensors", megabytes: megabytes)
      codes.insert(result.exitCode)
      #expect([0, 64, 74].contains(result.exitCode), "\(megabytes) MB: \(result.standardError.prefix(300))")
      #expect(!result.standardError.contains("Fatal"), "\(megabytes) MB: \(result.standardError.prefix(300))")
    }
    // Memory that is enough in any case.
    #expect(
      try run("train \(CommandSandbox.iris) --epochs 1 -o m.safetensors", megabytes: 4000).exitCode == 0)
    #expect(!codes.isEmpty)
  }

  /// The networks that the default preset compares, and the outputs of a model.
  @Test func comparisonsAndOutputsAreMadeOrRefused() throws {
    let trained = try sandbox.run(
      "train", CommandSandbox.digits, "--epochs", "1", "--progress", "none", "-o", "d.safetensors")
    try #require(trained.exitCode == 0, "\(trained.standardError)")
    let commands = [
      "train \(CommandSandbox.iris) --quiet -o m.safetensors",
      "evaluate d.safetensors \(CommandSandbox.digits)",
      "predict d.safetensors \(CommandSandbox.digits) -o p.csv",
    ]
    for command in commands {
      for megabytes in stride(from: 44, through: 84, by: 8) {
        let result = try run(command, megabytes: megabytes)
        #expect(
          [0, 64, 74].contains(result.exitCode),
          "\(command), \(megabytes) MB: \(result.standardError.prefix(300))")
      }
    }
  }

  /// A column of a text takes hundreds of bytes, and is written in two.
  @Test func columnsAreReadOrRefused() throws {
    let row = String(repeating: "1,", count: 499_999) + "2\n"
    _ = try sandbox.folder.write(row + row, to: "wide.csv")
    let refused = try run("convert wide.csv wide.npy", megabytes: 160)
    #expect(refused.exitCode == 74, "\(refused.standardError.prefix(300))")
    #expect(
      refused.standardError
        == "error: wide.csv: reading failed: its 500000 columns are too many to hold in memory\n")
    #expect(try run("convert wide.csv wide.npy", megabytes: 2000).exitCode == 0)
  }

  @Test func aModelIsReadOrRefused() throws {
    let trained = try sandbox.run(
      "train", CommandSandbox.iris, "--hidden", "1000,1000", "--epochs", "0", "-o", "m.safetensors")
    try #require(trained.exitCode == 0, "\(trained.standardError)")
    let commands = [
      "inspect m.safetensors", "evaluate m.safetensors \(CommandSandbox.iris)",
      "predict m.safetensors \(CommandSandbox.iris) -o p.csv", "export m.safetensors --format c -o m.c",
      "train \(CommandSandbox.iris) --from m.safetensors --epochs 1 -o n.safetensors",
    ]
    for command in commands {
      for megabytes in stride(from: 48, through: 120, by: 8) {
        let result = try run(command, megabytes: megabytes)
        let text = "\(command), \(megabytes) MB: \(result.exitCode) \(result.standardError.prefix(200))"
        #expect([0, 64, 74].contains(result.exitCode), "\(text)")
        #expect(!result.standardError.contains("Fatal"), "\(text)")
      }
    }
  }
}
