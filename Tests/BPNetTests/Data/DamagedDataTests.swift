import Foundation
import Testing

@testable import BPNet

/// Files that are no data of their format: each an error that says what was found, and what was expected.
@Suite struct DamagedDataTests {
  struct Case: CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    /// What the error says behind the path.
    let message: String
    var file = "a.npy"
    var labels: [UInt8]?
    var testDescription: String { "\(file): \(name)" }
  }

  private static func npy(_ type: String, _ shape: String, _ count: Int, order: String = "False") -> [UInt8] {
    FormatBytes.npy(type, shape: shape, [UInt8](repeating: 1, count: count), order: order)
  }

  static let npy: [Case] = [
    Case(name: "magic", bytes: Array("NUMPY?......".utf8), message: ": found no \\x93NUMPY at the start"),
    Case(name: "one byte", bytes: [0x93], message: ": found no \\x93NUMPY at the start"),
    Case(
      name: "version", bytes: FormatBytes.npy("|u1", shape: "(1, 1)", [1], version: 4),
      message: ": found version 4.0"),
    Case(
      name: "cut off header", bytes: Array(npy("|u1", "(1, 1)", 1).prefix(40)),
      message: ": found a header that is cut off"),
    Case(
      name: "cut off data", bytes: Array(npy("<f4", "(2, 2)", 16).dropLast()),
      message: ": found 15 bytes of data, expected 16, 2 rows of 2"),
    Case(
      name: "more data", bytes: npy("<f4", "(2, 2)", 17), message: ": found 17 bytes of data, expected 16"),
    Case(name: "no data", bytes: npy("<f8", "(3, 2)", 0), message: ": found 0 bytes of data, expected 48"),
    Case(
      name: "no rows", bytes: npy("|u1", "(0, 3)", 0), message: ": found 0 rows of 3, expected rows of data"),
    Case(
      name: "no columns", bytes: npy("|u1", "(3, 0)", 0),
      message: ": found 3 rows of 0, expected rows of data"),
    Case(
      name: "shape beyond 64 bits", bytes: npy("<f8", "(9223372036854775807, 9223372036854775807)", 8),
      message: ": found 9223372036854775807 rows of 9223372036854775807, expected at most"),
    Case(
      name: "shape that is no Int", bytes: npy("<f8", "(99999999999999999999, 1)", 8),
      message: ": found a header without"),
    Case(
      name: "rows times bytes", bytes: npy("<f8", "(2147483647, 16777216)", 8),
      message: ": found 8 bytes of data, expected 288230376017494016"),
    Case(
      name: "too many columns", bytes: npy("|u1", "(1, 16777217)", 8),
      message: ": found 1 row of 16777217, expected at most"),
    Case(name: "negative shape", bytes: npy("<f8", "(-1, 2)", 8), message: ": found a header without"),
    Case(name: "scalar", bytes: npy("<f8", "()", 8), message: ": found an array of 0 dimensions"),
    Case(name: "cube", bytes: npy("|u1", "(2, 2, 2)", 8), message: ": found an array of 3 dimensions"),
    Case(
      name: "Fortran order cut off", bytes: npy("|u1", "(2, 2)", 3, order: "True"),
      message: ": found 3 bytes of data, expected 4, 2 rows of 2"),
    Case(name: "objects", bytes: npy("|O", "(1, 1)", 8), message: ": found Python objects"),
    Case(
      name: "text", bytes: npy("<U3", "(1, 1)", 12), message: ":1:1: found bytes that are no characters"),
    Case(name: "complex", bytes: npy("<c16", "(1, 1)", 16), message: ": found complex numbers"),
    Case(name: "long double", bytes: npy("<f16", "(1, 1)", 16), message: ": found numbers of type <f16"),
    Case(
      name: "records",
      bytes: FormatBytes.npy(
        header: "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", [0, 0, 0, 0]),
      message: ": found records with named fields"),
    Case(
      name: "no dictionary", bytes: FormatBytes.npy(header: "hello", [1]), message: ": found a header without"
    ),
    Case(
      name: "open dictionary",
      bytes: FormatBytes.npy(header: "{'descr': '|u1', 'fortran_order': False, 'shape': (1,)", [1]),
      message: ": found a header without"),
    Case(
      name: "no order", bytes: FormatBytes.npy(header: "{'descr': '|u1', 'shape': (1,)}", [1]),
      message: ": found a header without"),
    Case(
      name: "packed", bytes: [0x1F, 0x8B, 8, 0], message: ": found packed data that are damaged or cut off"),
    Case(name: "empty", bytes: [], message: ": found an empty file"),
  ]

  private static let array = FormatBytes.npy("|u1", shape: "(2, 1)", [1, 2])
  /// An archive whose only array, which is packed, has another last byte than its checksum is of.
  private static let changedBit: [UInt8] = {
    var bytes = FormatBytes.zip([("x.npy", FormatBytes.deflated(array))], method: 8)
    // Behind the file's header with its name, and the five bytes of the stored block.
    let contentStart = 30 + "x.npy".utf8.count + 20 + 5
    bytes[contentStart + array.count - 1] ^= 1
    return bytes
  }()
  private static let three = FormatBytes.npy("|u1", shape: "(3, 1)", [1, 2, 3])

  static let npz: [Case] = [
    (
      "text", Array("hello, I am no archive, and I am long enough".utf8),
      ": found no directory of a ZIP archive"
    ),
    (
      "cut off", Array(FormatBytes.zip([("x.npy", array)]).dropLast()),
      ": found no directory of a ZIP archive"
    ),
    ("front missing", Array(FormatBytes.zip([("x.npy", array)]).dropFirst(9)), ": found a damaged directory"),
    ("no array", FormatBytes.zip([("x.txt", array)]), ": found no array, expected one array, 'x' and 'y'"),
    ("other names", FormatBytes.zip([("a.npy", array), ("b.npy", array)]), ": found the arrays 'a', 'b'"),
    (
      "three", FormatBytes.zip([("x.npy", array), ("y.npy", array), ("z.npy", array)]),
      ": found the arrays 'x', 'y', 'z'"
    ),
    (
      "rows that differ", FormatBytes.zip([("x.npy", array), ("y.npy", three)]),
      "/y.npy: found 3 rows, expected 2"
    ),
    (
      "compressed", FormatBytes.zip([("x.npy", array)], method: 8),
      "/x.npy: found packed data that are damaged"
    ),
    ("a changed bit, compressed", changedBit, "/x.npy: found packed data that are damaged"),
    ("no NPY", FormatBytes.zip([("x.npy", [1, 2, 3])]), "/x.npy: found no \\x93NUMPY at the start"),
    ("empty array", FormatBytes.zip([("x.npy", [])]), "/x.npy: found no \\x93NUMPY at the start"),
  ].map { Case(name: $0.0, bytes: $0.1, message: $0.2, file: "a.npz") }

  static let idx: [Case] = [
    ("magic", [1, 0, 8, 1, 0, 0, 0, 1, 5], ": found no two zero bytes at the start"),
    ("short", [0, 0, 8], ": found no two zero bytes at the start"),
    ("type", FormatBytes.idx(0x0A, sizes: [1], [5]), ": found the type 0xa"),
    ("no dimension", [0, 0, 8, 0], ": found a header of 0 dimensions"),
    ("cut off header", [0, 0, 8, 3, 0, 0, 0, 1], ": found a header of 3 dimensions in 8 bytes, expected 16"),
    (
      "cut off data", FormatBytes.idx(8, sizes: [2, 2], [1, 2, 3]),
      ": found 3 bytes of data, expected 4, 2 rows of 2"
    ),
    (
      "more data", FormatBytes.idx(8, sizes: [2, 2], [1, 2, 3, 4, 5]), ": found 5 bytes of data, expected 4"
    ),
    ("no rows", FormatBytes.idx(8, sizes: [0, 2], []), ": found 0 rows of 2"),
    (
      "sizes beyond 64 bits", FormatBytes.idx(8, sizes: [1, 0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], []),
      ": found 1 row of 72057598316118015, expected at most"
    ),
    (
      "too many rows", FormatBytes.idx(8, sizes: [0xFFFF_FFFF], [1]),
      ": found 4294967295 rows of 1, expected at most"
    ),
    ("packed", [0x1F, 0x8B, 8, 0], ": found packed data that are damaged or cut off"),
  ].map { Case(name: $0.0, bytes: $0.1, message: $0.2, file: "a-idx3-ubyte") }

  static let labels: [Case] = [
    Case(
      name: "fewer labels", bytes: FormatBytes.idx(8, sizes: [2, 1], [1, 2]),
      message: "-labels.idx: found 1 row, expected 2, as many as", file: "a.idx",
      labels: FormatBytes.idx(8, sizes: [1], [1])),
    Case(
      name: "damaged labels", bytes: FormatBytes.idx(8, sizes: [2, 1], [1, 2]),
      message: "-labels.idx: found 1 bytes of data, expected 2", file: "a.idx",
      labels: FormatBytes.idx(8, sizes: [2], [1])),
  ]

  @Test(arguments: npy + npz + idx + labels) func isRefused(_ bad: Case) throws {
    let folder = try TemporaryFolder()
    let (path, labelsPath) = (folder.file(bad.file), folder.file(bad.file + "-labels.idx"))
    try Data(bad.bytes).write(to: URL(filePath: path))
    try bad.labels.map { try Data($0).write(to: URL(filePath: labelsPath)) }
    do {
      _ = try TableReader().read(path: path, labelsPath: bad.labels == nil ? nil : labelsPath)
      Issue.record("no error")
    } catch {
      guard case .invalidData = error else {
        Issue.record("\(error)")
        return
      }
      #expect(error.description.contains(bad.file + bad.message), "\(error)")
    }
  }

  /// Every archive that is cut off or changed in one byte is refused or read, never more.
  @Test func damageIsNoCrash() throws {
    let files = [("x.npy", DamagedDataTests.array), ("y.npy", DamagedDataTests.array)]
    for is64Bit in [false, true] {
      let archive = FormatBytes.zip(files, is64Bit: is64Bit)
      for index in archive.indices {
        for value in [0, 1, 0x7F, 0xFF] as [UInt8] {
          var damaged = archive
          damaged[index] = value
          let input = try damaged.withUnsafeBytes { try InputBytes(copying: $0, source: "a.npz") }
          _ = try? NPZFormat().read(input, options: TableReader.TextOptions()).values
        }
        guard index > 0 else { continue }
        let input = try archive[..<index].withUnsafeBytes { try InputBytes(copying: $0, source: "a.npz") }
        #expect(throws: BPNetError.self) { try NPZFormat().read(input, options: TableReader.TextOptions()) }
      }
    }
  }

  @Test(arguments: ["a.npy", "a.npz", "a.idx"]) func missingFilesCannotBeOpened(name: String) {
    #expect(throws: BPNetError.cannotOpen(path: name, reason: "No such file or directory")) {
      try TableReader().read(path: name)
    }
  }

  /// NaN is a missing value; an infinite number is an error where its column is used.
  @Test func infiniteNumbersAreFaultsOfTheirColumns() throws {
    let folder = try TemporaryFolder()
    let arrays: [(String, [UInt8], Int, String)] = [
      (
        "a.npy",
        FormatBytes.npy("<f4", shape: "(2, 2)", FormatBytes.raw([1, .nan, -.infinity, 1] as [Float])), 0,
        ":2:1: found -inf, expected a finite number"
      ),
      ("a-idx1-ubyte", FormatBytes.idx(0x0D, sizes: [1], [0x7F, 0x80, 0, 0]), 0, ":1:1: found inf"),
    ]
    for (name, bytes, column, message) in arrays {
      try Data(bytes).write(to: URL(filePath: folder.file(name)))
      let table = try TableReader().read(path: folder.file(name))
      #expect(table.numberExpected(inColumn: column)?.description.contains(message) == true)
      if table.columns.count > 1 { #expect(table.numberExpected(inColumn: 1) == nil) }
    }
  }

  @Test func optionsOfTextAreRefusedElsewhere() throws {
    let folder = try TemporaryFolder()
    try Data(DamagedDataTests.array).write(to: URL(filePath: folder.file("a.npy")))
    for options in [TableReader.TextOptions(delimiter: 0x3B), TableReader.TextOptions(header: .present)] {
      #expect {
        try TableReader(text: options).read(path: folder.file("a.npy"))
      } throws: { error in
        guard case .invalidArgument? = error as? BPNetError else { return false }
        return true
      }
    }
  }
}
