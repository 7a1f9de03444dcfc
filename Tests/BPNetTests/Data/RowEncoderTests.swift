import Foundation
import Testing

@testable import BPNet

/// Rows encoded from a file's own types, against the same numbers as doubles.
@Suite struct RowEncoderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// 300 columns, so that rows take several runs, and 300 rows, so that each column has all bytes.
  private func tables() throws -> (bytes: Table, doubles: Table) {
    let (rows, columns) = (300, 301)
    var generator = TestGenerator(state: 3)
    let cells = (0..<rows * columns).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 40) }
    let file = folder.file("a.npy")
    try Data(FormatBytes.npy("|u1", shape: "(\(rows), \(columns))", cells)).write(to: URL(filePath: file))
    let doubles = try Table(
      values: cells.map(Double.init), columnNames: (1...columns).map { "\($0)" }, source: "doubles")
    return (try TableReader().read(path: file), doubles)
  }

  private func check<Element: Scalar>(_ normalization: Table.Normalization, as _: Element.Type) throws {
    let (bytes, doubles) = try tables()
    var recipe = TrainingRecipe(preset: .classic)
    recipe.task = .regress
    recipe.normalization = normalization
    recipe.ignoredColumns = "5,130-140"
    recipe.validationFraction = 0.3
    let (encoded, elements) = (
      try recipe.prepare(bytes, as: Element.self), try recipe.prepare(doubles, as: Element.self)
    )
    guard case .encoded = encoded.training.inputs, case .elements = elements.training.inputs else {
      Issue.record("bytes are to stay bytes, and doubles not")
      return
    }
    #expect(encoded.preprocessing.inputs.map(\.scaling) == elements.preprocessing.inputs.map(\.scaling))
    #expect(gatheredInputs(of: encoded.training) == gatheredInputs(of: elements.training))
    let validation = (try #require(encoded.validation), try #require(elements.validation))
    #expect(gatheredInputs(of: validation.0) == gatheredInputs(of: validation.1))
    let rows = [7, 3, 3, 100]
    #expect(
      gatheredInputs(of: encoded.training.selecting(rows: rows))
        == gatheredInputs(of: elements.training.selecting(rows: rows)))
  }

  @Test(arguments: Table.Normalization.allCases) func bytesGiveTheSameBits(
    _ normalization: Table.Normalization
  ) throws {
    try check(normalization, as: Float.self)
    try check(normalization, as: Double.self)
  }

  @Test func elementsThatNeedNoChangeAreReadWhereTheyLie() throws {
    let numbers = (0..<12).map { Float($0) }
    let file = folder.file("a.npy")
    try Data(FormatBytes.npy("<f4", shape: "(4, 3)", FormatBytes.raw(numbers))).write(to: URL(filePath: file))
    let table = try TableReader().read(path: file)
    var recipe = TrainingRecipe(preset: .classic)
    recipe.task = .regress
    recipe.normalization = .identity
    let training = try recipe.prepare(table, as: Float.self).training
    let matrix = try #require(training.consecutiveInputs(1..<3))
    #expect(matrix.stride == 3 && matrix.columns == 2)
    #expect(UnsafeRawPointer(matrix.base) == table.blocks[0].base + 12)
    #expect(gatheredInputs(of: training) == [0, 1, 3, 4, 6, 7, 9, 10])
  }

  /// Lengths around those at which the copy changes its ways.
  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 100, 255, 256, 257, 300])
  func rowsOfEveryLengthAreCopied(count: Int) throws {
    let rows = 20
    let inputs = (0..<rows * count).map { Float($0) }
    let data = try Dataset(inputs: inputs, inputCount: count, targets: inputs, outputCount: count)
    let order = (0..<rows).map { Int32($0 * 7 % rows) }
    let stride = count + 3
    let buffer = AlignedBuffer<Float>(count: rows * stride)
    for gather in [data.gatherInputs, data.gatherTargets] {
      for index in 0..<buffer.count { buffer.base[index] = -1 }
      order.withUnsafeBufferPointer {
        gather($0, Matrix(base: buffer.base, rows: rows, columns: count, stride: stride))
      }
      for (position, row) in order.enumerated() {
        let copied = (0..<stride).map { buffer.base[position * stride + $0] }
        #expect(copied == Array(inputs[Int(row) * count..<(Int(row) + 1) * count]) + [-1, -1, -1])
      }
    }
  }
}
