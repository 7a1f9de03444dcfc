import Foundation
import Testing

@Suite struct TrainCommandTests {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox()
  }

  @Test func digitsReachTheirAccuracy() throws {
    let result = try sandbox.json(
      "train", CommandSandbox.digits, "--hidden", "32", "--epochs", "60", "--validation", "0.2", "--seed",
      "1",
      "-o", "digits.safetensors")
    let metrics = try #require(result["validation_metrics"] as? [String: Double])
    #expect(try #require(metrics["accuracy"]) >= 0.96)
    #expect(result["task"] as? String == "classify")
    #expect(result["parameters"] as? Int == 2410)
    #expect(result["model"] as? String == "digits.safetensors")
    for key in [
      "epochs", "stop_reason", "train_loss", "validation_loss", "metrics", "train_metrics", "seconds",
      "samples_per_second", "weights_sha256", "isa", "threads",
    ] {
      #expect(result[key] != nil, "\(key)")
    }
  }

  @Test(arguments: 1...3) func irisReachesItsAccuracy(seed: Int) throws {
    let result = try sandbox.json(
      "train", CommandSandbox.iris, "--hidden", "8", "--epochs", "200", "--validation", "0.2", "--seed",
      "\(seed)",
      "-o", "iris.safetensors")
    let metrics = try #require(result["metrics"] as? [String: Double])
    #expect(try #require(metrics["accuracy"]) >= 0.93)
  }

  /// The whole file is the same, not the weights alone.
  @Test(arguments: ["f32", "f64"]) func modelsDoNotDependOnKernelsAndThreads(precision: String) throws {
    let version = try sandbox.json("--version")
    var hashes: Set<String> = []
    var files: Set<Data> = []
    for name in try #require(version["supported"] as? [String]) {
      for threads in ["1", "2", "7"] {
        let result = try sandbox.json(
          "train", CommandSandbox.iris, "--hidden", "9,5", "--activation", "tanh,relu", "--epochs", "5",
          "--validation", "0.2", "--seed", "3", "--precision", precision, "--threads", threads, "-o",
          "m.safetensors",
          environment: ["BPNET_ISA": name])
        #expect(result["isa"] as? String == name)
        hashes.insert(try #require(result["weights_sha256"] as? String))
        files.insert(try Data(contentsOf: URL(filePath: sandbox.folder.path("m.safetensors"))))
      }
    }
    #expect(hashes.count == 1)
    #expect(files.count == 1)
  }

  @Test func dropoutDoesNotDependOnKernelsAndThreads() throws {
    let version = try sandbox.json("--version")
    var files: Set<Data> = []
    for name in try #require(version["supported"] as? [String]) {
      for threads in ["1", "7"] {
        _ = try sandbox.json(
          "train", CommandSandbox.iris, "--hidden", "9,5", "--activation", "prelu,tanh", "--dropout", "0.25",
          "--epochs", "5", "--threads", threads, "-o", "m.safetensors", environment: ["BPNET_ISA": name])
        files.insert(try Data(contentsOf: URL(filePath: sandbox.folder.path("m.safetensors"))))
      }
    }
    #expect(files.count == 1)
    let inspected = try sandbox.json("inspect", "m.safetensors")
    let training = try #require(inspected["training"] as? [String: Any])
    #expect((training["options"] as? [String: String])?["dropout"] == "0.25")
    // 4·9 + 9 + 1, 9·5 + 5, 5·3 + 3.
    #expect(inspected["parameters"] as? Int == 114)
    let layers = try #require(inspected["layers"] as? [[String: Any]])
    let slope = try #require(layers[0]["slope"] as? Double)
    #expect(slope != 0.25)
    #expect(layers.map { $0["slope"] != nil } == [true, false, false])
    let gradients = try sandbox.json("gradcheck", "m.safetensors", CommandSandbox.iris)
    #expect(gradients["passed"] as? Bool == true)
    #expect(gradients["parameters"] as? Int == 114)
    let explained = try sandbox.run(
      "explain", "m.safetensors", "--input", "5.1,3.5,1.4,0.2", "--target", "setosa")
    #expect(explained.standardOutput.contains("  slope a: \(slope) → "))
  }

  @Test func regressionIsMeasuredInTheUnitsOfTheData() throws {
    let rows = (0..<200).map { "\(Double($0) / 10),\(1000 + 50 * Double($0))" }
    let data = try sandbox.folder.write("x,y\n" + rows.joined(separator: "\n"), to: "line.csv")
    let result = try sandbox.json("train", data, "--epochs", "300", "-o", "m.safetensors")
    let metrics = try #require(result["metrics"] as? [String: Double])
    #expect(result["task"] as? String == "regress")
    #expect(try #require(metrics["r2"]) > 0.99)
    #expect(try #require(metrics["rmse"]) > 1, "not in units of the scaled target")
  }

  @Test func readsStandardInput() throws {
    let text = try String(contentsOfFile: CommandSandbox.iris, encoding: .utf8)
    let result = try sandbox.run(
      ["train", "-", "--epochs", "2", "--quiet", "--json", "-o", "m.safetensors"], standardInput: text)
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  @Test func aModelOnStandardOutputIsAloneThere() throws {
    let running = try BinaryRunner.bpnet.start(
      ["train", CommandSandbox.iris, "--epochs", "3", "--json", "--quiet", "-o", "-"],
      standardOutputPath: sandbox.folder.path("m.safetensors"))
    let result = running.wait()
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(result.standardError.contains("\"weights_sha256\""))
    #expect(try sandbox.run("inspect", "m.safetensors").exitCode == 0)
  }

  @Test func zeroEpochsWriteTheFirstWeights() throws {
    let result = try sandbox.json("train", CommandSandbox.iris, "--epochs", "0", "-o", "m.safetensors")
    #expect(result["epochs"] as? Int == 0)
    #expect(try sandbox.folder.names == ["m.safetensors"])
  }

  @Test func validationMayBeAFile() throws {
    let result = try sandbox.json(
      "train", CommandSandbox.iris, "--epochs", "3", "--validation", CommandSandbox.iris, "-o",
      "m.safetensors")
    #expect(result["validation_loss"] as? Double == result["train_loss"] as? Double)
  }

  @Test func divergenceWritesNothing() throws {
    let result = try sandbox.run(
      "train", CommandSandbox.iris, "--output", "linear", "--loss", "mse", "--learning-rate", "1e30",
      "--json",
      "--quiet", "-o", "m.safetensors")
    #expect(result.exitCode == 3)
    #expect(result.standardOutput.contains("\"stop_reason\":\"diverged\""))
    #expect(result.standardError.contains("error: training diverged in epoch"))
    #expect(try sandbox.folder.names.isEmpty)
  }

  /// No epoch has seen the loss that the last step leads to.
  @Test func aLossThatTheLastStepMakesInfiniteIsDivergence() throws {
    let data = try sandbox.folder.write("x,y\n1,300\n2,400\n3,500\n4,900\n", to: "counts.csv")
    let result = try sandbox.run(
      "train", data, "--task", "regress", "--loss", "poisson", "--hidden", "2", "--activation", "tanh",
      "--optimizer", "sgd", "--epochs", "1", "--learning-rate", "3", "--batch-size", "full",
      "--precision", "f64", "--json", "--quiet", "-o", "m.safetensors")
    #expect(result.exitCode == 3)
    #expect(result.standardOutput.contains("\"stop_reason\":\"diverged\""))
    #expect(result.standardError.contains("error: training diverged in epoch 1: the loss is inf"))
    #expect(try sandbox.folder.names == ["counts.csv"])
  }

  /// The file of the best restart is the one that its seeds give alone, byte by byte.
  @Test func aRestartCanBeRepeatedAlone() throws {
    let options = ["train", CommandSandbox.iris, "--epochs", "5", "--validation", "0.2"]
    let all = try sandbox.json(options + ["--restarts", "6", "--seed", "3", "-o", "best.safetensors"])
    let runs = try #require(all["restarts"] as? [[String: Any]])
    #expect(runs.count == 6)
    let best = try #require(runs.first { $0["is_best"] as? Bool == true })
    #expect(best["run"] as? Int != 0, "a seed for which the first is not the best tells more")
    let seeds = try ["--seed", "seed", "--split-seed", "split_seed"].map { name in
      name.hasPrefix("--") ? name : "\(try #require(best[name] as? Int))"
    }
    _ = try sandbox.json(options + seeds + ["-o", "alone.safetensors"])
    let files = try ["best", "alone"].map {
      try Data(contentsOf: URL(filePath: sandbox.folder.path("\($0).safetensors")))
    }
    #expect(files[0] == files[1])
    let plain = try sandbox.json(options + ["--seed", "3", "-o", "plain.safetensors"])
    #expect(runs[0]["validation_loss"] as? Double == plain["validation_loss"] as? Double)
    #expect(plain["restarts"] == nil)
  }

  /// A training that ends by a signal only; it has begun.
  private func startEndlessTraining() throws -> RunningBinary {
    let running = try BinaryRunner.bpnet.start(
      [
        "train", CommandSandbox.digits, "--hidden", "64", "--epochs", "1000000000", "--progress", "bar", "-o",
        "m.safetensors",
      ], workingFolder: sandbox.folder.path)
    #expect(running.wait(forError: "epoch"))
    return running
  }

  /// `timeout` sends its signal to the program and then to its group; others pass a signal on.
  @Test(arguments: [
    ([SIGINT], "SIGINT"), ([SIGTERM, SIGTERM], "SIGTERM"), ([SIGHUP], "SIGHUP"),
    ([SIGINT, SIGINT, SIGTERM], "SIGINT"),
  ]) func aSignalStopsAfterSaving(signals: [Int32], name: String) throws {
    // Those that a busy system delivers later than half a second after the first end the program.
    var isInTime = false
    for _ in 0..<5 where !isInTime {
      let running = try startEndlessTraining()
      let start = ProcessInfo.processInfo.systemUptime
      for signal in signals {
        running.send(signal)
        usleep(1000)
      }
      let result = running.wait()
      isInTime = signals.count == 1 || ProcessInfo.processInfo.systemUptime - start < 0.5
      let exitCodes = [75] + (isInTime ? [] : signals.map { 128 + $0 })
      #expect(exitCodes.contains(result.exitCode), "\(result.exitCode) \(result.standardError)")
      guard result.exitCode == 75 else { continue }
      #expect(result.standardError.contains("stopped by \(name)"))
      #expect(try sandbox.run("inspect", "m.safetensors").exitCode == 0)
    }
  }

  /// While a preset compares candidates, too; that is seen, and leaves no checkpoint.
  ///
  /// The comparison may be over on a processor that is fast enough.
  @Test func aSignalStopsAComparison() throws {
    let running = try BinaryRunner.bpnet.start(
      [
        "train", CommandSandbox.digits, "--hidden", "1400,1400", "--progress", "bar", "--checkpoint", "c",
        "-o", "m.safetensors",
      ], workingFolder: sandbox.folder.path)
    _ = running.wait(forError: "candidates")
    running.send(SIGINT)
    let result = running.wait()
    #expect([75, 0].contains(result.exitCode), "\(result.exitCode) \(result.standardError)")
    #expect(try sandbox.run("inspect", "m.safetensors").exitCode == 0)
    if result.exitCode == 0 || result.standardError.contains("stopped by SIGINT in epoch") { return }
    #expect(result.standardError.contains("candidates"))
    #expect(result.standardError.contains("stopped by SIGINT while candidates were compared"))
    let files = try? FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path("c"))
    #expect((files ?? []).allSatisfy { !$0.hasSuffix(".safetensors") })
  }

  /// As `nohup` starts programs.
  @Test func ignoredSignalsStayIgnored() throws {
    let shell = BinaryRunner(path: "/bin/sh")
    let arguments = "train '\(CommandSandbox.digits)' --hidden 64 --epochs 1000000000 --time-limit 3"
    let script = """
      trap '' HUP; '\(BinaryRunner.bpnet.executable.path())' \(arguments) -o m & p=$!
      sleep 1; kill -HUP $p; wait $p
      """
    let result = try shell.run(["-c", script], workingFolder: sandbox.folder.path)
    #expect(result.exitCode == 0 && !result.standardError.contains("SIGHUP"))
    #expect(try sandbox.run("inspect", "m").exitCode == 0)
  }

  /// The limit is in blocks of 512 bytes or of a kilobyte, depending on the shell: the model has more.
  @Test func aLimitForTheSizeOfFilesIsAnError() throws {
    let names = try sandbox.folder.names
    let shell = BinaryRunner(path: "/bin/sh")
    let arguments = "train '\(CommandSandbox.digits)' --hidden 200 --epochs 1 --quiet -o m.safetensors"
    let script = "ulimit -f 8; '\(BinaryRunner.bpnet.executable.path())' \(arguments)"
    let result = try shell.run(["-c", script], workingFolder: sandbox.folder.path)
    #expect(result.exitCode == 74 && result.standardError.hasPrefix("error: m.safetensors: writing failed"))
    #expect(try sandbox.folder.names == names)
  }
}
