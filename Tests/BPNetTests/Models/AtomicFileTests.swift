import Foundation
import Testing

@testable import BPNet

@Suite struct AtomicFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func contents(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: folder.file(name)).map { Array($0) }
  }

  private func permissions(_ name: String) throws -> Int? {
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.file(name))
    return (attributes[.posixPermissions] as? NSNumber)?.intValue
  }

  @Test func createsAndReplaces() throws {
    for bytes in [[], [1, 2, 3], [UInt8](repeating: 7, count: 1_000_000), [9]] {
      try AtomicFile.write(bytes, to: folder.file("a"))
      #expect(contents("a") == bytes)
      #expect(try folder.names() == ["a"])
    }
  }

  @Test func keepsPermissions() throws {
    let file = folder.file("a")
    try AtomicFile.write([1], to: file)
    for mode in [0o600, 0o640, 0o755] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
      try AtomicFile.write([2], to: file)
      #expect(try permissions("a") == mode)
    }
  }

  @Test func newFilesHaveTheUsualPermissions() throws {
    try AtomicFile.write([1], to: folder.file("a"))
    let plain = open(folder.file("b"), O_CREAT | O_WRONLY, 0o666)
    close(plain)
    #expect(try permissions("a") == permissions("b"))
  }

  @Test func replacesWhatALinkLeadsTo() throws {
    try AtomicFile.write([1], to: folder.file("target"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link"), withDestinationPath: "target")
    try AtomicFile.write([2], to: folder.file("link"))
    #expect(contents("target") == [2])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == "target")
  }

  @Test func readersOfTheOldFileKeepIt() throws {
    try AtomicFile.write([1], to: folder.file("a"))
    let old = try #require(FileHandle(forReadingAtPath: folder.file("a")))
    try AtomicFile.write([2], to: folder.file("a"))
    #expect(try old.readToEnd() == Data([1]))
  }

  @Test func takesNamesAsLongAsNamesMayBe() throws {
    let name = String(repeating: "n", count: 255)
    try AtomicFile.write([1], to: folder.file(name))
    #expect(contents(name) == [1])
  }

  /// Each path, relative to the folder, and a word of the reason.
  private static let refused: [(path: String, reason: String)] = [
    ("missing/a", "missing: No such file"),
    ("file/a", "Not a directory"),
    ("folder", "Is a directory"),
    ("folder/", "Is a directory"),
    ("missing/", "No such file"),
    ("a\0b", "zero byte"),
    (String(repeating: "n", count: 256), "name too long"),
  ]

  @Test func refusesWhatCannotBeCreated() throws {
    try AtomicFile.write([1], to: folder.file("file"))
    try FileManager.default.createDirectory(atPath: folder.file("folder"), withIntermediateDirectories: false)
    for (path, expectedReason) in Self.refused {
      let full = folder.file(path)
      for onlyChecking in [true, false] {
        let error = #expect(throws: BPNetError.self, "\(path)") {
          if onlyChecking { try AtomicFile.checkCanCreate(full) } else { try AtomicFile.write([1], to: full) }
        }
        guard case .cannotCreate(full, let reason)? = error else {
          Issue.record("\(path): \(String(describing: error))")
          continue
        }
        #expect(reason.localizedCaseInsensitiveContains(expectedReason), "\(path): \(reason)")
      }
    }
    #expect(throws: BPNetError.self) { try AtomicFile.checkCanCreate("") }
    #expect(try folder.names() == ["file", "folder"])
    #expect(contents("file") == [1])
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func refusesWhatMayNotBeWritten() throws {
    try AtomicFile.write([1], to: folder.file("a"))
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: folder.file("a"))
    #expect(throws: BPNetError.self) { try AtomicFile.checkCanCreate(folder.file("a")) }
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    #expect(throws: BPNetError.self) { try AtomicFile.checkCanCreate(folder.file("b")) }
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
  }

  @Test func checkingLeavesNothing() throws {
    try AtomicFile.checkCanCreate(folder.file("a"))
    #expect(try folder.names() == [])
    try AtomicFile.write([1], to: folder.file("a"))
    try AtomicFile.checkCanCreate(folder.file("a"))
    #expect(try folder.names() == ["a"])
    #expect(contents("a") == [1])
    for path in ["-", "/dev/stdout", "/dev/null"] { try AtomicFile.checkCanCreate(path) }
    #expect(throws: BPNetError.self) { try AtomicFile.checkCanCreate("/dev/fd/987654321") }
  }

  @Test func writesToPipes() throws {
    let pipe = folder.file("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let reader = open(pipe, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try AtomicFile.checkCanCreate(pipe)
    try AtomicFile.write([1, 2, 3], to: pipe)
    var buffer = [UInt8](repeating: 0, count: 10)
    #expect(read(reader, &buffer, 10) == 3)
    #expect(buffer.prefix(3) == [1, 2, 3])
    #expect(try folder.names() == ["pipe"])
  }

  @Test func writesToOpenFilesByNumber() throws {
    let descriptor = open(folder.file("a"), O_CREAT | O_WRONLY, 0o600)
    defer { close(descriptor) }
    try AtomicFile.write([1, 2], to: "/dev/fd/\(descriptor)")
    try AtomicFile.write([3], to: "/dev/fd/\(descriptor)")
    #expect(contents("a") == [1, 2, 3])
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func reportsFullDisks() {
    #expect(throws: BPNetError.writeFailed(path: "/dev/full", reason: "No space left on device")) {
      try AtomicFile.write([1], to: "/dev/full")
    }
  }

  @Test func writersAtTheSameTimeDoNotMix() async throws {
    let file = folder.file("a")
    await withTaskGroup { group in
      for writer in 0..<8 {
        group.addTask {
          for _ in 0..<20 {
            try? AtomicFile.write([UInt8](repeating: UInt8(writer), count: 10_000), to: file)
          }
        }
      }
    }
    let bytes = try #require(contents("a"))
    #expect(bytes.count == 10_000 && Set(bytes).count == 1)
    #expect(try folder.names() == ["a"])
  }
}
