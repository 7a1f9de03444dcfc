import Testing

@testable import BPNet

/// Files that are packed by gzip.
@Suite struct GzipWriterTests {
  private struct Stop: Error {}

  private func packed(_ parts: [[UInt8]]) throws -> [UInt8] {
    var packer = try GzipWriter(path: "t.gz")
    var bytes: [UInt8] = []
    for part in parts { try packer.add(part) { bytes += $0 } }
    try packer.finish { bytes += $0 }
    return bytes
  }

  private func unpacked(_ bytes: [UInt8]) throws -> [UInt8] {
    let input = try bytes.withUnsafeBytes { try InputBytes(copying: $0, source: "t.gz") }
    try #require(input.isPacked)
    let content = try input.unpacked(expected: "data")
    return withExtendedLifetime(content) { Array(content.bytes) }
  }

  /// Bytes that do not become fewer.
  private func noise(_ count: Int) -> [UInt8] {
    var generator = TestGenerator(state: 5)
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  /// Around the 64 KB that are handed out at once, and the 32 KB that a stream looks back.
  @Test(arguments: [1, 2, 32_767, 32_768, 65_535, 65_536, 65_537, 300_000])
  func unpackedItIsTheSame(count: Int) throws {
    for bytes in [noise(count), [UInt8](repeating: 7, count: count)] {
      #expect(try unpacked(packed([bytes])) == bytes)
    }
  }

  @Test func nothingIsAWholeFile() throws {
    // The header, a block without bytes, the checksum of nothing and no length.
    #expect(try packed([]).dropFirst(10) == [3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(try packed([[], []]) == packed([]))
  }

  @Test func partsDoNotMatter() throws {
    let bytes = noise(70_000) + [UInt8](repeating: 0, count: 200_000)
    let parts = [0, 1, 1, 5, 4096, 65_536, 65_537, 200_000, bytes.count]
    let cut = zip(parts, parts.dropFirst()).map { Array(bytes[$0..<$1]) }
    #expect(try packed(cut) == packed([bytes]))
    #expect(try packed([bytes]).count < 80_000)
  }

  /// Several parts, and zeros at the end, as tapes have them; anything else may be a damaged part.
  @Test func whatStandsBehindAPart() throws {
    let part = try packed([[1, 2, 3]])
    #expect(try unpacked(part + part) == [1, 2, 3, 1, 2, 3])
    #expect(try unpacked(part + part + [0, 0, 0]) == [1, 2, 3, 1, 2, 3])
    for rest in [[0x1F], [0x1E] + part.dropFirst(), [0, 0, 7]] as [[UInt8]] {
      let error = #expect(throws: BPNetError.self) { try unpacked(part + rest) }
      let found = "\(counted(rest.count, "byte")) behind the packed data that are not packed"
      #expect(error?.description.hasPrefix("t.gz: found \(found)") == true, "\(String(describing: error))")
    }
  }

  @Test func whatIsPackedTwiceIsRefused() throws {
    let error = #expect(throws: BPNetError.self) { try unpacked(packed([packed([noise(100)])])) }
    #expect(error?.description == "t.gz: found data that are packed by gzip twice, expected data")
  }

  /// Neither a name nor a time.
  @Test func theHeaderSaysNothingOfTheMachine() throws {
    #expect(try packed([[1, 2, 3]]).prefix(8) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
  }

  @Test(arguments: TableWriter.Format.allCases) func everyFormatIsPacked(format: TableWriter.Format) throws {
    let text = "1.5,2,0\n-3,0,1\n0.25,0,1\n"
    let writer = TableWriter(try CSVReader().read(text: text, source: "t.csv"))
    var (plain, bytes): ([UInt8], [UInt8]) = ([], [])
    try writer.write(as: format) { plain += $0 }
    try writer.write(as: format, packedBy: GzipWriter(path: "t.gz")) { bytes += $0 }
    #expect(try unpacked(bytes) == plain)
    for ending in format.endings {
      #expect(TableWriter.format(ofPath: "t\(ending).gz") == format)
      #expect(TableWriter.format(ofPath: "T\(ending.uppercased()).GZ") == format)
    }
  }

  @Test(arguments: ["t.gz", ".gz", "t.csv.gz.x", "t.gz.gz", "csv.gz"]) func noFormat(path: String) {
    #expect(TableWriter.format(ofPath: path) == nil)
  }

  @Test func aMachineWithoutZlib() {
    let error = #expect(throws: BPNetError.self) {
      try GzipWriter(path: "t.csv.gz", names: ["libnone.so.7"])
    }
    #expect(
      error == .cannotCreate(path: "t.csv.gz", reason: "the system has no zlib, which packs .gz"))
  }

  /// A library that is no zlib.
  @Test func anotherLibrary() {
    #expect(throws: BPNetError.self) { try GzipWriter(path: "t.csv.gz", names: ["libm.so.6"]) }
  }

  /// What writes the file may fail at each part.
  @Test func faultsOfTheFileArePassedOn() throws {
    for last in 0..<5 {
      var packer = try GzipWriter(path: "t.gz")
      var count = 0
      func write(_ part: [UInt8]) throws {
        if count == last { throw Stop() }
        count += 1
      }
      #expect(throws: Stop.self) {
        for _ in 0..<10 { try packer.add(noise(50_000), to: write) }
        try packer.finish(write)
      }
    }
  }
}
