import Foundation
import Testing

@testable import BPNet

@Suite struct InputBytesTests {
  private func temporaryFile(_ bytes: [UInt8]) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "bpnet-\(UUID().uuidString)").path
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  /// Whole pages are the case in which nothing of the file's own mapping follows its last byte.
  @Test(arguments: [1, 4095, 4096, 8192, 65536, 100_000])
  func mapsAFileWithZerosBehindIt(size: Int) throws {
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 % 251 + 1) }
    let path = try temporaryFile(bytes)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try InputBytes(path: path).withBytes { buffer in
      #expect(buffer.elementsEqual(bytes))
      let behind = UnsafeRawBufferPointer(
        start: buffer.baseAddress.map { $0 + size }, count: InputBytes.padding)
      #expect(behind.allSatisfy { $0 == 0 })
    }
  }

  @Test func readsAPipeToItsEnd() throws {
    let pipe = Pipe()
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 % 251 + 1) }
    let writer = Thread {
      pipe.fileHandleForWriting.write(Data(bytes))
      try? pipe.fileHandleForWriting.close()
    }
    writer.start()
    let input = try InputBytes(path: "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
    try input.withBytes { buffer in
      #expect(buffer.elementsEqual(bytes))
      #expect(buffer.baseAddress?.load(fromByteOffset: bytes.count, as: UInt8.self) == 0)
    }
  }

  @Test func readsAFileThatGivesNoSize() throws {
    guard FileManager.default.fileExists(atPath: "/proc/self/status") else { return }
    let isEmpty = try InputBytes(path: "/proc/self/status").withBytes { $0.isEmpty }
    #expect(!isEmpty)
  }

  @Test func aFileThatDoesNotExistCannotBeOpened() {
    let path = "/no/such/file.csv"
    #expect(throws: BPNetError.cannotOpen(path: path, reason: "No such file or directory")) {
      _ = try InputBytes(path: path)
    }
  }

  @Test func aFolderCannotBeOpened() {
    let path = FileManager.default.temporaryDirectory.path
    #expect(throws: BPNetError.cannotOpen(path: path, reason: "Is a directory")) {
      _ = try InputBytes(path: path)
    }
  }

  @Test func anEmptyFileIsInvalid() throws {
    let path = try temporaryFile([])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let expected = BPNetError.invalidData(
      at: .init(file: path), found: "an empty file", expected: "data")
    for _ in 0..<100 {
      #expect(throws: expected) { _ = try InputBytes(path: path) }
    }
  }
}
