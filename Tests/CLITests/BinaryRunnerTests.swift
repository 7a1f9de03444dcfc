import Foundation
import Testing

@Suite struct BinaryRunnerTests {
  @Test func passesArgumentsEnvironmentAndInput() throws {
    let shell = BinaryRunner(path: "/bin/sh")
    let result = try shell.run(
      ["-c", "cat; echo \"$1 $BPNET_TEST\"; echo complaint >&2; exit 65", "sh", "one"],
      environment: ["BPNET_TEST": "two"], standardInput: "zero\n")
    #expect(result.standardOutput == "zero\none two\n")
    #expect(result.standardError == "complaint\n")
    #expect(result.exitCode == 65)
    #expect(!result.isTimedOut)
  }

  @Test func removesVariables() throws {
    let result = try BinaryRunner(path: "/bin/sh").run(
      ["-c", "echo ${HOME-none}"], environment: ["HOME": nil])
    #expect(result.standardOutput == "none\n")
  }

  @Test func endsWhatTakesTooLong() throws {
    let result = try BinaryRunner(path: "/bin/sleep").run(["3600"], timeLimit: 0.2)
    #expect(result.isTimedOut)
    #expect(result.exitCode == 128 + SIGKILL)
  }

  @Test func sendsSignals() throws {
    let sleep = try BinaryRunner(path: "/bin/sleep").start(["3600"])
    sleep.send(SIGTERM)
    #expect(sleep.wait().exitCode == 128 + SIGTERM)
  }

  @Test func waitsForWhatAProgramDoes() throws {
    let shell = BinaryRunner(path: "/bin/sh")
    let lasting = try shell.start(["-c", "echo begun >&2; exec sleep 3600"])
    #expect(lasting.wait(forError: "begun"))
    lasting.send(SIGKILL)
    #expect(lasting.wait().exitCode == 128 + SIGKILL)
    #expect(try !shell.start(["-c", "exit 3"]).wait(forError: "begun"))
    #expect(try shell.start(["-c", "echo begun >&2"]).wait(forError: "begun"), "before its end")
  }

  @Test func findsTheBuiltProgram() throws {
    let help = try BinaryRunner.bpnet.run(["--help"])
    #expect(help.exitCode == 0)
    #expect(help.standardOutput.contains("Usage: bpnet COMMAND"))
    #expect(help.standardError.isEmpty)

    let nothing = try BinaryRunner.bpnet.run([])
    #expect(nothing.exitCode == 64)
    #expect(nothing.standardError.contains("Usage: bpnet COMMAND"))
    #expect(nothing.standardOutput.isEmpty)
  }
}
