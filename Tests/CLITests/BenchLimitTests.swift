import Foundation
import Testing

/// The measuring program where it cannot go on: without enough memory or threads, and at a signal.
@Suite struct BenchLimitTests {
  private static let bench = BinaryRunner(built: "bpnet-bench")

  #if os(Linux)
    /// Runs the program with at most `kibibytes` of addresses.
    private func run(kibibytes: Int, _ arguments: [String], workingFolder: String? = nil) throws
      -> BinaryResult
    {
      try BinaryRunner(path: "/bin/sh").run(
        ["-c", "ulimit -v \(kibibytes); exec \"$0\" \"$@\"", Self.bench.executable.path] + arguments,
        workingFolder: workingFolder)
    }

    @Test(arguments: [
      // More than the limit in itself, and more only beside what the process has already.
      (
        ["gemm", "--shape", "4x4x4,20000x20000x20000"],
        "--shape: found 20000x20000x20000, which takes 4805 MB"
      ),
      (["gemm", "--shape", "15800x15800x15800"], "--shape: found 15800x15800x15800, which takes 3000 MB"),
      (["map", "--function", "relu", "--count", "1073741824"], "--count: found 1073741824 elements"),
      (["map", "--function", "softmax", "--count", "250000000"], "--count: found 250000000 elements"),
      (["train", "--layers", "30000,30000"], "--layers: found 30000-30000 with 128 samples"),
      (
        ["train", "--layers", "1000,2", "--samples", "755000"],
        "--layers: found 1000-2 with 755000 samples"
      ),
    ])
    func refusesWhatDoesNotFitIntoMemory(arguments: [String], message: String) throws {
      let result = try run(kibibytes: 3_000_000, arguments)
      #expect(result.exitCode == 64)
      #expect(result.standardError.hasPrefix("error: \(message)"), "\(result.standardError)")
      #expect(result.standardError.count { $0 == "\n" } == 1)
      #expect(result.standardOutput.isEmpty)
    }

    @Test func reportsFilesThatDoNotFitIntoMemory() throws {
      let folder = try TemporaryFolder()
      _ = try folder.write("a,b\n" + String(repeating: "1,2\n", count: 10_000_000), to: "large.csv")
      // Too little for its cells, and too little for the file.
      for kibibytes in [250_000, 120_000] {
        let result = try run(kibibytes: kibibytes, ["load", "large.csv"], workingFolder: folder.path)
        #expect(result.exitCode == 74)
        #expect(result.standardError.hasPrefix("error: large.csv: reading failed: "))
        #expect(result.standardError.hasSuffix("too many to hold in memory\n"))
        #expect(result.standardOutput.isEmpty)
      }
    }

    @Test func refusesMoreThreadsThanThereAre() throws {
      let result = try run(
        kibibytes: 400_000, ["peak", "--threads", "1024", "--dtype", "f32", "--isa", "portable"])
      #expect(result.exitCode == 64)
      #expect(result.standardError.hasPrefix("error: --threads: found 1024, expected at most "))
    }
  #endif

  /// After the first row: there are so many more that none of these programs ends by itself before, but for
  /// the few rows of `peak`.
  @Test(arguments: [SIGINT, SIGTERM])
  func endsAtASignal(signal: Int32) throws {
    let commands = [
      ["peak", "--threads", "1"], ["gemm", "--isa", "all"], ["map", "--isa", "all"], ["train"],
    ]
    for command in commands {
      let process = try Self.bench.start(command + ["--json"])
      try #require(process.wait { !$0.standardOutputNow.isEmpty })
      process.send(signal)
      let result = process.wait()
      let isWhole = result.exitCode == 0 && command[0] == "peak"
      #expect(result.exitCode == 75 || isWhole, "\(command)")
      let name = signal == SIGINT ? "SIGINT" : "SIGTERM"
      let note = "stopped by \(name); what was being measured is left out\n"
      #expect(result.standardError == (isWhole ? "" : note))
      #expect(result.standardOutput.hasSuffix("}\n"))
      for line in result.standardOutput.split(separator: "\n") {
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
      }
    }
  }

  @Test func endsQuietlyAtASignal() throws {
    let process = try Self.bench.start(["gemm", "--quiet"])
    try #require(process.wait { !$0.standardOutputNow.isEmpty })
    process.send(SIGTERM)
    let result = process.wait()
    #expect(result.exitCode == 75)
    #expect(result.standardError.isEmpty)
    #expect(result.standardOutput.hasPrefix("shape ") && result.standardOutput.hasSuffix("%\n"))
  }
}
