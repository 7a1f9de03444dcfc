import Foundation
import Testing

@testable import BPNet

/// Data that may be larger than the memory: their tables, the order of their samples, and what is learnt.
@Suite struct StreamedDataTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func order(count: Int, block: Int, seed: UInt64 = 1) -> [Int32] {
    var rows = [Int32](repeating: -1, count: count)
    var generator = RandomGenerator(seed: seed, stream: 0)
    rows.withUnsafeMutableBufferPointer { BlockShuffle(block: block).shuffle($0, with: &generator) }
    return rows
  }

  @Test(arguments: [(1, 1), (5, 1), (1000, 1), (1000, 3), (1000, 999), (1000, 1000), (1000, 5000)])
  func everySampleHasOnePlace(count: Int, block: Int) {
    #expect(order(count: count, block: block).sorted() == (0..<Int32(count)).map { $0 })
    #expect(count == 1 || order(count: count, block: block) != order(count: count, block: block, seed: 2))
  }

  /// 64 blocks at a time: whatever the seed, so many samples are of no more blocks, and are mixed.
  @Test func blocksStayTogether() {
    let rows = order(count: 64 * 10 * 4, block: 10)
    for group in 0..<4 {
      let part = rows[group * 640..<(group + 1) * 640]
      #expect(Set(part.map { $0 / 10 }).count == 64)
      #expect(zip(part, part.dropFirst()).count { $0 / 10 == $1 / 10 } < 64)
    }
    #expect(BlockShuffle(rowByteCount: 1 << 10).block == 1 << 10)
    #expect(BlockShuffle(rowByteCount: 1 << 30).block == 1)
  }

  private func write(_ text: String, _ name: String = "d.csv") throws -> String {
    try Data(text.utf8).write(to: URL(filePath: folder.file(name)))
    return folder.file(name)
  }

  /// More rows than are written at once, text that comes late, missing cells and blank rows at the end.
  @Test func theSameTable() throws {
    let count = 180_000
    var text = "a,b,word\n"
    for row in 0..<count {
      text += "\(row),\(row % 97 == 0 ? "" : "\(row % 13).5"),\(row < count - 5 ? row % 3 : 9)"
      text += row == count - 2 ? "x\n" : "\n"
    }
    text += String(repeating: ",,\n", count: 3)
    let path = try write(text)
    let (held, streamed) = (
      try TableReader().read(path: path), try TableReader(streams: true).read(path: path)
    )
    #expect(streamed.isStreamed && !held.isStreamed)
    #expect(streamed.rowCount == count && streamed.columns == held.columns && streamed.notes == held.notes)
    for row in 0..<count {
      for column in 0..<3 {
        let pair = (held[row, column], streamed[row, column])
        guard pair.0.bitPattern != pair.1.bitPattern, !(pair.0.isNaN && pair.1.isNaN) else { continue }
        Issue.record("row \(row), column \(column): \(pair)")
        return
      }
    }
    #expect(streamed.line(ofRow: count - 1) == held.line(ofRow: count - 1))
  }

  /// The bytes of a model depend neither on where the numbers are, nor on threads.
  @Test func theSameModel() throws {
    let text = (0..<600).map { "\($0 % 17),\($0 * 7 % 23).25,\(["red", "green"][$0 % 2]),\($0 % 3)\n" }
      .joined()
    let path = try write("a,b,colour,class\n" + text)
    let digests = try [(true, 1), (true, 2), (true, 3), (false, 1)].map { isStreamed, threads in
      let table = try TableReader(streams: isStreamed).read(path: path)
      var recipe = TrainingRecipe(preset: .classic)
      (recipe.streams, recipe.threads, recipe.epochs, recipe.hidden) = (true, threads, 4, .sizes([300]))
      recipe.batchSize = .samples(128)
      recipe.validationFraction = 0.2
      let result = try recipe.prepare(table, as: Float.self).train()
      #expect(result.model.record.recipe.streams == true)
      return result.model.weightsSHA256
    }
    #expect(Set(digests).count == 1)
  }

  @Test func aFolderThatTakesNoFile() throws {
    #expect {
      try SpoolFile(folder: folder.file("none"))
    } throws: { "\($0)".contains("none: cannot be opened: No such") }
    let spool = try SpoolFile(folder: folder.path)
    #expect(try folder.names().isEmpty, "the file has no name")
    try [UInt8](1...9).withUnsafeBytes { bytes in
      // An array's closure cannot throw a typed error through `rethrows`.
      try Result { () throws(BPNetError) in try spool.append(bytes) }.get()
    }
    let input = try spool.mapped(byteCount: 9, source: "s", trimmer: nil)
    #expect(try input.withBytes { Array($0) } == Array(1...9))
  }
}
