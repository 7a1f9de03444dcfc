import Foundation
import Testing

/// `--log` of the program.
@Suite struct LogCommandTests {
  private let sandbox: CommandSandbox

  init() throws { sandbox = try CommandSandbox(preset: "classic") }

  private func lines(_ name: String = "run.jsonl") throws -> [[String: Any]] {
    let text = try sandbox.folder.read(name)
    #expect(text.hasSuffix("\n"))
    return try text.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func eachEpochIsAnObject() throws {
    let result = try sandbox.json(
      "train", CommandSandbox.iris, "--epochs", "5", "--validation", "0.2", "--patience", "9", "--log",
      "run.jsonl", "-o", "m.safetensors")
    let lines = try lines()
    #expect(lines.map { $0["epoch"] as? Int } == [1, 2, 3, 4, 5])
    for line in lines {
      #expect(
        Set(line.keys) == [
          "epoch", "train_loss", "validation_loss", "learning_rate", "seconds", "samples_per_second", "time",
        ])
    }
    #expect(result["epochs"] as? Int == 5)
    #expect(lines[0]["learning_rate"] as? Double == 0.1)
  }

  @Test func methodsForFullBatchesTellTheirFigures() throws {
    try #require(
      sandbox.run(
        "train", CommandSandbox.iris, "--optimizer", "lm", "--hidden", "3", "--loss", "mse", "--epochs", "2",
        "--log", "run.jsonl", "-o", "m.safetensors"
      ).exitCode == 0)
    let line = try lines()[0]
    #expect(line["mu"] is Double && line["learning_rate"] == nil && line["validation_loss"] == nil)
  }

  /// The lines after the checkpoint are written again, and once: those of a run that was killed behind it,
  /// one of them cut off.
  @Test func aResumedRunGoesOnWithoutDuplicates() throws {
    let train = ["train", CommandSandbox.iris, "-o", "m.safetensors", "--log", "run.jsonl"]
    let folder = ["--checkpoint", "ck", "--checkpoint-every", "2"]
    try #require(sandbox.run(train + folder + ["--epochs", "8", "--keep", "9"]).exitCode == 0)
    let whole = try lines()
    let checkpoints = try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path("ck"))
    // How many there are beside the first and the last one depends on how long writing them took.
    let newest = try #require(checkpoints.filter { $0.hasPrefix("checkpoint-") }.max())
    try FileManager.default.removeItem(atPath: sandbox.folder.path("ck/\(newest)"))
    let text = try sandbox.folder.read("run.jsonl")
    _ = try sandbox.folder.write(String(text.dropLast(20)), to: "run.jsonl")
    let resumed = try sandbox.run(train + folder + ["--epochs", "8", "--resume"])
    #expect(resumed.exitCode == 0 && resumed.standardError.contains("resumes after epoch "))
    let lines = try lines()
    #expect(!resumed.standardError.contains("after epoch 8"))
    #expect(lines.map { $0["epoch"] as? Int } == Array(1...8))
    #expect(lines.map { $0["train_loss"] as? Double } == whole.map { $0["train_loss"] as? Double })
  }

  /// A log that went through an editor of Windows, or has bytes that are no text, loses no line.
  @Test(arguments: ["\r\n", "\n\u{FF}\n"]) func aChangedLogLosesNoLine(lineBreak: String) throws {
    let train = [
      "train", CommandSandbox.iris, "-o", "m.safetensors", "--log", "run.jsonl", "--checkpoint", "ck",
    ]
    try #require(sandbox.run(train + ["--epochs", "4"]).exitCode == 0)
    let text = try sandbox.folder.read("run.jsonl").replacing("\n", with: lineBreak)
    // As Latin-1, in which ÿ is no text of UTF-8.
    let bytes = text.unicodeScalars.map { UInt8($0.value) }
    try Data(bytes).write(to: URL(filePath: sandbox.folder.path("run.jsonl")))
    let resumed = try sandbox.run(train + ["--epochs", "4", "--resume"])
    #expect(resumed.exitCode == 0, "\(resumed.standardError)")
    #expect(try Data(contentsOf: URL(filePath: sandbox.folder.path("run.jsonl"))) == Data(bytes))
    guard lineBreak == "\r\n" else { return }
    #expect(try sandbox.run(["plot", "loss", "run.jsonl", "-o", "loss.svg"]).exitCode == 0)
  }

  /// A log that another program has written again has blanks in its lines, and maybe other lines behind them.
  @Test(arguments: [
    ("{\"", ": ", ""), ("{\"", " : ", "\n"), ("{ \"", ":", "\n\n{\"note\":1}\n"), (" { \"", ": ", " \0\0"),
  ]) func aRewrittenLogIsContinued(start: String, colon: String, end: String) throws {
    let train = [
      "train", CommandSandbox.iris, "-o", "m.safetensors", "--log", "run.jsonl", "--epochs", "8",
      "--checkpoint", "ck", "--checkpoint-every", "2", "--keep", "9",
    ]
    try #require(sandbox.run(train).exitCode == 0)
    let checkpoints = try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path("ck"))
    let newest = try #require(checkpoints.filter { $0.hasPrefix("checkpoint-") }.max())
    try FileManager.default.removeItem(atPath: sandbox.folder.path("ck/\(newest)"))
    let text = try sandbox.folder.read("run.jsonl").replacing(":", with: colon).replacing(",", with: ", ")
      .replacing("{\"", with: start)
    let lines = end.hasPrefix("\n") ? text : String(text.dropLast())
    _ = try sandbox.folder.write(lines + end, to: "run.jsonl")
    let resumed = try sandbox.run(train + ["--resume"])
    #expect(resumed.exitCode == 0, "\(resumed.standardError)")
    #expect(try self.lines().map { $0["epoch"] as? Int } == Array(1...8))
  }

  /// What is no log is not emptied by a run that goes on.
  @Test(arguments: ["my,notes\n1,2\n", "{\"note\":1}\n", "x"]) func foreignFilesStay(content: String) throws {
    _ = try sandbox.folder.write(content, to: "notes.txt")
    let result = try sandbox.run(
      "train", CommandSandbox.iris, "--epochs", "2", "-o", "m.safetensors", "--log", "notes.txt",
      "--checkpoint", "ck", "--resume")
    #expect(result.exitCode == 73)
    #expect(result.standardError.contains("notes.txt: cannot be created: its first line is not one of those"))
    #expect(try sandbox.folder.read("notes.txt") == content)
  }

  @Test func twoRunsDoNotShareALog() throws {
    let first = try startLogging(epochs: 1_000_000_000)
    #expect(first.wait { _ in newestCheckpoint > 0 })
    let second = try sandbox.run(
      "train", CommandSandbox.iris, "--epochs", "2", "-o", "other.safetensors", "--log", "run.jsonl")
    #expect(second.exitCode == 73)
    #expect(second.standardError.contains("run.jsonl: cannot be created: another process writes it"))
    first.send(SIGTERM)
    #expect(first.wait().exitCode == 75)
    #expect(try lines().first?["epoch"] as? Int == 1)
  }

  /// The files of a folder of checkpoints are not for anything else.
  @Test(arguments: [
    ["-o", "ck/lock"], ["--log", "ck/runs.json", "-o", "m.safetensors"],
    ["-o", "./ck/../ck/checkpoint-00000001-000000000005.safetensors"],
    ["--report", "ck/choice.json", "-o", "m.safetensors"],
  ]) func filesOfCheckpointsAreNotWritten(options: [String]) throws {
    let result = try sandbox.run(
      ["train", CommandSandbox.iris, "--epochs", "2", "--checkpoint", "ck"] + options)
    #expect(result.exitCode == 64)
    #expect(result.standardError.contains("expected another file than those of --checkpoint"))
    #expect(try !sandbox.folder.names.contains("ck"))
  }

  /// Two outputs are not one file that does not exist yet, however it is spelled.
  @Test(arguments: [
    ["-o", "n", "--report", "./n"], ["-o", "n", "--log", "sub/../n"], ["-o", "-", "--log", "/dev/stdout"],
    ["-o", "/dev/fd/01", "--log", "-"], ["-o", "/dev/stdout", "--log", "/proc/self/fd/1"],
    ["-o", "m", "--log", "l", "--report", "./l"], ["-o", "n", "--report", "link"],
  ]) func outputsAreDifferentFiles(options: [String]) throws {
    try FileManager.default.createDirectory(
      atPath: sandbox.folder.path("sub"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.folder.path("link"), withDestinationPath: "n")
    let result = try sandbox.run(["train", CommandSandbox.iris, "--epochs", "2"] + options)
    #expect(result.exitCode == 64 && result.standardError.contains("expected another file than"))
  }

  @Test(arguments: ["-", "/dev/stdout", "/dev/fd/01", "//dev/stdout", "/dev/../dev/./stdout"])
  func aPageIsNotMixedWithResults(path: String) throws {
    let result = try sandbox.run(
      "train", CommandSandbox.iris, "--epochs", "2", "-o", "m.safetensors", "--report", path)
    #expect(result.exitCode == 64)
    #expect(result.standardError.contains("expected a file, beside the results on standard output"))
  }

  /// The results would be in the old file, of which the new one takes the name, or the lines of both would
  /// replace each other.
  @Test(arguments: ["-o", "--log", "--report"])
  func theFileOfStandardOutputIsNoOtherOutput(option: String) throws {
    let model = option == "-o" ? "" : "-o m.safetensors"
    let script = "exec \"$BPNET\" train \(CommandSandbox.iris) --epochs 2 \(option) ./n \(model) > n"
    let result = try BinaryRunner(path: "/bin/sh").run(
      ["-c", script], environment: ["BPNET": BinaryRunner.bpnet.executable.path],
      workingFolder: sandbox.folder.path)
    #expect(result.exitCode == 64 && result.standardError.contains("\(option): found ./n, expected "))
    #expect(try sandbox.folder.names == ["n"])
  }

  /// The results leave standard output to the model, whatever its name; a log or notes may share a stream.
  @Test(arguments: [
    "-o - > n", "-o /dev/stdout >> n", "-o /dev/fd/1 | cat > n", "-o /proc/self/fd/1 > n", "-o n | cat",
    "-o n > /dev/null", "-o n --log /dev/stdout >> log", "-o n --log /dev/stderr > log 2>&1",
    "-o ./- && mv ./- n", "-o /dev/fd/3 3> n > log",
  ]) func aModelIsWrittenAlone(outputs: String) throws {
    let command = "train \(CommandSandbox.iris) --epochs 2 \(outputs)"
    let result = try BinaryRunner(path: "/bin/sh").run(
      ["-c", "\"$BPNET\" \(command) && exec \"$BPNET\" inspect n"],
      environment: ["BPNET": BinaryRunner.bpnet.executable.path], workingFolder: sandbox.folder.path)
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  /// Other names of where standard output goes would have the model mixed with the results.
  @Test(arguments: ["/dev/fd/3 3> n > n", "/dev/stderr > n 2>&1", "//dev/stdout | cat"])
  func aModelIsNotMixedWithResults(outputs: String) throws {
    let result = try BinaryRunner(path: "/bin/bash").run(
      ["-c", "set -o pipefail; \"$BPNET\" train \(CommandSandbox.iris) --epochs 2 -o \(outputs)"],
      environment: ["BPNET": BinaryRunner.bpnet.executable.path], workingFolder: sandbox.folder.path)
    #expect(result.exitCode == 64)
  }

  @Test func aDeviceMayBeNamedTwice() throws {
    let result = try sandbox.run(
      "train", CommandSandbox.iris, "--epochs", "2", "-o", "/dev/null", "--log", "/dev/null")
    #expect(result.exitCode == 0, "\(result.standardError)")
    let streams = try sandbox.run(
      "train", CommandSandbox.iris, "--epochs", "2", "-o", "-", "--log", "-")
    #expect(streams.exitCode == 64)
  }

  /// A log with line breaks that no program of today writes is not continued.
  @Test func aLogWithOtherLineBreaksStays() throws {
    let content = "{\"epoch\":1,\"train_loss\":1}\r{\"epoch\":2,\"train_loss\":1}\r"
    _ = try sandbox.folder.write(content, to: "run.jsonl")
    let result = try sandbox.run(
      "train", CommandSandbox.iris, "--epochs", "2", "-o", "m.safetensors", "--log", "run.jsonl",
      "--checkpoint", "ck", "--resume")
    #expect(result.exitCode == 73 && result.standardError.contains("its lines have other ends"))
    #expect(try sandbox.folder.read("run.jsonl") == content)
  }

  /// A log to an open file stands behind what the file has.
  @Test func anOpenFileIsWrittenTo() throws {
    _ = try sandbox.folder.write("before\n", to: "out")
    let script =
      "exec \"$BPNET\" train \(CommandSandbox.iris) --epochs 2 -q -o m.safetensors --log /dev/stdout >> out"
    let result = try BinaryRunner(path: "/bin/sh").run(
      ["-c", script], environment: ["BPNET": BinaryRunner.bpnet.executable.path],
      workingFolder: sandbox.folder.path)
    let text = try sandbox.folder.read("out")
    #expect(result.exitCode == 0 && text.hasPrefix("before\n{\"epoch\":1,"), "\(text)")
    // The data on standard input are no output.
    let data = try String(contentsOfFile: CommandSandbox.iris, encoding: .utf8)
    _ = try sandbox.folder.write(data, to: "in.csv")
    let refused = try BinaryRunner(path: "/bin/sh").run(
      ["-c", "exec \"$BPNET\" train - --epochs 2 -o m.safetensors --log in.csv < in.csv"],
      environment: ["BPNET": BinaryRunner.bpnet.executable.path], workingFolder: sandbox.folder.path)
    #expect(refused.exitCode == 64)
    #expect(try sandbox.folder.read("in.csv") == data)
  }

  /// The epoch of the newest checkpoint; 0 if there is none.
  private var newestCheckpoint: Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path("ck"))) ?? []
    return names.filter { $0.hasPrefix("checkpoint-") }.compactMap { Int($0.split(separator: "-")[1]) }.max()
      ?? 0
  }

  /// Starts a training of many short epochs with a log and checkpoints.
  private func startLogging(epochs: Int, to log: String = "run.jsonl") throws -> RunningBinary {
    try BinaryRunner.bpnet.start(
      [
        "train", CommandSandbox.iris, "--preset", "classic", "--epochs", "\(epochs)", "--log", log,
        "--checkpoint", "ck", "--checkpoint-every", "1", "--resume", "-o", "m.safetensors", "--json",
      ], workingFolder: sandbox.folder.path)
  }

  /// Whenever the program is killed, the log has the epochs of every checkpoint that is there.
  @Test func aKilledRunHasTheLinesOfItsCheckpoints() throws {
    for kill in 1...6 {
      let before = newestCheckpoint
      let running = try startLogging(epochs: 4000)
      // A run that is fast enough ends by itself.
      #expect(running.wait { _ in newestCheckpoint >= before + 50 * kill || newestCheckpoint == 4000 })
      running.send(SIGKILL)
      _ = running.wait()
      let text = try sandbox.folder.read("run.jsonl")
      let epochs = text.split(separator: "\n").filter { $0.hasSuffix("}") }.map {
        Int($0.dropFirst("{\"epoch\":".count).prefix { $0.isNumber })
      }
      #expect(epochs == (0..<epochs.count).map { $0 + 1 })
      #expect(newestCheckpoint > 0 && epochs.count >= newestCheckpoint)
    }
    #expect(try startLogging(epochs: 4000).wait().exitCode == 0)
    #expect(try lines().map { $0["epoch"] as? Int } == Array(1...4000))
  }

  /// A pipe that is full keeps the lines from being written, and so the checkpoints from appearing.
  @Test func aCheckpointWaitsForTheLog() throws {
    let path = sandbox.folder.path("pipe")
    try #require(mkfifo(path, 0o600) == 0)
    let pipe = open(path, O_RDWR | O_NONBLOCK)
    defer { close(pipe) }
    while write(pipe, [10], 1) == 1 {}
    let running = try startLogging(epochs: 1_000_000_000, to: "pipe")
    #expect(try running.wait { _ in try sandbox.folder.names.contains("ck") })
    // Time in which one that does not wait appears.
    usleep(500_000)
    #expect(newestCheckpoint == 0)
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let appears = running.wait { _ in
      while read(pipe, &bytes, bytes.count) > 0 {}
      return newestCheckpoint > 0
    }
    #expect(appears)
    running.send(SIGKILL)
    _ = running.wait()
  }

  /// A signal ends the run with the lines of all whole epochs, with checkpoints and without.
  @Test(arguments: [true, false]) func aRunThatIsStoppedHasAllLines(makesCheckpoints: Bool) throws {
    let running =
      makesCheckpoints
      ? try startLogging(epochs: 1_000_000_000)
      : try BinaryRunner.bpnet.start(
        [
          "train", CommandSandbox.iris, "--preset", "classic", "--epochs", "1000000000", "--log", "run.jsonl",
          "-o", "m.safetensors", "--json",
        ], workingFolder: sandbox.folder.path)
    #expect(running.wait { _ in ((try? sandbox.folder.read("run.jsonl")) ?? "").utf8.count > 1000 })
    running.send(SIGTERM)
    let result = running.wait()
    #expect(result.exitCode == 75)
    let report = try JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8)) as? [String: Any]
    let count = try #require(report?["epochs"] as? Int)
    #expect(try lines().map { $0["epoch"] as? Int } == Array(1...count))
  }

  @Test func anotherRunReplacesTheFile() throws {
    for epochs in ["6", "2"] {
      _ = try sandbox.json(
        "train", CommandSandbox.iris, "--epochs", epochs, "--log", "run.jsonl", "-o", "m.safetensors")
    }
    #expect(try lines().count == 2)
  }

  @Test(
    arguments: [
      (["--log", "no/such/run.jsonl"], 73, "no/such/run.jsonl: cannot be created"),
      (["--log", "iris.csv"], 64, "--log: found iris.csv, expected another file than the input"),
      (
        ["--log", "run.jsonl", "--restarts", "2"], 64,
        "--log: found 2 runs, expected a single run\nhint: --seed"
      ),
      (["--log", "run.jsonl", "--hidden", "auto:search"], 64, "runs, expected a single run\nhint: --seed"),
      (["--log", ""], 64, "--log: found \"\", expected a path"),
      (["--log", "m.safetensors"], 64, "--log: found m.safetensors, expected another file than the model"),
      (
        ["--log", "held.csv", "--validation", "held.csv"], 64,
        "--log: found held.csv, expected another file than the input held.csv"
      ),
      (
        ["--report", "held.csv", "--test", "held.csv"], 64,
        "--report: found held.csv, expected another file than the input held.csv"
      ),
      (
        ["--log", "r.html", "--report", "r.html"], 64,
        "--report: found r.html, expected another file than that of --log"
      ),
      (["--log", "-", "-o", "-"], 64, "--log: found -, expected another file than the model"),
    ] as [([String], Int32, String)])
  func badInputs(options: [String], exitCode: Int32, error: String) throws {
    for name in ["iris.csv", "held.csv"] {
      try FileManager.default.copyItem(atPath: CommandSandbox.iris, toPath: sandbox.folder.path(name))
    }
    let model = options.contains("-o") ? [] : ["-o", "m.safetensors"]
    let result = try sandbox.run(["train", "iris.csv", "--epochs", "2"] + model + options)
    #expect(result.exitCode == exitCode)
    #expect(try sandbox.folder.read("held.csv") == sandbox.folder.read("iris.csv"))
    #expect(try Set(sandbox.folder.names).isSubset(of: ["iris.csv", "held.csv", "run.jsonl"]))
    #expect(result.standardError.contains(error), "\(result.standardError)")
  }
}
