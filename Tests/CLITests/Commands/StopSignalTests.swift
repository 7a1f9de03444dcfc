import Foundation
import Testing

/// Signals to commands at any moment: what is expected holds whenever they arrive.
@Suite struct StopSignalTests {
  private let sandbox: CommandSandbox

  init() throws { sandbox = try CommandSandbox(preset: "classic") }

  /// Whether files without a name can be made in the folder, so that nothing of one is left.
  private var hasUnnamedFiles: Bool {
    #if os(Linux)
      let descriptor = open(sandbox.folder.path, 0o20000000 | O_DIRECTORY | O_WRONLY, 0o600)
      if descriptor >= 0 { close(descriptor) }
      return descriptor >= 0
    #else
      return false
    #endif
  }

  /// Sends SIGTERM after some milliseconds, and expects the old file, or the whole new one.
  private func interrupt(_ arguments: [String], afterMilliseconds delay: UInt32, whole: Data) throws {
    let output = URL(filePath: sandbox.folder.path("out.csv"))
    try Data("old".utf8).write(to: output)
    let names = try sandbox.folder.names
    let running = try BinaryRunner.bpnet.start(
      arguments + ["-o", "out.csv"], workingFolder: sandbox.folder.path)
    usleep(1000 * delay)
    running.send(SIGTERM)
    let result = running.wait()
    #expect(
      [0, 143].contains(result.exitCode), "\(arguments[0]): \(result.exitCode) \(result.standardError)")
    let content = try Data(contentsOf: output)
    #expect(content == whole || result.exitCode != 0 && content == Data("old".utf8), "\(arguments[0])")
    if hasUnnamedFiles { #expect(try sandbox.folder.names == names, "\(arguments[0]), \(delay) ms") }
  }

  private func check(_ arguments: [String]) throws {
    let whole = try sandbox.run(arguments + ["-o", "whole.csv"])
    try #require(whole.exitCode == 0, "\(whole.standardError)")
    let data = try Data(contentsOf: URL(filePath: sandbox.folder.path("whole.csv")))
    for delay in stride(from: UInt32(0), through: 120, by: 10) {
      try interrupt(arguments, afterMilliseconds: delay, whole: data)
    }
  }

  @Test func predictLeavesTheOldFileOrTheNewOne() throws {
    try check(["predict", try sandbox.trainIris("m.safetensors", epochs: 1), CommandSandbox.iris])
  }

  @Test func encodeLeavesTheOldFileOrTheNewOne() throws {
    let trained = try sandbox.run(
      "train", CommandSandbox.iris, "--task", "autoencode", "--ignore", "5", "--hidden", "2", "--epochs", "1",
      "-o", "a.safetensors")
    try #require(trained.exitCode == 0, "\(trained.standardError)")
    try check(["encode", "a.safetensors", CommandSandbox.iris])
  }

  @Test func forecastLeavesTheOldFileOrTheNewOne() throws {
    let series = try sandbox.folder.write("s\n" + (0..<60).map { "\($0 % 7)\n" }.joined(), to: "s.csv")
    let trained = try sandbox.run(
      "train", series, "--task", "forecast", "--hidden", "3", "--epochs", "1", "-o", "f.safetensors")
    try #require(trained.exitCode == 0, "\(trained.standardError)")
    try check(["forecast", "f.safetensors", series, "--steps", "20000"])
  }

  /// A signal before a fold or a trial has ended: nothing is printed or saved, and the exit code says so.
  ///
  /// It is the same before the command listens to signals. Nothing but a signal ends these runs: a trial that
  /// stopped early would be a result, on a processor that is fast enough.
  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
  func withoutAnyResultTheExitCodeIsTheSignals(signal: Int32, exitCode: Int32) throws {
    let commands = [
      (["cv", CommandSandbox.digits, "--folds", "3"], "3 folds"),
      (["search", CommandSandbox.digits, "--grid", "hidden=9,8"], "2 trials"),
    ]
    for (command, note) in commands {
      let running = try BinaryRunner.bpnet.start(
        command + [
          "--epochs", "1000000000", "--preset", "classic", "--max-fail", "1000000000", "-o", "m.safetensors",
        ],
        workingFolder: sandbox.folder.path)
      #expect(running.wait(forError: note))
      running.send(signal)
      let result = running.wait()
      #expect(result.exitCode == exitCode, "\(command[0]): \(result.exitCode) \(result.standardError)")
      #expect(try sandbox.folder.names.isEmpty)
    }
  }
}
