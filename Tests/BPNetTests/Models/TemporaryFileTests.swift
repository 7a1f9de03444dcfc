import Foundation
import Testing

@testable import BPNet

/// What is in the folder while a file is written, and what killed processes have left there.
@Suite struct TemporaryFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ byte: UInt8, to file: AtomicFile) {
    _ = withUnsafeBytes(of: byte) { Foundation.write(file.descriptor, $0.baseAddress, 1) }
  }

  #if os(Linux)
    @Test func aFileHasNoNameBeforeItIsWhole() throws {
      for name in ["new", "new"] {
        let before = try folder.names()
        let file = try AtomicFile(creating: folder.file(name))
        write(7, to: file)
        #expect(try folder.names() == before)
        try file.commit()
        #expect(try folder.names() == ["new"])
        #expect(FileManager.default.contents(atPath: folder.file(name)) == Data([7]))
      }
      let file = try AtomicFile(creating: folder.file("never"))
      file.discard()
      #expect(try folder.names() == ["new"])
    }
  #endif

  @Test func namedFilesAreTheSame() throws {
    for byte in [UInt8(1), 2] {
      let file = try AtomicFile(creating: folder.file("a"), namesTemporary: true)
      write(byte, to: file)
      #expect(try folder.names().contains { TemporaryFile.isTemporary($0) })
      try file.commit()
      #expect(try folder.names() == ["a"])
      #expect(FileManager.default.contents(atPath: folder.file("a")) == Data([byte]))
    }
    try AtomicFile(creating: folder.file("a"), namesTemporary: true).discard()
    #expect(try folder.names() == ["a"])
  }

  /// A name, its age in seconds, and whether it is removed.
  private static let left: [(name: String, age: Double, isRemoved: Bool)] = [
    (".bpnet-12345-0.tmp", 3600, true), (".bpnet-1-17.tmp", 61, true), (".bpnet-12345-1.tmp", 5, false),
    (".bpnet-x-0.tmp", 3600, false), (".bpnet-1.tmp", 3600, false), (".bpnet-1-.tmp", 3600, false),
    ("bpnet-1-0.tmp", 3600, false), (".bpnet-1-0.tmp.csv", 3600, false), (".bpnet-1-0-0.tmp", 3600, false),
  ]

  @Test func whatKilledProcessesLeftIsRemoved() throws {
    for left in Self.left {
      try Data([1]).write(to: URL(fileURLWithPath: folder.file(left.name)))
      try FileManager.default.setAttributes(
        [.modificationDate: Date.now.addingTimeInterval(-left.age)], ofItemAtPath: folder.file(left.name))
    }
    try AtomicFile.write([1], to: folder.file("a"))
    #expect(try folder.names() == (Self.left.filter { !$0.isRemoved }.map(\.name) + ["a"]).sorted())
  }

  @Test func aFileThatIsBeingWrittenStays() throws {
    let file = try AtomicFile(creating: folder.file("a"), namesTemporary: true)
    let name = try #require(try folder.names().first)
    try FileManager.default.setAttributes(
      [.modificationDate: Date.now.addingTimeInterval(-3600)], ofItemAtPath: folder.file(name))
    try AtomicFile.write([1], to: folder.file("b"))
    #expect(try folder.names() == [name, "b"])
    file.discard()
  }

  @Test func aLinkToNoFileYetIsFollowed() throws {
    try FileManager.default.createDirectory(atPath: folder.file("d"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: folder.file("one"), withDestinationPath: "d/two")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("d/two"), withDestinationPath: folder.file("d/target"))
    try AtomicFile.write([5], to: folder.file("one"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("one")) == "d/two")
    #expect(FileManager.default.contents(atPath: folder.file("d/target")) == Data([5]))
  }

  @Test func linksThatLeadNowhereAreRefused() throws {
    try FileManager.default.createSymbolicLink(atPath: folder.file("away"), withDestinationPath: "none/file")
    try FileManager.default.createSymbolicLink(atPath: folder.file("loop"), withDestinationPath: "loop")
    for name in ["away", "loop"] {
      #expect(throws: BPNetError.self, "\(name)") { try AtomicFile.write([1], to: folder.file(name)) }
    }
    #expect(try folder.names() == ["away", "loop"])
  }

  /// Choices of a model's record that training from the model adopts: none names a file.
  @Test func whatIsAdoptedFromAModelIsAClosedList() {
    #expect(
      RecipeChoice.all.filter { $0.inheritance != .never }.map(\.name) == [
        "preset", "classWeights", "missing", "frozenLayers", "loss", "labelSmoothing", "weightDecay",
        "l1Penalty", "dropout", "optimizer", "learningRate", "biasLearningRate", "schedule", "warmUpEpochs",
        "clippingNorm", "clippingValue", "batchSize", "reduction", "shuffles", "seed", "splitSeed",
      ])
  }

  @Test func longTextsAreShortened() {
    #expect("abc".shortened(to: 3) == "abc")
    #expect("abcdefghij".shortened(to: 7) == "abcd…ij")
    #expect(String(repeating: "ä", count: 90).shortened(to: 90).count == 90)
    let error = BPNetError.invalidData(
      at: .init(file: "f", line: 2, column: String(repeating: "n", count: 1_000_000)),
      found: String(repeating: "x", count: 1_000_000), expected: "a number")
    #expect(error.description.count < 1000)
    #expect(error.description.hasSuffix("expected a number"))
    let long = String(repeating: "e", count: 100_000)
    #expect(NearestMatch.suggestion(for: long, among: ["epochs", long]) == nil)
    #expect(NearestMatch.closest(to: long, among: ["epochs", "seed"]).count == 2)
    // What comes after 100 characters is not compared: the time would grow with the product of the lengths.
    let start = String(repeating: "e", count: 100)
    let names = ["\(start)yz", long, "\(start)x"]
    #expect(NearestMatch.closest(to: "\(start)x", among: names) == names)
  }
}
