import Foundation
import Testing

/// Faults of the system and hostile inputs, against the program as a whole.
@Suite struct HardeningTests {
  private let sandbox: CommandSandbox

  init() throws { sandbox = try CommandSandbox(preset: "classic") }

  /// Runs a line of the shell in the folder, in which `$BPNET` is the program.
  private func shell(_ line: String) throws -> BinaryResult {
    try BinaryRunner(path: "/bin/sh").run(
      ["-c", line], environment: ["BPNET": BinaryRunner.bpnet.executable.path],
      workingFolder: sandbox.folder.path)
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: sandbox.folder.path(name)))
  }

  @Test func textsOfFilesCannotControlTheTerminal() throws {
    try write(
      "x\u{202E},y\u{1B}[2J,label\u{7}\n"
        + (0..<20).map { "\($0),\($0 % 3),\($0 < 10 ? "\u{1B}[31mred" : "b\u{9B}c")\n" }
        .joined(), to: "d.csv")
    let model = "m\u{1B}[1m.safetensors"
    let outputs = [
      try sandbox.run("train", "d.csv", "--epochs", "2", "-o", model), try sandbox.run("inspect", model),
      try sandbox.run("evaluate", model, "d.csv"), try sandbox.run("describe", "d.csv"),
      try sandbox.run("explain", model, "--input", "1,2", "--target", "\u{1B}[31mred"),
    ]
    for result in outputs {
      #expect(result.exitCode == 0, "\(result.standardError)")
      for text in [result.standardOutput, result.standardError] {
        let control = text.unicodeScalars.first {
          $0.properties.generalCategory == .control && $0 != "\n" || $0 == "\u{202E}"
        }
        #expect(control == nil, "\(text)")
      }
    }
    #expect(outputs[1].standardOutput.contains("\nclasses  \\u{1B}[31mred, b\\u{009B}c\n"))
  }

  /// A file that is opened while a standard stream is closed does not get what is printed.
  @Test func closedStreamsAreNotTakenByFiles() throws {
    func run(_ arguments: String) throws -> BinaryResult {
      try BinaryRunner(path: "/bin/sh").run(
        ["-c", "exec \"$BPNET\" \(arguments)"],
        environment: ["BPNET": BinaryRunner.bpnet.executable.path], workingFolder: sandbox.folder.path)
    }
    let train = "train \(CommandSandbox.iris) --preset classic --epochs 3 -o m.safetensors"
    #expect(try run("\(train) --log log.jsonl <&- >&- 2>&-").exitCode == 74)
    let log = try String(contentsOf: URL(filePath: sandbox.folder.path("log.jsonl")), encoding: .utf8)
    let lines = log.split(separator: "\n")
    #expect(lines.count == 3 && lines.allSatisfy { $0.first == "{" }, "\(log)")
    #expect(try sandbox.run("inspect", "m.safetensors").exitCode == 0)
    let read = try run("predict m.safetensors - <&-")
    #expect(read.exitCode == 74, "\(read.standardError)")
    #expect(read.standardError == "error: -: reading failed: Bad file descriptor\n")
  }

  @Test func pathsThatAreNotUTF8AreRefused() throws {
    for line in [
      #"exec "$BPNET" inspect "$(printf 'caf\351')""#,
      #"exec "$BPNET" train x.csv -o "$(printf 'caf\351.safetensors')""#,
    ] {
      let result = try shell(line)
      #expect(result.exitCode == 64)
      #expect(result.standardError.contains("an argument that is not UTF-8"), "\(result.standardError)")
    }
    #expect(try sandbox.folder.names.isEmpty)
  }

  @Test(arguments: [(SIGQUIT, Int32(128) + SIGQUIT), (SIGBUS, Int32(74))])
  func signalsOfTheSystemEndWithALine(signal: Int32, exitCode: Int32) throws {
    let running = try BinaryRunner.bpnet.start(
      [
        "train", CommandSandbox.digits, "--epochs", "1000000000", "--preset", "classic", "--progress", "bar",
        "-o", "m.safetensors",
      ], workingFolder: sandbox.folder.path)
    #expect(running.wait(forError: "epoch"))
    running.send(signal)
    let result = running.wait()
    #expect(result.exitCode == exitCode)
    #expect(!result.standardError.contains("Thread"), "\(result.standardError)")
    #expect(result.standardError.contains("error: ") == (signal == SIGBUS))
    #expect(try sandbox.folder.names.filter { $0.hasSuffix(".tmp") }.isEmpty)
  }

  /// The file is mapped, and its bytes become inputs batch by batch.
  @Test(arguments: [[], ["--restarts", "2"]])
  func aFileThatIsMadeShorterEndsTheTrainingWithAModel(options: [String]) throws {
    _ = try shell("exec \"$BPNET\" convert \"\(CommandSandbox.digits)\" digits.npy")
    let handle = try FileHandle(forUpdating: URL(filePath: sandbox.folder.path("digits.npy")))
    let running = try BinaryRunner.bpnet.start(
      [
        "train", "digits.npy", "--epochs", "1000000000", "--preset", "classic", "--progress", "bar",
        "--stream", "-o", "m.safetensors",
      ] + options, workingFolder: sandbox.folder.path)
    #expect(running.wait(forError: options.isEmpty ? "epoch" : "runs 0/2"))
    try handle.truncate(atOffset: 128)
    let result = running.wait()
    #expect(result.exitCode == 74, "\(result.standardError)")
    #expect(result.standardError.contains("digits.npy"), "\(result.standardError)")
    #expect(result.standardError.contains("made shorter"), "\(result.standardError)")
    #expect(try sandbox.run("inspect", "m.safetensors").exitCode == 0)
  }

  /// What zeros in place of the data led to is no checkpoint.
  ///
  /// The end of a file's last page is missing without a signal of the system.
  @Test(arguments: [128, -100]) func aFileThatIsMadeShorterLeavesNoCheckpoint(size: Int) throws {
    _ = try shell("exec \"$BPNET\" convert \"\(CommandSandbox.digits)\" digits.npy")
    let handle = try FileHandle(forUpdating: URL(filePath: sandbox.folder.path("digits.npy")))
    let end = try handle.seekToEnd()
    let running = try BinaryRunner.bpnet.start(
      [
        "train", "digits.npy", "--epochs", "1000000000", "--preset", "classic", "--progress", "bar",
        "--stream", "-o", "m.safetensors", "--checkpoint", "ck",
      ], workingFolder: sandbox.folder.path)
    #expect(running.wait(forError: "epoch"))
    try handle.truncate(atOffset: size > 0 ? UInt64(size) : end - UInt64(-size))
    if size < 0 { running.send(SIGTERM) }
    let result = running.wait()
    #expect(result.exitCode == 74, "\(result.standardError)")
    #expect(result.standardError.contains("made shorter"), "\(result.standardError)")
    let names = try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path("ck"))
    #expect(!names.contains { $0.hasPrefix("checkpoint-") }, "\(names)")
    #expect(try sandbox.run("inspect", "m.safetensors").exitCode == 0)
  }

  /// Each file that rows are read from counts, and also where less than a page is missing.
  @Test(arguments: [
    ["cv", "--folds", "2", "--test", "held.npy", "-o", "m.safetensors"],
    ["search", "--grid", "hidden=4,5", "--validation", "held.npy", "--report", "page.html"],
    ["search", "--grid", "hidden=4,5", "--test", "held.npy", "--validation", "0.2"],
  ]) func aShorterFileOfHeldRowsIsTheReason(options: [String]) throws {
    for name in ["digits.npy", "held.npy"] {
      _ = try shell("exec \"$BPNET\" convert \"\(CommandSandbox.digits)\" \(name)")
    }
    let handle = try FileHandle(forUpdating: URL(filePath: sandbox.folder.path("held.npy")))
    let end = try handle.seekToEnd()
    let running = try BinaryRunner.bpnet.start(
      [options[0], "digits.npy"] + options.dropFirst() + [
        "--epochs", "1000000000", "--preset", "classic", "--stream", "--progress", "bar", "--max-fail",
        "1000000000",
      ], workingFolder: sandbox.folder.path)
    #expect(running.wait(forError: " 0/2"))
    try handle.truncate(atOffset: end - 100)
    running.send(SIGTERM)
    let result = running.wait()
    #expect(result.exitCode == 74, "\(result.standardError)")
    #expect(result.standardError.contains("held.npy: reading failed: it was made shorter"))
    #expect(try !sandbox.folder.names.contains("page.html"))
  }

  /// Half of a label is another class than those of the model.
  @Test func noPageIsMadeOfAShorterFile() throws {
    let rows = (0..<60).map { "\(Double($0) / 7),\($0 % 2)" }.joined(separator: "\n")
    try write("x,y\n\(rows)\n", to: "d.csv")
    _ = try shell("exec \"$BPNET\" convert d.csv d.npy")
    let handle = try FileHandle(forUpdating: URL(filePath: sandbox.folder.path("d.npy")))
    let end = try handle.seekToEnd()
    let running = try BinaryRunner.bpnet.start(
      [
        "search", "d.npy", "--grid", "epochs=1,1000000000", "--preset", "classic", "--report", "page.html",
        "--task", "classify", "--validation", "0.2", "--progress", "bar", "--max-fail", "1000000000",
      ], workingFolder: sandbox.folder.path)
    #expect(running.wait(forError: " 1/2"))
    try handle.truncate(atOffset: end - 1)
    running.send(SIGTERM)
    let result = running.wait()
    #expect(result.exitCode == 74 && result.standardError.contains("made shorter"), "\(result.standardError)")
    #expect(try !sandbox.folder.names.contains("page.html"))
  }

  /// It is an error, not a note that `--quiet` leaves out.
  @Test func aFileThatIsMadeShorterEndsValidationWithAnError() throws {
    _ = try shell("exec \"$BPNET\" convert \"\(CommandSandbox.digits)\" digits.npy")
    let handle = try FileHandle(forUpdating: URL(filePath: sandbox.folder.path("digits.npy")))
    let running = try BinaryRunner.bpnet.start(
      [
        "cv", "digits.npy", "--folds", "3", "--epochs", "1000000000", "--preset", "classic", "--stream",
        "--progress", "bar",
      ], workingFolder: sandbox.folder.path)
    #expect(running.wait(forError: "folds 0/"))
    try handle.truncate(atOffset: 128)
    let result = running.wait()
    #expect(result.exitCode == 74, "\(result.standardError)")
    #expect(result.standardError.contains("digits.npy: reading failed: it was made shorter"))
  }

  @Test func messagesAreBounded() throws {
    let long = String(repeating: "n", count: 300_000)
    try write("\(long),y\nx,1\n2,2\n3,3\n", to: "d.csv")
    for result in [
      try sandbox.run("train", "d.csv", "--one-hot", "none", "-o", "m.safetensors"),
      try sandbox.run("train", "d.csv", "--" + String(long.prefix(100_000)), "1", "-o", "m.safetensors"),
      try sandbox.run("train", "d.csv", "--target", String(long.prefix(100_000)), "-o", "m.safetensors"),
      try sandbox.run(String(long.prefix(100_000))),
    ] {
      #expect([64, 65].contains(result.exitCode))
      #expect(result.standardError.utf8.count < 10_000)
    }
  }

  @Test func aLargeFileThatIsNoModelIsNotRead() throws {
    for (name, header) in [("zeros", ""), ("named", "\\100\\0\\0\\0\\0\\0\\0\\0{}")] {
      let result = try shell(
        #"printf '\#(header)' > \#(name); truncate -s 3G \#(name); ulimit -v 4000000; "#
          + #"exec "$BPNET" inspect \#(name)"#)
      #expect(result.exitCode == 65, "\(result.standardError)")
      #expect(!result.standardError.contains("Fatal"))
    }
  }

  @Test func aMinorVersionOfNPYIsRefused() throws {
    var bytes = [0x93] + Array("NUMPY".utf8) + [3, 255, 70, 0, 0, 0]
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
    bytes += Array(text.utf8) + [UInt8](repeating: 32, count: 70 - text.utf8.count - 1) + [10]
    bytes += [UInt8](repeating: 0, count: 24)
    try Data(bytes).write(to: URL(fileURLWithPath: sandbox.folder.path("x.npy")))
    let result = try sandbox.run("describe", "x.npy")
    #expect(result.exitCode == 65)
    #expect(result.standardError.contains("found version 3.255, expected version 1.0, 2.0 or 3.0"))
    bytes[7] = 0
    try Data(bytes).write(to: URL(fileURLWithPath: sandbox.folder.path("x.npy")))
    #expect(try sandbox.run("describe", "x.npy").exitCode == 0)
  }

  /// Sets all weights and biases in a model's file, in the precision of the number.
  private func setWeights<Number: BinaryFloatingPoint>(of path: String, to value: Number) throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let header = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let number = withUnsafeBytes(of: value) { Data($0) }
    let count = (bytes.count - 8 - header) / number.count
    let weights = (0..<count).reduce(into: Data()) { data, _ in data += number }
    try (bytes.prefix(8 + header) + weights).write(to: URL(fileURLWithPath: path))
  }

  /// A model all of whose weights are 3e38, which are finite in single precision, unlike its outputs.
  @Test func outputsThatAreNotFiniteAreAnError() throws {
    let path = try sandbox.trainIris()
    try setWeights(of: path, to: Float(3e38))
    for command in ["predict", "evaluate"] {
      let result = try sandbox.run(command, path, CommandSandbox.iris)
      #expect(result.exitCode == 3, "\(command): \(result.standardError) \(result.standardOutput)")
      #expect(result.standardError.contains("is not finite in row"), "\(result.standardError)")
      #expect(!result.standardOutput.contains("nan"))
    }
    let result = try sandbox.run("predict", path, CommandSandbox.iris, "-o", "p.csv")
    #expect(result.exitCode == 3)
    #expect(try sandbox.folder.names == ["iris.safetensors"])
  }

  /// Explanations are computed in double precision, so the weights are beyond its sums.
  @Test func anExplanationThatIsNotFiniteIsAnError() throws {
    let trained = try sandbox.run(
      "train", CommandSandbox.iris, "--precision", "f64", "--hidden", "none", "--epochs", "0",
      "--no-optimizer-state", "--quiet", "-o", "m.safetensors")
    try #require(trained.exitCode == 0, "\(trained.standardError)")
    let path = sandbox.folder.path("m.safetensors")
    try setWeights(of: path, to: Double(1.7e308))
    let sample = ["explain", path, "--input", "9,9,9,9", "--target", "setosa"]
    for options in [[], ["--json"]] {
      let result = try sandbox.run(sample + options)
      #expect(result.exitCode == 3 && result.standardOutput.isEmpty, "\(result.standardOutput)")
      #expect(result.standardError.contains("is not finite"), "\(result.standardError)")
    }
  }

  @Test func manyLayersAreCutShort() throws {
    let sizes = [String](repeating: "1", count: 3000).joined(separator: ",")
    let trained = try sandbox.run(
      "train", CommandSandbox.iris, "--hidden", sizes, "--epochs", "0", "--quiet", "-o", "m.safetensors")
    try #require(trained.exitCode == 0, "\(trained.standardError)")
    let result = try sandbox.run("inspect", "m.safetensors")
    let first = result.standardOutput.split(separator: "\n").first ?? ""
    #expect(first.contains("-1-…-1-1-3 (3,001 layers), "), "\(first.prefix(300))")
    #expect(first.count < 200)
  }
}
