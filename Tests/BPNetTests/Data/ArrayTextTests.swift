import Foundation
import Testing

@testable import BPNet

/// Arrays of text as NumPy writes them.
@Suite struct ArrayTextTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func read(_ name: String, _ bytes: [UInt8]) throws -> Table {
    try Data(bytes).write(to: URL(filePath: folder.file(name)))
    return try TableReader().read(path: folder.file(name))
  }

  /// Cells of UTF-32, filled with zeros.
  private static func wide(_ texts: [String], length: Int, bigEndian: Bool = false) -> [UInt8] {
    texts.flatMap { text in
      let scalars = text.unicodeScalars.map { Int($0.value) }
      return (scalars + Array(repeating: 0, count: length - scalars.count)).flatMap { scalar in
        bigEndian ? FormatBytes.little(scalar, 4).reversed() : FormatBytes.little(scalar, 4)
      }
    }
  }

  /// Cells of bytes, filled with zeros.
  private static func narrow(_ texts: [String], length: Int) -> [UInt8] {
    texts.flatMap { Array($0.utf8) + Array(repeating: UInt8(0), count: length - $0.utf8.count) }
  }

  private static let words = ["Zürich", "Bern", "", "Bern"]

  @Test(arguments: [
    ("<U6", wide(words, length: 6)), (">U6", wide(words, length: 6, bigEndian: true)),
    ("|S7", narrow(words, length: 7)),
  ])
  func textsAreRead(type: String, bytes: [UInt8]) throws {
    let table = try read("t.npy", FormatBytes.npy(type, shape: "(4,)", bytes))
    #expect(table.columns[0].kind == .text(values: ["Zürich", "Bern"]))
    #expect((0..<4).map { table[$0, 0].isNaN ? -1 : table[$0, 0] } == [0, 1, -1, 1])
    #expect(table.holdsMissing(inColumn: 0))
  }

  /// A character has four bytes in either order, whatever the length.
  @Test func singleCharactersKeepTheirOrder() throws {
    let bytes = Self.wide(["a", "b"], length: 1, bigEndian: true)
    let table = try read("t.npy", FormatBytes.npy(">U1", shape: "(2, 1)", bytes))
    #expect(table.columns[0].kind == .text(values: ["a", "b"]))
  }

  /// NumPy makes text of numbers beside text.
  @Test(arguments: ["False", "True"]) func columnsOfNumbersAreNumbers(order: String) throws {
    let rows = [["5.1", "007", "3", "setosa"], ["-0.5", "012", "", "virginica"]]
    let cells =
      order == "False" ? rows.flatMap { $0 } : (0..<4).flatMap { column in rows.map { $0[column] } }
    let table = try read(
      "t.npy", FormatBytes.npy("<U9", shape: "(2, 4)", Self.wide(cells, length: 9), order: order))
    #expect(
      table.columns.map(\.kind) == [
        .number, .text(values: ["007", "012"]), .number, .text(values: ["setosa", "virginica"]),
      ])
    #expect((0..<2).map { table[$0, 0] } == [5.1, -0.5])
    #expect(table[0, 2] == 3 && table[1, 2].isNaN)
    #expect(table.numberExpected(inColumn: 3)?.description.contains("t.npy:1:4: found 'setosa'") == true)
  }

  @Test func labelsOfAnArchiveAreClasses() throws {
    let x = FormatBytes.npy("<f8", shape: "(4, 2)", FormatBytes.raw([1.0, 2, 3, 4, 5, 6, 7, 8]))
    let y = FormatBytes.npy("<U3", shape: "(4,)", Self.wide(["cat", "10", "9", "cat"], length: 3))
    let table = try read("d.npz", FormatBytes.zip([("x.npy", x), ("y.npy", y)]))
    let plan = try TrainingRecipe().description(of: table).plan.get()
    #expect(plan.task == .classify && plan.labels == ["10", "9", "cat"])
    #expect(plan.inputs == ["1", "2"])
  }

  /// All columns of `y` are targets, whatever the archive calls it.
  @Test(arguments: [
    ("x", "y", nil),
    ("train_images", "train_labels", "the inputs are train_images, the targets train_labels"),
    ("data", "target", "the inputs are data, the targets target"),
    ("arr_0", "arr_1", "the inputs are arr_0, the targets arr_1"),
  ])
  func allColumnsOfTheTargetsAreTargets(x: String, y: String, note: String?) throws {
    let inputs = FormatBytes.npy("<f8", shape: "(4, 2)", FormatBytes.raw([1.0, 2, 3, 4, 5, 6, 7, 8]))
    let targets = FormatBytes.npy("|u1", shape: "(4, 3)", [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0])
    let table = try read("d.npz", FormatBytes.zip([("\(x).npy", inputs), ("\(y).npy", targets)]))
    let plan = try TrainingRecipe().description(of: table).plan.get()
    #expect(plan.inputs == ["1", "2"] && plan.targets == ["3", "4", "5"])
    let oneHot = "each row of \(y) has a 1: classes are \(y).argmax(1) in one column"
    #expect(table.notes == [note, oneHot].compactMap { $0 })
  }

  @Test(arguments: [
    ("val", "x_val", "numpy.savez('val.npz', x=x_val, y=y_val)"),
    ("test", "x_test", "numpy.savez('test.npz', x=x_test, y=y_test)"),
    ("test", "X_test", "numpy.savez('test.npz', x=X_test, y=y_test)"),
  ])
  func arraysOfATestAreNamed(word: String, inputs: String, hint: String) throws {
    let array = FormatBytes.npy("<f8", shape: "(2, 1)", FormatBytes.raw([1.0, 2]))
    let names = ["x_train", "y_train", inputs, "y_\(word)"]
    let table = try read("d.npz", FormatBytes.zip(names.map { ("\($0).npy", array) }))
    #expect(table.notes.count == 1)
    #expect(table.notes[0].hasPrefix("the arrays \(inputs), y_\(word) are left out; \(hint)"))
  }

  @Test(arguments: [
    ("O", "|O", "found Python objects", "array.astype(str)"),
    ("dates", "<M8[ns]", "found dates or times (<M8[ns])", "array.astype('<i8')"),
    ("complex", "<c16", "found complex numbers (<c16)", "array.real"),
    ("long", "<f16", "found numbers of type <f16", "array.astype('<f8')"),
  ])
  func otherTypesAreErrors(name: String, type: String, found: String, hint: String) throws {
    let bytes = FormatBytes.npy(type, shape: "(1,)", Array(repeating: 0, count: 16))
    let error = #expect(throws: BPNetError.self) { try read("\(name).npy", bytes) }
    #expect(error?.description.contains(found) == true)
    #expect(error?.hint?.contains(hint) == true)
  }

  @Test(arguments: [
    (
      FormatBytes.npy("<U2", shape: "(2,)", [1, 0, 0, 0]), "found 4 bytes of data, expected 2 rows of 1 texts"
    ),
    (FormatBytes.npy("<U1", shape: "(1,)", [0, 0xD8, 0, 0]), "found bytes that are no characters"),
    (FormatBytes.npy("|S1", shape: "(1,)", [0xFF]), "found bytes that are no characters"),
    (
      FormatBytes.npy(header: "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", []),
      "found records with named fields"
    ),
  ])
  func damagedTextIsAnError(bytes: [UInt8], found: String) throws {
    let error = #expect(throws: BPNetError.self) { try read("t.npy", bytes) }
    #expect(error?.description.contains(found) == true, "\(String(describing: error))")
  }
}
