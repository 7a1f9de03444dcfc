import Foundation
import Testing

@testable import BPNet

/// What data files in NumPy's formats and in IDX say.
@Suite struct DataFormatTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  struct TypeCase: CustomTestStringConvertible {
    let type: String
    let bytes: [UInt8]
    let values: [Double]
    var testDescription: String { type }

    init<Number>(_ type: String, _ numbers: [Number], _ values: [Double]) {
      (self.type, self.bytes, self.values) = (type, FormatBytes.raw(numbers), values)
    }
  }

  static let types: [TypeCase] = [
    TypeCase("|b1", [0, 1, 1, 0] as [UInt8], [0, 1, 1, 0]),
    TypeCase("|u1", [0, 1, 254, 255] as [UInt8], [0, 1, 254, 255]),
    TypeCase("<u1", [7, 0, 0, 255] as [UInt8], [7, 0, 0, 255]),
    TypeCase("|i1", [-128, -1, 0, 127] as [Int8], [-128, -1, 0, 127]),
    TypeCase("<u2", [0, 1, 256, 65535] as [UInt16], [0, 1, 256, 65535]),
    TypeCase("<i2", [-32768, -1, 0, 32767] as [Int16], [-32768, -1, 0, 32767]),
    TypeCase("<u4", [0, 1, 65536, .max] as [UInt32], [0, 1, 65536, 4_294_967_295]),
    TypeCase("<i4", [.min, -1, 0, .max] as [Int32], [-2_147_483_648, -1, 0, 2_147_483_647]),
    TypeCase("<u8", [0, 1, 1 << 63, .max] as [UInt64], [0, 1, 0x1p63, 0x1p64]),
    TypeCase("<i8", [.min, -1, 1 << 53 + 1, .max] as [Int64], [-0x1p63, -1, 0x1p53, 0x1p63]),
    TypeCase(
      "<f4", [-0.5, 0.1, .leastNonzeroMagnitude, 3e38] as [Float],
      [-0.5, Double(0.1 as Float), 0x1p-149, Double(3e38 as Float)]),
    TypeCase("<f8", [-0.5, 0.1, .leastNonzeroMagnitude, 1e308], [-0.5, 0.1, .leastNonzeroMagnitude, 1e308]),
  ]

  @Test(arguments: types, [1, 2, 3] as [UInt8]) func readsNPY(_ type: TypeCase, version: UInt8) throws {
    let path = try folder.write(
      FormatBytes.npy(type.type, shape: "(2, 2)", type.bytes, version: version), to: "a.npy")
    let table = try TableReader().read(path: path)
    #expect(table.rowCount == 2)
    #expect(table.columns.map(\.name) == ["1", "2"])
    #expect(!table.hasHeader)
    #expect(table.values == type.values)
    let column = try folder.write(
      FormatBytes.npy(type.type, shape: "(4L,)", type.bytes, version: version), to: "b.npy")
    let single = try TableReader().read(path: column)
    #expect(single.rowCount == 4 && single.columns.count == 1)
    #expect(single.values == type.values)
  }

  /// NumPy calls one row or one column Fortran order too.
  @Test(arguments: ["(1, 4)", "(4, 1)", "(4,)"]) func oneRowHasNoOrder(shape: String) throws {
    let path = try folder.write(
      FormatBytes.npy("|u1", shape: shape, [1, 2, 3, 4], order: "True"), to: "a.npy")
    #expect(try TableReader().read(path: path).values == [1, 2, 3, 4])
  }

  @Test(arguments: [false, true]) func readsNPZ(is64Bit: Bool) throws {
    let x = FormatBytes.npy("<u2", shape: "(2, 2)", FormatBytes.raw([1, 2, 3, 400] as [UInt16]))
    let y = FormatBytes.npy("<f8", shape: "(2,)", FormatBytes.raw([0.5, 1.5]))
    // The targets come last wherever they stand, and "x" is longer by a byte that spoils all alignment.
    let path = try folder.write(FormatBytes.zip([("y.npy", y), ("x.npy", x)], is64Bit: is64Bit), to: "a.npz")
    #expect(try TableReader().read(path: path).values == [1, 2, 0.5, 3, 400, 1.5])
    let one = try folder.write(FormatBytes.zip([("arr_0.npy", x)], is64Bit: is64Bit), to: "b.npz")
    #expect(try TableReader().read(path: one).values == [1, 2, 3, 400])
  }

  struct IDXCase: CustomTestStringConvertible {
    let type: UInt8
    let bytes: [UInt8]
    let values: [Double]
    var testDescription: String { "\(type)" }
  }

  static let idxTypes: [IDXCase] = [
    IDXCase(type: 0x08, bytes: [0, 1, 254, 255], values: [0, 1, 254, 255]),
    IDXCase(type: 0x09, bytes: [0x80, 0xFF, 0, 0x7F], values: [-128, -1, 0, 127]),
    IDXCase(
      type: 0x0B, bytes: [0x80, 0, 0xFF, 0xFF, 0, 1, 0x7F, 0xFF], values: [-32768, -1, 1, 32767]),
    IDXCase(
      type: 0x0C, bytes: [0x80, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1, 0, 1, 0, 0],
      values: [-2_147_483_648, -1, 1, 65536]),
    IDXCase(
      type: 0x0D, bytes: [0x3F, 0x80, 0, 0, 0xBF, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x49, 0x0F, 0xDB],
      values: [1, -0.5, 0, Double(Float.pi.nextUp)]),
    IDXCase(
      type: 0x0E,
      bytes: [0x3F, 0xF0] + [UInt8](repeating: 0, count: 6) + [0xBF, 0xE0] + [UInt8](repeating: 0, count: 22),
      values: [1, -0.5, 0, 0]),
  ]

  @Test(arguments: idxTypes) func readsIDX(_ type: IDXCase) throws {
    for (name, sizes) in [("a-idx2-ubyte", [2, 2]), ("a.idx3-ubyte", [2, 1, 2]), ("a.idx", [2, 2, 1, 1])] {
      let path = try folder.write(FormatBytes.idx(type.type, sizes: sizes, type.bytes), to: name)
      let table = try TableReader().read(path: path)
      #expect(table.rowCount == 2)
      #expect(table.values == type.values, "\(name)")
    }
  }

  @Test func labelsBecomeTheLastColumn() throws {
    let images = try folder.write(
      FormatBytes.idx(8, sizes: [3, 2, 1], [1, 2, 3, 4, 5, 6]), to: "t-images-idx3-ubyte")
    let labels = try folder.write(FormatBytes.idx(8, sizes: [3], [7, 8, 9]), to: "t-labels-idx1-ubyte")
    let table = try TableReader().read(path: images, labelsPath: labels)
    #expect(table.columns.map(\.name) == ["1", "2", "3"])
    #expect(table.values == [1, 2, 7, 3, 4, 8, 5, 6, 9])
    #expect(table.place(ofRow: 1, column: 2).description == "\(labels):2:3")
    // In a format of their own, too.
    let text = folder.file("labels.csv")
    try "name\na\nb\na\n".write(toFile: text, atomically: true, encoding: .utf8)
    let named = try TableReader().read(path: images, labelsPath: text)
    #expect(named.columns.map(\.name) == ["1", "2", "3"])
    #expect(named.columns[2].kind == .text(values: ["a", "b"]))
  }

  @Test func theFormatMayBeNamed() throws {
    let path = try folder.write(FormatBytes.idx(8, sizes: [2], [1, 2]), to: "plain")
    #expect(try TableReader(format: "idx").read(path: path).values == [1, 2])
    let tabs = try folder.write(Array("a\tb\n1,5\t2\n".utf8), to: "tabs.csv")
    #expect(try TableReader(format: "tsv").read(path: tabs).columns.count == 2)
    #expect(throws: BPNetError.self) { try TableReader(format: "xls") }
    #expect(TableReader.formatNames == ["csv", "tsv", "npy", "npz", "idx", "fann", "libsvm"])
  }

  @Test func missingNumbersAreMissingCells() throws {
    let bytes = FormatBytes.raw([1, 2, .nan, 4, 5, 6] as [Float])
    let path = try folder.write(FormatBytes.npy("<f4", shape: "(3, 2)", bytes), to: "a.npy")
    let table = try TableReader().read(path: path)
    #expect(table[1, 0].isNaN)
    var recipe = TrainingRecipe(preset: .classic)
    #expect(throws: BPNetError.self) { try recipe.prepare(table, as: Float.self) }
    do {
      _ = try recipe.prepare(table, as: Float.self)
    } catch {
      #expect(error.description == "\(path):2:1: found a missing value, expected a number")
    }
    recipe.missing = .mean
    recipe.normalization = .identity
    #expect(gatheredInputs(of: try recipe.prepare(table, as: Float.self).training) == [1, 3, 5])
    recipe.missing = .drop
    #expect(gatheredInputs(of: try recipe.prepare(table, as: Float.self).training) == [1, 5])
  }

  /// As a pipe gives them, which is nowhere aligned.
  @Test func readsFromMemoryThatIsNotMapped() throws {
    let bytes = FormatBytes.npy("<i2", shape: "(2, 1)", FormatBytes.raw([300, -2] as [Int16]))
    let input = try bytes.withUnsafeBytes { try InputBytes(copying: $0, source: "-") }
    #expect(try NPYFormat().read(input, options: TableReader.TextOptions()).values == [300, -2])
  }
}
