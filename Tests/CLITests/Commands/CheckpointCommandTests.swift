import Foundation
import Testing

/// `--checkpoint` and `--resume` of the program.
@Suite struct CheckpointCommandTests {
  private let sandbox: CommandSandbox

  init() throws { sandbox = try CommandSandbox(preset: "classic") }

  private func file(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: sandbox.folder.path(name)))
  }

  /// Trains until checkpoints are there, and sends a signal.
  private func interrupt(_ signal: Int32, _ options: [String]) throws -> BinaryResult {
    let running = try start(
      ["train", CommandSandbox.digits, "--preset", "classic"] + options
        + ["--checkpoint", "ck", "--checkpoint-every", "0.05s", "-o", "m.safetensors"])
    // A run that is fast enough ends by itself; then the last checkpoint is there, too.
    #expect(running.wait { _ in hasCheckpoint })
    running.send(signal)
    return running.wait()
  }

  private func start(_ arguments: [String]) throws -> RunningBinary {
    try BinaryRunner.bpnet.start(arguments, workingFolder: sandbox.folder.path)
  }

  private var hasCheckpoint: Bool {
    let names = try? FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path("ck"))
    return names?.contains { $0.hasSuffix(".safetensors") } ?? false
  }

  @Test(arguments: [SIGKILL, SIGTERM]) func theSameBytesAfterASignal(signal: Int32) throws {
    let options = ["--hidden", "8", "--epochs", "60", "--validation", "0.2"]
    let killed = try interrupt(signal, options)
    #expect([signal == SIGKILL ? 137 : 75, 0].contains(killed.exitCode), "\(killed.standardError)")
    let train = ["train", CommandSandbox.digits] + options
    let resumed = try sandbox.run(train + ["--checkpoint", "ck", "--resume", "-o", "resumed.safetensors"])
    #expect(resumed.exitCode == 0 && resumed.standardError.contains("resumes after epoch"))
    #expect(try sandbox.run(train + ["-o", "whole.safetensors"]).exitCode == 0)
    #expect(try file("resumed.safetensors") == file("whole.safetensors"))
  }

  /// The second signal comes in the step under way: the program is held up meanwhile, for steps may be short.
  @Test func aSecondSignalLaterLeavesTheLastCheckpoint() throws {
    let train = [
      "train", CommandSandbox.digits, "--hidden", "1000,1000", "--batch-size", "full", "--epochs", "1000000",
      "--checkpoint", "ck",
    ]
    let running = try start(train + ["--preset", "classic", "--checkpoint-every", "0.05s", "-o", "m"])
    #expect(running.wait { _ in hasCheckpoint })
    let pauses: [UInt32] = [20_000, 600_000, 0, 0]
    for (signal, pause) in zip([SIGTERM, SIGSTOP, SIGTERM, SIGCONT], pauses) {
      running.send(signal)
      usleep(pause)
    }
    let result = running.wait()
    // 75 where the step had ended before the program was held up.
    #expect([143, 75].contains(result.exitCode), "\(result.exitCode) \(result.standardError)")
    let resumed = try start(train + ["--preset", "classic", "--resume", "-o", "m"])
    #expect(resumed.wait(forError: "resumes after epoch"))
    resumed.send(SIGKILL)
    _ = resumed.wait()
  }

  /// A run that is resumed starts from the model of `--from`, which must still be there.
  @Test func theModelToGoOnFromIsNotReplaced() throws {
    try #require(sandbox.run("train", CommandSandbox.iris, "--epochs", "2", "-o", "m").exitCode == 0)
    let before = try file("m")
    let train = ["train", CommandSandbox.iris, "--epochs", "2", "--from", "m"]
    let result = try sandbox.run(train + ["-o", "./m", "--checkpoint", "ck"])
    #expect(result.exitCode == 64)
    #expect(result.standardError.contains("-o: found ./m, expected another file than that of --from"))
    #expect(try file("m") == before && !sandbox.folder.names.contains("ck"))
    #expect(try sandbox.run(train + ["-o", "n", "--checkpoint", "ck"]).exitCode == 0)
    #expect(try sandbox.run(train + ["-o", "m"]).exitCode == 0)
    #expect(try file("m") == file("n"))
  }

  @Test func startsAnewWithoutACheckpoint() throws {
    let result = try sandbox.run(
      "train", CommandSandbox.iris, "--epochs", "3", "--checkpoint", "ck", "--resume", "-o", "m.safetensors")
    #expect(result.exitCode == 0)
    #expect(result.standardError.contains("no whole checkpoint to resume from: training starts anew"))
  }

  @Test func badInputs() throws {
    let train = ["train", CommandSandbox.iris, "--epochs", "3", "-o", "m.safetensors"]
    try #require(sandbox.run(train + ["--checkpoint", "ck"]).exitCode == 0)
    try Data("x".utf8).write(to: URL(filePath: sandbox.folder.path("file")))
    try FileManager.default.removeItem(atPath: sandbox.folder.path("m.safetensors"))
    let cases: [(options: [String], exitCode: Int32, error: String)] = [
      (["--resume"], 64, "--resume: found no folder, expected --checkpoint DIR beside it"),
      (["--keep", "3"], 64, "--keep: found no folder, expected --checkpoint DIR beside it"),
      (["--checkpoint", "new", "--keep", "0"], 64, "--keep: found 0, expected an integer from 1"),
      (
        ["--checkpoint", "new", "--checkpoint-every", "0"], 64,
        "--checkpoint-every: found 0, expected a number"
      ),
      (["--checkpoint", "new", "--checkpoint-every", "-1s"], 64, "--checkpoint-every: found -1s, expected"),
      (
        ["--checkpoint", "new", "--checkpoint-every", "infs"], 64, "--checkpoint-every: found infs, expected"
      ),
      (
        ["--checkpoint", "ck"], 64, "--checkpoint: found ck with checkpoints of earlier training, expected an"
      ),
      (["--checkpoint", "file"], 73, "file"),
      (
        ["--checkpoint", "ck", "--resume", "--seed", "3"], 64, "--seed: found 3, expected nothing, as in the"
      ),
      (
        ["--checkpoint", "ck", "--resume", "--precision", "f64"], 64,
        "--precision: found f64, expected f32, as"
      ),
      (
        ["--checkpoint", "ck", "--resume", "--batch-size", "16"], 64,
        "--batch-size: found 16, expected nothing, as in the checkpoint"
      ),
      (
        ["--checkpoint", "ck", "--resume", "--activation", "tanh"], 64, "--activation: found tanh, expected"
      ),
      (
        ["--checkpoint", "ck", "--resume", "--no-optimizer-state"], 64, "--no-optimizer-state: found false, "
      ),
    ]
    for (options, exitCode, error) in cases {
      let result = try sandbox.run(train + options)
      #expect(result.exitCode == exitCode, "\(options) \(result.exitCode)")
      #expect(result.standardError.contains("error: \(error)"), "\(options): \(result.standardError)")
    }
    #expect(try !sandbox.folder.names.contains("m.safetensors"))
  }

  @Test func twoRunsDoNotShareAFolder() throws {
    let running = try BinaryRunner.bpnet.start(
      [
        "train", CommandSandbox.digits, "--preset", "classic", "--epochs", "1000000000", "--checkpoint", "ck",
        "--checkpoint-every", "1", "-o", "m.safetensors",
      ], workingFolder: sandbox.folder.path)
    // The lock is there before it is held, a checkpoint is not.
    #expect(running.wait { _ in hasCheckpoint })
    let second = try sandbox.run(
      "train", CommandSandbox.iris, "--checkpoint", "ck", "--resume", "-o", "other.safetensors")
    running.send(SIGKILL)
    _ = running.wait()
    #expect(second.exitCode == 73 && second.standardError.contains("writes checkpoints there"))
    for name in try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path("ck"))
    where name != "lock" {
      try FileManager.default.removeItem(atPath: sandbox.folder.path("ck/\(name)"))
    }
    // The lock of a process that was killed holds nobody up.
    let third = try sandbox.run(
      "train", CommandSandbox.iris, "--epochs", "1", "--checkpoint", "ck", "--resume", "-o",
      "other.safetensors")
    #expect(third.exitCode == 0)
  }
}
