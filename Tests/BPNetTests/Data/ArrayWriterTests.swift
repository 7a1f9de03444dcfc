import Foundation
import Testing

@testable import BPNet

/// Tables written as NumPy's archives and as IDX.
@Suite struct ArrayWriterTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ bytes: [UInt8], _ name: String) throws -> Table {
    try Data(bytes).write(to: URL(filePath: folder.file(name)))
    return try TableReader().read(path: folder.file(name))
  }

  private func written(_ table: Table, as format: TableWriter.Format) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try TableWriter(table).write(as: format) { bytes += $0 }
    return bytes
  }

  private func again(_ table: Table, as format: TableWriter.Format) throws -> Table {
    try read(written(table, as: format), "again" + format.endings[0])
  }

  /// The cells to the bit, but for what is behind a missing one.
  private func bits(_ table: Table) -> [UInt64] {
    table.values.map { ($0.isNaN ? .nan : $0).bitPattern }
  }

  /// Inputs of bytes and labels of 64 bits, as archives of images have them.
  @Test func archivesKeepTheirTypes() throws {
    let labels: [Int64] = [.max, -1, 9_007_199_254_740_993]
    let files = [
      (name: "x.npy", bytes: FormatBytes.npy("|u1", shape: "(3, 2)", [0, 1, 2, 253, 254, 255])),
      (name: "y.npy", bytes: FormatBytes.npy("<i8", shape: "(3,)", FormatBytes.raw(labels))),
    ]
    let table = try read(FormatBytes.zip(files), "a.npz")
    let archive = try written(table, as: .npz)
    for file in files { #expect(archive.firstRange(of: file.bytes) != nil, "\(file.name)") }
    let again = try read(archive, "b.npz")
    #expect(bits(again) == bits(table) && again.targetsFrom == 2 && again.columns[2].isLabel)
    #expect(try written(again, as: .npz) == archive)
  }

  @Test func targetsMayBeTexts() throws {
    let text = "a,b,c\n1,2.5,e\u{301}\n,3,é\n4,5,\n-0.0,6,\"two words\"\n"
    let table = try read(Array(text.utf8), "t.csv")
    let again = try again(table, as: .npz)
    #expect(bits(again) == bits(table) && again.columns.map(\.kind) == table.columns.map(\.kind))
    #expect(again.targetsFrom == 2 && again.columns[2].isLabel)
    #expect(again.blocks.map(\.type) == [.float64, .float64])
  }

  /// NumPy has one type for both columns, so that numbers beside texts are texts, too.
  @Test func severalTargets() throws {
    let files = [
      (name: "x.npy", bytes: FormatBytes.npy("<f4", shape: "(2, 1)", FormatBytes.raw([1, 2] as [Float]))),
      (
        name: "y.npy",
        bytes: FormatBytes.npy(
          "<U4", shape: "(2, 2)",
          FormatBytes.raw(
            ["0.25", "no", "-3", "yes"].flatMap { text in
              let characters = text.unicodeScalars.map(\.value)
              return characters + [UInt32](repeating: 0, count: 4 - characters.count)
            }))
      ),
    ]
    let table = try read(FormatBytes.zip(files), "a.npz")
    #expect(table.columns.map(\.kind) == [.number, .number, .text(values: ["no", "yes"])])
    let again = try again(table, as: .npz)
    #expect(bits(again) == bits(table) && again.columns.map(\.kind) == table.columns.map(\.kind))
    #expect(again.targetsFrom == 1 && again.blocks[0].type == .float32)
  }

  /// Images have no target, and one column is none.
  @Test func inputsAlone() throws {
    let images = try read(FormatBytes.idx(8, sizes: [2, 2, 2], Array(0..<8)), "i.idx")
    let column = try read(FormatBytes.npy("<f8", shape: "(2, 1)", FormatBytes.raw([1.5, .nan])), "c.npy")
    for table in [images, column] {
      let again = try again(table, as: .npz)
      #expect(bits(again) == bits(table) && again.targetsFrom == nil && again.blocks.count == 1)
      #expect(again.blocks[0].type == table.blocks[0].type)
    }
  }

  /// Columns of several arrays are one array of their type, where they have one.
  @Test func blocksOfOneTypeAreOneArray() throws {
    let files = ["x", "y"].map { name in
      (
        name: "\(name).npy",
        bytes: FormatBytes.npy("<i2", shape: "(2, 1)", FormatBytes.raw([7, -8] as [Int16]))
      )
    }
    let table = try read(FormatBytes.zip(files), "a.npz")
    #expect(
      try written(table, as: .npy)
        == FormatBytes.npy("<i2", shape: "(2, 2)", FormatBytes.raw([7, 7, -8, -8] as [Int16])))
    #expect(
      try again(read(Array("1 3:2\n0 1:5\n".utf8), "d.svm"), as: .npz).values == [0, 0, 2, 1, 5, 0, 0, 0])
  }

  @Test(arguments: [
    ("|u1", FormatBytes.raw([0, 255] as [UInt8]), UInt8(0x08)), ("|i1", [0x80, 0x7F], 0x09),
    ("<i2", FormatBytes.raw([-300, 1] as [Int16]), 0x0B), (">i2", [1, 0, 2, 0], 0x0B),
    ("<i4", FormatBytes.raw([1, 2] as [Int32]), 0x0C), (">i4", [0, 0, 1, 0, 0, 0, 2, 0], 0x0C),
    ("<f4", FormatBytes.raw([0.1, .nan] as [Float]), 0x0D), ("<f8", FormatBytes.raw([0.1, 1]), 0x0E),
    ("<f2", [0, 0x3C, 1, 0], 0x0D),
    // IDX lacks these types: the first one that has all the numbers.
    ("<u2", FormatBytes.raw([255, 0] as [UInt16]), 0x08),
    ("<u2", FormatBytes.raw([256, 0] as [UInt16]), 0x0B),
    ("<u2", FormatBytes.raw([.max, 0] as [UInt16]), 0x0C),
    ("<u4", FormatBytes.raw([.max, 0] as [UInt32]), 0x0E),
    ("<i8", FormatBytes.raw([-1, 0] as [Int64]), 0x09),
    ("<i8", FormatBytes.raw([1 << 40, 0] as [Int64]), 0x0D),
    ("<u8", FormatBytes.raw([1 << 53 - 1, 0] as [UInt64]), 0x0E),
    ("<u8", FormatBytes.raw([1 << 63, 0] as [UInt64]), 0x0D),
  ]) func typesOfIDX(type: String, data: [UInt8], code: UInt8) throws {
    let table = try read(FormatBytes.npy(type, shape: "(1, 2)", data), "a.npy")
    let bytes = try written(table, as: .idx)
    #expect(Array(bytes[0..<12]) == [0, 0, code, 2, 0, 0, 0, 1, 0, 0, 0, 2])
    #expect(try bits(read(bytes, "b.idx")) == bits(table))
  }

  @Test(arguments: [
    ("0,255", UInt8(0x08)), ("-128,127", 0x09), ("-1,128", 0x0B), ("32767,-32768", 0x0B), ("32768,0", 0x0C),
    ("-2147483648,2147483647", 0x0C), ("2147483648,0", 0x0D), ("2147483649,0", 0x0E), ("0.5,1e30", 0x0E),
    ("0.5,-0.25", 0x0D), ("0.1,1", 0x0E), ("-0.0,1", 0x0D), (",1", 0x0D), (",0.1", 0x0E),
  ]) func numbersOfTextTakeTheFirstTypeThatHasThem(row: String, code: UInt8) throws {
    let table = try read(Array("a,b\n\(row)\n\(row)\n".utf8), "t.csv")
    let bytes = try written(table, as: .idx)
    #expect(bytes[2] == code)
    #expect(try bits(read(bytes, "b.idx")) == bits(table))
  }

  @Test func aFileOfLabelsStaysOne() throws {
    let labels = FormatBytes.idx(8, sizes: [3], [7, 0, 9])
    #expect(try written(read(labels, "l.idx"), as: .idx) == labels)
    let numbers = FormatBytes.idx(
      0x0D, sizes: [2, 2], [0x3F, 0x80, 0, 0] + [UInt8](repeating: 0, count: 12))
    #expect(try written(read(numbers, "n.idx"), as: .idx) == numbers)
  }

  @Test(arguments: [
    (
      "a,b\n1,x\n", TableWriter.Format.idx,
      ":2:b: found text, expected numbers alone, which is what idx holds"
    ),
    (
      "a,b\nx,1\n", .npz,
      ":2:a: found text, expected numbers alone, which is what npz holds but for the targets"
    ),
    ("a\nx\ny\n", .npz, ":2:a: found text, expected numbers alone"),
    ("a,b\n1,inf\n2,3\n", .npz, ":2:b: found 'inf', expected a finite number"),
    ("a,b\n1,inf\n2,3\n", .idx, ":2:b: found 'inf', expected a finite number"),
    ("a\n1\n2\n", .fann, ": found a single column, expected inputs and a target"),
    ("a\n1\n2\n", .libsvm, ": found a single column, expected inputs and a target"),
    (
      "a,b\n1,\(String(repeating: "x", count: 1_048_577))\n2,y\n", .npz,
      ":2:b: found a text of 1048577 characters, expected at most 1048576"
    ),
  ]) func whatAFormatCannotHoldIsRefused(text: String, format: TableWriter.Format, message: String) throws {
    let table = try read(Array(text.utf8), "t.csv")
    let error = #expect(throws: BPNetError.self) {
      try TableWriter(table).write(as: format) { _ in Issue.record("something is written") }
    }
    #expect(error?.description.contains("t.csv" + message) == true, "\(String(describing: error))")
  }

  /// Integers beyond double precision, beside columns of another type or for a format without such integers.
  @Test(arguments: [
    (Int64(9_007_199_254_740_993), TableWriter.Format.idx), (.max, .idx), (.max, .npy),
  ]) func integersBeyondDoublePrecisionAreRefused(number: Int64, format: TableWriter.Format) throws {
    let files = [
      (name: "x.npy", bytes: FormatBytes.npy("<f4", shape: "(2, 1)", FormatBytes.raw([1, 2] as [Float]))),
      (name: "y.npy", bytes: FormatBytes.npy("<i8", shape: "(2,)", FormatBytes.raw([-1 << 62, number]))),
    ]
    let table = try read(FormatBytes.zip(files), "a.npz")
    let error = #expect(throws: BPNetError.self) {
      try TableWriter(table).write(as: format) { _ in Issue.record("something is written") }
    }
    #expect(
      error?.description.contains("y.npy:2:2: found \(number), expected a number with the digits of double")
        == true, "\(String(describing: error))")
  }

  /// Archives of more than 4 GB have 64-bit fields; here everything counts as that large.
  @Test(arguments: [0, 1, 100, 0xFFFF_FFFF]) func archivesOfAnySize(limit: Int) throws {
    var bytes: [UInt8] = []
    let files = [
      (name: "x.npy", bytes: FormatBytes.npy("|u1", shape: "(2, 3)", Array(1..<7))),
      (name: "y.npy", bytes: FormatBytes.npy("|i1", shape: "(2,)", [0xFF, 1])),
    ]
    var archive = ZIPWriter(limit: limit)
    for file in files {
      try archive.add(
        file.name,
        { body in
          try file.bytes[..<50].withUnsafeBytes(body)
          try file.bytes[50...].withUnsafeBytes(body)
        }, to: { bytes += $0 })
    }
    try archive.finish { bytes += $0 }
    #expect(try read(bytes, "a.npz").values == [1, 2, 3, -1, 4, 5, 6, 1])
  }

  @Test func checksumsAreThoseOfZIP() {
    var checksum = CRC32()
    #expect(checksum.value == 0)
    for part in ["1234", "", "56789"] { Array(part.utf8).withUnsafeBytes { checksum.update($0) } }
    // The check value of the catalogue of CRCs.
    #expect(checksum.value == 0xCBF4_3926)
  }

  /// Whatever is read of changed inputs is read again from what is written of it, or refused.
  @Test(arguments: [FuzzTarget.csv, .npy, .npz, .idx, .fannData, .libsvm])
  func whatIsWrittenIsReadAgain(target: FuzzTarget) throws {
    let inputs = try FuzzSamples.inputs(of: target)
    let format = try #require(
      DataFormats.registry.first { $0.name == (target == .fannData ? "fann" : target.rawValue) })
    var mutator = FuzzMutator(seed: 11)
    var count = 0
    for index in 0..<300 {
      let bytes =
        index < inputs.count
        ? inputs[index] : mutator.mutated(inputs[index % inputs.count], inputs[(index + 1) % inputs.count])
      guard let input = try? bytes.withUnsafeBytes({ try InputBytes(copying: $0, source: "f") }),
        let table = try? format.read(input, options: TableReader.TextOptions()),
        table.columns.count * table.rowCount < 10_000
      else { continue }
      for format in [TableWriter.Format.npy, .npz, .idx] {
        guard let bytes = try? written(table, as: format) else { continue }
        let again = try read(bytes, "again" + format.endings[0])
        #expect(again.columns.map(\.kind) == table.columns.map(\.kind), "\(index) \(format)")
        // Integers of more digits than double precision are rounded where they are read.
        #expect(bits(again) == bits(table), "\(index) \(format)")
        count += 1
      }
    }
    #expect(count > 10)
  }
}
