import BPNet
import CommandSupport
import Foundation
import Testing

@Suite struct OutputTests {
  private struct Failure: Error {}

  @Test func writesAFileWhole() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<50_000).map { "line \($0)" }
    try TextOutput.withDestination(folder.path("out.csv")) { output in
      for line in lines { try output.writeLine(line) }
    }
    #expect(try folder.read("out.csv") == lines.joined(separator: "\n") + "\n")
    #expect(try folder.names == ["out.csv"])
  }

  @Test func failureLeavesTheOldFile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("old", to: "out.csv")
    #expect(throws: Failure.self) {
      try TextOutput.withDestination(path) { output in
        try output.write("new")
        try output.flush()
        throw Failure()
      }
    }
    #expect(try folder.read("out.csv") == "old")
    #expect(try folder.names == ["out.csv"])
  }

  @Test func replacementKeepsLinkAndPermissions() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("old", to: "real.csv")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    try FileManager.default.createSymbolicLink(atPath: folder.path("link.csv"), withDestinationPath: path)
    try TextOutput.withDestination(folder.path("link.csv")) { try $0.write("new") }
    #expect(try folder.read("real.csv") == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link.csv")) == path)
    let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(permissions == 0o640)
  }

  @Test func outputsThatCannotBeCreated() throws {
    let folder = try TemporaryFolder()
    for path in [folder.path("no/such/folder.csv"), folder.path] {
      let error = #expect(throws: BPNetError.self) {
        try TextOutput.withDestination(path) { _ in Issue.record("must not be called") }
      }
      guard case .cannotCreate(path, _)? = error else {
        Issue.record("expected cannotCreate, found \(String(describing: error))")
        continue
      }
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDisk() throws {
    let error = #expect(throws: BPNetError.self) {
      try TextOutput.withDestination("/dev/full") { try $0.writeLine("x") }
    }
    #expect(error.map { ExitCode($0) } == .inputOutput)
  }

  @Test func closedDescriptor() throws {
    let output = TextOutput(descriptor: -1, name: "standard output")
    try output.write("x")
    let error = #expect(throws: BPNetError.self) { try output.flush() }
    guard case .writeFailed("standard output", _)? = error else {
      Issue.record("expected writeFailed, found \(String(describing: error))")
      return
    }
  }

  @Test func colorNeedsATerminal() throws {
    let folder = try TemporaryFolder()
    let descriptor = open(folder.path("out"), O_CREAT | O_WRONLY, 0o600)
    defer { close(descriptor) }
    let terminal = Terminal(descriptor: descriptor)
    #expect(!terminal.isTerminal && !terminal.usesColor)
    #expect(terminal.colored("x", .error) == "x")
  }

  @Test func quietKeepsWarnings() throws {
    let folder = try TemporaryFolder()
    let descriptor = open(folder.path("out"), O_CREAT | O_WRONLY, 0o600)
    defer { close(descriptor) }
    let diagnostics = Diagnostics(terminal: Terminal(descriptor: descriptor), isQuiet: true)
    diagnostics.note("a note")
    diagnostics.warn("a learning rate of 2 is large", hint: "try 0.1")
    #expect(try folder.read("out") == "warning: a learning rate of 2 is large\nhint: try 0.1\n")
  }
}
