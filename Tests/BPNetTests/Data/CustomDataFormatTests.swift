import BPNet
import Foundation
import Testing

/// Formats of data files that are defined outside of the package, with its public interface.
@Suite struct CustomDataFormatTests {
  /// What is wrong with a file.
  private enum Fault: Error, CustomStringConvertible {
    case oddLength(Int)

    var description: String {
      switch self {
      case .oddLength(let count): "\(count) bytes are no pairs"
      }
    }
  }

  /// Pairs of bytes: a number and a class.
  private struct Pairs: CustomDataFormat {
    var name = "pairs"
    var endings = [".pairs", ".PRS"]
    var namesTable = false

    func read(_ bytes: Span<UInt8>, source: String) throws -> Table {
      guard bytes.count.isMultiple(of: 2) else { throw Fault.oddLength(bytes.count) }
      let rows = 0..<bytes.count / 2
      return try Table(
        columns: [
          .numbers(rows.map { bytes[2 * $0] == 255 ? .infinity : Double(bytes[2 * $0]) }, name: "x"),
          .texts(rows.map { ["", "down", "up"][Int(bytes[2 * $0 + 1])] }, name: "y"),
        ], source: namesTable ? "pairs of \(source)" : "table")
    }
  }

  /// A format that reads nothing but throws.
  private struct Throwing: CustomDataFormat {
    let name = "throwing"
    let endings = [".csv"]
    let error: any Error

    func read(_ bytes: Span<UInt8>, source: String) throws -> Table { throw error }
  }

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private static let bytes: [UInt8] = [3, 1, 5, 2, 7, 0, 9, 2]

  private func check(_ table: Table, source: String) {
    #expect(table.columns.map(\.name) == ["x", "y"] && table.rowCount == 4 && table.hasHeader)
    #expect(table.columns[1].kind == .text(values: ["down", "up"]))
    #expect((0..<4).map { table[$0, 0] } == [3, 5, 7, 9])
    #expect(table[0, 1] == 0 && table[1, 1] == 1 && table[2, 1].isNaN && table[3, 1] == 1)
    #expect(table.source == source)
  }

  @Test func endingsAndNamesFindIt() throws {
    let reader = try TableReader(formats: [Pairs()])
    for name in ["a.pairs", "A.PAIRS", "b.prs"] {
      let path = try folder.write(Self.bytes, to: name)
      check(try reader.read(path: path), source: path)
    }
    let path = try folder.write(Self.bytes, to: "c.bin")
    check(try TableReader(format: "pairs", formats: [Pairs()]).read(path: path), source: path)
    // The caller's own name of a table stays.
    let named = try TableReader(format: "pairs", formats: [Pairs(namesTable: true)]).read(path: path)
    check(named, source: "pairs of \(path)")
    // Other readers do not know it, and this one reads the library's formats as well.
    #expect(throws: BPNetError.self) { try TableReader().read(path: folder.file("a.pairs")) }
    #expect(!TableReader.formatNames.contains("pairs"))
    let text = try folder.write(Array("a,b\n1,2\n".utf8), to: "t.csv")
    #expect(try reader.read(path: text).values == [1, 2])
    // Its endings count before the library's.
    let own = try TableReader(formats: [Pairs(endings: [".csv"])])
    check(try own.read(path: folder.write(Self.bytes, to: "u.csv")), source: folder.file("u.csv"))
  }

  @Test func packedFilesAreUnpacked() throws {
    // printf '\3\1\5\2\7\0\11\2' | gzip -n | base64
    let packed = try #require(Data(base64Encoded: "H4sIAAAAAAAAA2NmZGViZ+BkAgAx88zFCAAAAA=="))
    let path = try folder.write(Array(packed), to: "a.pairs.gz")
    check(try TableReader(formats: [Pairs()]).read(path: path), source: path)
  }

  @Test func labelsMayHaveIt() throws {
    let numbers = try folder.write(Array("1\n2\n3\n4\n".utf8), to: "n.csv")
    let labels = try folder.write(Self.bytes, to: "l.pairs")
    let table = try TableReader(formats: [Pairs()]).read(path: numbers, labelsPath: labels)
    #expect(table.columns.count == 3 && table[3, 0] == 4 && table[3, 1] == 9)
  }

  @Test func itTrains() throws {
    let bytes = (0..<60).flatMap { row -> [UInt8] in [UInt8(row), row > 30 ? 2 : 1] }
    let table = try TableReader(formats: [Pairs()]).read(path: folder.write(bytes, to: "a.pairs"))
    var recipe = TrainingRecipe(preset: .classic)
    (recipe.epochs, recipe.optimizer) = (200, .given(.rprop()))
    let model = try recipe.prepare(table, as: Float.self).train().model
    #expect(try model.predict([59]).label == "up" && model.predict([0]).label == "down")
  }

  /// What goes wrong has the file's name, whoever noticed it.
  @Test func errorsNameTheFile() throws {
    func message(_ formats: [any CustomDataFormat], _ path: String) throws -> String? {
      #expect(throws: BPNetError.self) { try TableReader(formats: formats).read(path: path) }?.description
    }
    let odd = try folder.write([1, 2, 3], to: "odd.pairs")
    #expect(
      try message([Pairs()], odd) == "\(odd): found the error 3 bytes are no pairs, expected pairs data")
    let empty = try folder.write([], to: "empty.pairs")
    #expect(try message([Pairs()], empty) == "\(empty): found an empty file, expected data")
    let path = try folder.write([1], to: "t.csv")
    let errors: [(any Error, String)] = [
      (
        BPNetError.invalidData(at: .init(file: "table", line: 7, column: "x"), found: "a", expected: "b"),
        "\(path):7:x: found a, expected b"
      ),
      (
        BPNetError.invalidData(at: .init(file: "other"), found: "a", expected: "b"),
        "other: found a, expected b"
      ),
      (BPNetError.readFailed(path: "disk", reason: "worn"), "disk: reading failed: worn"),
      (CancellationError(), "\(path): found the error CancellationError(), expected throwing data"),
    ]
    for (error, text) in errors {
      #expect(try message([Throwing(error: error)], path) == text)
    }
    // A cell that cannot be used has it as well, once it is used.
    let infinite = try TableReader(formats: [Pairs()]).read(
      path: folder.write([255, 1, 2, 2], to: "i.pairs"))
    let error = #expect(throws: BPNetError.self) {
      try TrainingRecipe(preset: .classic).prepare(infinite, as: Float.self)
    }
    #expect(
      error?.description == "\(folder.file("i.pairs")):1:x: found inf, expected a finite number")
  }

  @Test func wrongReadersAreRefused() throws {
    let cases: [(String?, [any CustomDataFormat], TableReader.TextOptions, String)] = [
      (nil, [Pairs(), Pairs()], .init(), "formats: found two formats with the name pairs"),
      (nil, [Pairs(name: "csv")], .init(), "formats: found two formats with the name csv"),
      ("parquet", [Pairs()], .init(), "format: found 'parquet', expected one of pairs, csv, "),
    ]
    for (name, formats, text, message) in cases {
      let error = #expect(throws: BPNetError.self) {
        try TableReader(format: name, formats: formats, text: text)
      }
      #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
    }
    let path = try folder.write(Self.bytes, to: "a.pairs")
    let error = #expect(throws: BPNetError.self) {
      try TableReader(formats: [Pairs()], text: TableReader.TextOptions(delimiter: UInt8(ascii: ";"))).read(
        path: path)
    }
    #expect(error?.description.contains("an option of text for pairs data") == true)
  }
}
