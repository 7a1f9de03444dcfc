import Foundation
import Testing

@testable import BPNet

/// FANN's data and LIBSVM's text, and tables written in other formats.
@Suite struct TextFormatTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ text: String, _ name: String) throws -> Table {
    try Data(text.utf8).write(to: URL(filePath: folder.file(name)))
    return try TableReader().read(path: folder.file(name))
  }

  @Test func dataOfFANN() throws {
    let table = try read("2 2 1\n1 -2.5\n3e2\n 4\t5 \r\n6\n\n", "d.data")
    #expect(table.values == [1, -2.5, 300, 4, 5, 6] && table.rowCount == 2 && !table.hasHeader)
    #expect(table.line(ofRow: 1) == 4 && table.targetsFrom == nil)
    #expect(try read("1 1 2\n7\n8 9", "d.data").targetsFrom == 1, "several outputs are the targets")
    #expect(try read("2 3 1\n1 2 3\n4\n5 6 7\n8\n", "d.train").values == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(try read("1 2 1\n1 2 3\n", "d.test").values == [1, 2, 3])
    let boards = try read("2 9 3\n" + String(repeating: "0 1 0\n1 1 1\n0 0 0\n1 0 0\n", count: 2), "d.train")
    #expect(boards.rowCount == 2 && boards.columns.count == 12)
  }

  /// Many files of other programs end in `.data`, or `.test`.
  @Test func otherDataWithThatEndingAreCSV() throws {
    #expect(try read("a,b\n1,2\n", "d.data").columns.map(\.name) == ["a", "b"])
    #expect(try read("1 2 3 4\n5 6 7 8\n", "d.data").rowCount == 2)
    for end in ["30 64 1\n34 59 2\n35 63 1\n", "5 57 1\n1 2 3\n4 5 6\n", "2 2 1\n1 2 3\n4 5 6\n7 8 9\n"] {
      #expect(try read(end, "d.data").columns.count == 3)
    }
    for text in ["2 3 3\n1 2 3\n4 5 6\n", "3 2 1\n1 2 3\n4 5 6\n"] {
      let error = #expect(throws: BPNetError.self, "cut off") { try read(text, "d.data") }
      #expect(error?.hint?.contains("`format: csv`") == true)
    }
    for text in ["30 64 1\n34 59 2\n35 63 1\n", "1 2 3\n4 5 6\n7 8 9\n"] {
      let table = try read(text, "d.test")
      #expect(table.rowCount == 3 && table.columns.count == 3)
    }
  }

  @Test func textOfLIBSVM() throws {
    let table = try read("+1 1:0.5 3:2 # note\n\n# note\n-1 qid:3 2:-1e3\n0\n", "d.svm")
    #expect(table.values == [0.5, 0, 2, 1, 0, -1000, 0, -1, 0, 0, 0, 0] && table.columns.count == 4)
    #expect(table.line(ofRow: 1) == 4)
    #expect(table.notes == ["the queries qid:N are left out: rows are learnt one by one"])
    #expect(try read("+1 1:0.5 3:2\n0\n", "d.svm").notes.isEmpty)
    let counted = try read("1 0:5 2:6\n2 1:7\n", "d.libsvm")
    #expect(counted.values == [5, 0, 6, 1, 0, 7, 0, 2] && counted.notes.count == 1)
  }

  /// Zeros are not held, wherever their columns are used.
  @Test func rowsOfMostlyZeros() throws {
    var generator = RandomGenerator(seed: 3, stream: 0)
    let width = 300
    var cells = [Double](repeating: 0, count: 40 * (width + 1))
    let text = (0..<40).map { row in
      let entries = (0..<width).filter { _ in generator.uniform() < 0.03 }.map { column in
        cells[row * (width + 1) + column] = Double(column % 7) - 2.5
        return " \(column + 1):\(cells[row * (width + 1) + column])"
      }
      cells[row * (width + 1) + width] = Double(row % 2)
      return "\(row % 2)\(entries.joined())\n"
    }
    let sparse = try read(text.joined(), "d.svm")
    #expect(sparse.rowCount == 40 && sparse.blocks[0].sparse != nil)
    let used = sparse.columns.count - 1
    for row in 0..<40 {
      for column in 0..<used {
        #expect(sparse[row, column] == cells[row * (width + 1) + column])
      }
      #expect(sparse[row, used] == Double(row % 2))
    }
    // The same numbers, all of them held.
    let dense = try Table(
      values: sparse.values, columnNames: sparse.columns.map { $0.name }, source: sparse.source)
    for task in [LearningTask.classify, .regress] {
      for target in [nil, "5,250"] where task == .regress || target == nil {
        var recipe = TrainingRecipe(preset: .classic)
        (recipe.task, recipe.hidden, recipe.epochs) = (task, .sizes([4]), 3)
        recipe.target = target
        recipe.validationFraction = 0.25
        let results = try [sparse, dense].map { try recipe.prepare($0, as: Float.self).train() }
        #expect(results[0].model.weightsSHA256 == results[1].model.weightsSHA256)
        let evaluations = try results.map { try $0.model.evaluate(sparse).loss }
        #expect(evaluations[0] == evaluations[1])
      }
    }
  }

  @Test(arguments: [
    ("d.data", "1 1 1\n2\n", ":1: found the end of the file, expected 1 sample of 2 numbers"),
    (
      "d.data", "2 1 1\n1 2 3  \n",
      ":3: found the end of the file, expected 2 samples of 2 numbers, not 1 and 1"
    ),
    ("d.data", "1 1 1\n1 x\n", ":2:2: found 'x', expected a finite number"),
    ("d.data", "1 1 1\n1 1e999\n", ":2:2: found '1e999', expected a finite number"),
    ("d.data", "1 1 1\n1 2\n3\n", ":3: found more than 1 samples, expected as many as the first line says"),
    ("d.data", "2147483647 16000000 1\n1 2\n", ":1: found the end of the file, expected 2147483647 samples"),
    ("d.data", "9 99999999 1\n1 2\n", ": found 9 rows of 100000000, expected at most"),
    ("d.svm", "x 1:2\n", ":1:label: found 'x', expected a finite number"),
    ("d.svm", "1 1:2\n1 2\n", ":2: found a word that is not INDEX:VALUE"),
    ("d.svm", "1 1:2 a:3\n", ":1: found a word that is not INDEX:VALUE"),
    ("d.svm", "1 -1:2\n", ":1: found a word that is not INDEX:VALUE"),
    ("d.svm", "1 1:\n", ":1:1: found '', expected a finite number"),
    ("d.svm", "1 1:nan\n", ":1:1: found 'nan', expected a finite number"),
    ("d.svm", "1 2:1 2:1\n", ":1: found index 2 behind 2, expected rising indices"),
    ("d.svm", "1 3:1 2:1\n", ":1: found index 2 behind 3, expected rising indices"),
    ("d.svm", "1 99999999999999999999:1\n", ":1: found a word that is not INDEX:VALUE"),
    (
      "d.svm", "1 65535:1 65536:1\n",
      ":1: found a word that is not INDEX:VALUE, expected an index below 65536"
    ),
    ("d.svm", "1\n2\n", ": found 2 rows without inputs, expected rows of LABEL INDEX:VALUE"),
    ("d.svm", "# nothing\n", ": found 0 rows without inputs"),
  ]) func isRefused(name: String, text: String, message: String) {
    let error = #expect(throws: BPNetError.self) { try read(text, name) }
    guard case .invalidData? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.description.contains(name + message) == true, "\(String(describing: error))")
  }

  /// With the cells of 0 it would take 105 GB.
  @Test func fewBytesTakeLittleMemory() throws {
    let table = try read(String(repeating: "1 65535:2\n", count: 200_000), "d.svm")
    #expect(table.rowCount == 200_000 && table.columns.count == 65_536)
    #expect(table[199_999, 65_534] == 2 && table[199_999, 65_533] == 0 && table[199_999, 65_535] == 1)
  }

  private func written(_ table: Table, as format: TableWriter.Format) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try TableWriter(table).write(as: format) { bytes += $0 }
    return bytes
  }

  private func again(_ table: Table, as format: TableWriter.Format) throws -> Table {
    let path = folder.file("again" + format.endings[0])
    try Data(written(table, as: format)).write(to: URL(filePath: path))
    return try TableReader().read(path: path)
  }

  @Test func numbersKeepAllTheirDigits() throws {
    let values: [Double] = [
      0.1, -0.0, 1e300, .leastNonzeroMagnitude, 1.0 / 3, 123_456_789_012_345_680, 7, 2, 3,
    ]
    let array = FormatBytes.npy("<f8", shape: "(3, 3)", FormatBytes.raw(values))
    try Data(array).write(to: URL(filePath: folder.file("a.npy")))
    let table = try TableReader().read(path: folder.file("a.npy"))
    for format in TableWriter.Format.allCases {
      #expect(try again(table, as: format).values.map(\.bitPattern) == values.map(\.bitPattern), "\(format)")
    }
    #expect(try written(table, as: .npy) == array)
  }

  @Test func typesOfArraysStay() throws {
    let numbers: [Int64] = [.max, .min, 9_007_199_254_740_993, 0]
    let array = FormatBytes.npy("<i8", shape: "(2, 2)", FormatBytes.raw(numbers))
    try Data(array).write(to: URL(filePath: folder.file("a.npy")))
    let table = try TableReader().read(path: folder.file("a.npy"))
    #expect(try written(table, as: .npy) == array)
    let text = "9223372036854775807,-9223372036854775808\n9007199254740993,0\n"
    #expect(String(decoding: try written(table, as: .csv), as: UTF8.self) == text)
  }

  @Test func textsAndGapsStay() throws {
    let text = "a,\"b,\"\"c\"\"\",d\n1,\"x,y\",\n,\"NA\",z\n2.5,\" w\",\"two\nlines\"\n"
    let table = try read(text, "t.csv")
    #expect(String(decoding: try written(table, as: .csv), as: UTF8.self) == text)
    for format in [TableWriter.Format.csv, .tsv] {
      let again = try again(table, as: format)
      #expect(again.columns.map(\.name) == table.columns.map(\.name))
      #expect(again.columns.map(\.kind) == table.columns.map(\.kind))
      #expect(again.values.map(\.bitPattern) == table.values.map(\.bitPattern))
    }
  }

  /// A combining accent makes one `Character` with a comma, a quote or a blank before it, and no other byte.
  @Test func accentsHideNoDelimiter() throws {
    let text = "a,b\n\"x,\u{301}y\",1\n\"q\"\"\u{301}r\",2\n\" \u{301}x\",3\n\"\n\u{301}x\",4\n"
    let table = try read(text, "t.csv")
    #expect(String(decoding: try written(table, as: .csv), as: UTF8.self) == text)
    #expect(try again(table, as: .tsv).columns.map(\.kind) == table.columns.map(\.kind))
  }

  /// More inputs than are believed in a small file are all written once.
  @Test func manyInputsOfZerosStay() throws {
    let width = 70_000
    let zeros = [String](repeating: "0", count: width - 1).joined(separator: ",")
    let table = try read("\(zeros),0,1\n\(zeros),7,2\n", "t.csv")
    let again = try again(table, as: .libsvm)
    #expect(again.columns.count == width + 1 && again[1, width - 1] == 7 && again[1, width] == 2)
  }

  @Test func aTextWithANULIsNoCell() throws {
    let table = try Table(columns: [.texts(["x", "a\0b"], name: "t"), .numbers([1, 2], name: "y")])
    for format in [TableWriter.Format.csv, .tsv] {
      let error = #expect(throws: BPNetError.self) {
        try TableWriter(table).write(as: format) { _ in Issue.record("something is written") }
      }
      #expect(error?.description.contains("found a text with a NUL") == true)
    }
  }

  @Test(arguments: [
    ("a,b\n1,x\n", TableWriter.Format.npy, "found text"), ("a,b\n1,x\n", .fann, "found text"),
    ("a,b\n1,\n2,3\n", .libsvm, "found a missing value"), ("a,b\n1,\n2,3\n", .fann, "found a missing value"),
    ("a,b\n1,inf\n2,3\n", .csv, "found 'inf'"),
  ]) func whatAFormatCannotHoldIsRefused(text: String, format: TableWriter.Format, message: String) throws {
    let table = try read(text, "t.csv")
    let error = #expect(throws: BPNetError.self) {
      try TableWriter(table).write(as: format) { _ in Issue.record("something is written") }
    }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }
}
