import Testing

@testable import BPNet

/// First lines that are names although they look like data, and data although they look like names.
@Suite struct CSVHeaderTests {
  private static func table(_ head: String, count: Int = 20, _ row: (Int) -> String) -> Substring {
    Substring(head + (0..<count).map { row($0) + "\n" }.joined())
  }

  private func read(_ text: Substring, source: String = "t.csv") throws -> Table {
    try CSVReader().read(text: String(text), source: source)
  }

  private static let firstLines: [(Substring, [String])] = [
    // Years, wavelengths and numbers of probes, over numbers that are far from them.
    (table("2020,2021,2022\n") { "\($0).5,\($0 % 7).25,\($0 % 5)" }, ["2020", "2021", "2022"]),
    (table("2020,2021,2022\n") { "\($0),\($0 % 7),\($0 % 5)" }, ["2020", "2021", "2022"]),
    (table("400,402.5,405\n") { "0.\($0),0.1\($0),\($0 % 5)" }, ["400", "402.5", "405"]),
    (table("7892501,7892502,7892503\n") { "\($0).5,8.25,\($0 % 5)" }, ["7892501", "7892502", "7892503"]),
    // A line in equal steps like the others, and too few rows to tell.
    (table("10,20,30\n") { "\($0),\(20 + $0),\(30 - $0)" }, ["1", "2", "3"]),
    (table("2020,2021,2022\n", count: 3) { "\($0),\($0 % 7),\($0 % 5)" }, ["1", "2", "3"]),
    // Values as they are written below, too.
    (table("5.12D+00,1.37D+00\n") { "1.\($0)D+01,2.\($0)D+00" }, ["1", "2"]),
    (table("2024-01-05,red\n") { "2024-02-\(10 + $0),\(["red", "blue"][$0 % 2])" }, ["1", "2"]),
    (table("12 kg,low\n") { "\(30 + $0) kg,high\($0)" }, ["1", "2"]),
    (table("$5,low\n") { "$\(30 + $0),high\($0)" }, ["1", "2"]),
    (table("1st,2nd\n") { "a\($0),b\($0)" }, ["1st", "2nd"]),
  ]

  @Test(arguments: firstLines)
  func firstLinesAreFoundOut(text: Substring, names: [String]) throws {
    #expect(try read(text).columns.map(\.name) == names)
  }

  @Test func numbersAsNamesAreSaid() throws {
    let named = try read(Self.table("2020,2021,2022\n") { "\($0).5,\($0 % 7).25,\($0 % 5)" })
    #expect(named.notes.contains { $0.hasPrefix("the first line holds numbers and is read as names") })
    let doubtful = try read(Self.table("7000,9000,8000\n") { "\($0).5,\($0 % 7).25,\($0 % 5).5" })
    #expect(doubtful.rowCount == 21)
    #expect(doubtful.notes.contains { $0.hasPrefix("the first line is unlike the others") })
    let plain = try read(Self.table("a,b,c\n") { "\($0).5,\($0 % 7).25,\($0 % 5)" })
    #expect(plain.notes.isEmpty)
  }

  /// A comment that divides like the rows is no header where one stands below it.
  @Test func commentsAboveNamesAreComments() throws {
    let table = try read("# 2024, by hand, v1\na,b,y\n1,2,3\n4,5,6\n")
    #expect(table.columns.map(\.name) == ["a", "b", "y"] && table.rowCount == 2)
    let marked = try read("# a b y\n1 2 3\n4 5 6\n", source: "t.txt")
    #expect(marked.columns.map(\.name) == ["a", "b", "y"])
  }

  @Test func aDelimiterBehindTheNamesIsNoColumn() throws {
    let table = try read("a,b,y,\n1,2,3\n4,5,6\n")
    #expect(table.columns.map(\.name) == ["a", "b", "y"] && table.rowCount == 2)
    let filled = try read("a,b,y,\n1,2,3,4\n4,5,6\n")
    #expect(filled.columns.map(\.name) == ["a", "b", "y", "4"] && filled.rowCount == 2)
    #expect(filled[0, 3] == 4 && filled[1, 3].isNaN)
    #expect(filled.notes == ["line 3 lacks fields at the end: missing values"])
  }

  private static let otherFiles: [([UInt8], String)] = [
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1], "an old Excel workbook"),
    ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0], "HDF5 data"),
    (Array("BZh91AY&SY\u{1}".utf8), "bzip2"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0x00], "xz"),
    ([0x28, 0xB5, 0x2F, 0xFD, 0x04], "Zstandard"), ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0], "NumPy"),
    (Array("$FL2@(#) SPSS\0".utf8), "SPSS"), (Array("<stata_dta><header>\0".utf8), "Stata"),
    ([UInt8](repeating: 0, count: 12) + [0xC2, 0xEA, 0x81, 0x60], "SAS"),
    (Array("RDX3\nX\n\0".utf8), "R data"),
    (Array("Obj\u{1}".utf8), "Avro"), ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a picture"),
    (Array("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n".utf8), "Git LFS"),
    (Array("404: Not Found".utf8), "server"),
    ([0x60, 1, 0, 0, 0, 0, 0, 0] + Array("{\"a\":1}".utf8), "safetensors"),
  ]

  /// Files that are no text, by their first bytes; names that start like one are names.
  @Test(arguments: otherFiles)
  func otherFilesAreNamed(bytes: [UInt8], name: String) {
    let error = #expect(throws: BPNetError.self) { try CSVReader().read(bytes: bytes, source: "t.csv") }
    #expect(error?.description.contains(name) == true, "\(String(describing: error))")
    #expect(error?.hint != nil)
  }

  @Test(arguments: ["PAR1,PAR2,y", "FEA1,FEA2,y", "RDA,RDX,y", "RDX2,b,y", "Obj,b,y", "BZh9,b,y", "GIF8,b,y"])
  func namesMayStartLikeOtherFiles(head: String) throws {
    let table = try read("\(head)\n1,2,3\n4,5,6\n")
    #expect(table.columns.map(\.name) == head.split(separator: ",").map(String.init))
  }

  @Test(arguments: [
    ("a,y\n1,5,2,5\n3,5,4,5\n", "decimal commas need another delimiter"),
    ("y\n11,677\n5,294\n", "`delimiter: ;` beside `decimalMark: ,`"),
    ("note,y\n\"say \\\"hi\\\", ok\",1\n", "not behind a backslash"),
  ])
  func faultsHaveHints(text: String, hint: String) {
    let error = #expect(throws: BPNetError.self) { try read(Substring(text)) }
    #expect(error?.hint?.contains(hint) == true, "\(String(describing: error?.hint))")
  }
}
