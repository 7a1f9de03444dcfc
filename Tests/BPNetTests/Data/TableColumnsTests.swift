import BPNet
import Testing

/// Tables of columns that a program has in memory, with the public interface.
@Suite struct TableColumnsTests {
  /// Memory that says when it is gone.
  private final class Memory<Number: BitwiseCopyable & Sendable>: @unchecked Sendable {
    let numbers: UnsafeMutableBufferPointer<Number>
    private let onDeinit: @Sendable () -> Void

    init(_ numbers: [Number], onDeinit: @escaping @Sendable () -> Void = {}) {
      self.numbers = .allocate(capacity: numbers.count)
      _ = self.numbers.initialize(from: numbers)
      self.onDeinit = onDeinit
    }

    deinit {
      numbers.deallocate()
      onDeinit()
    }
  }

  @Test func columnsStandSideBySide() throws {
    let memory = Memory<Float>([1, 2, 3, 4, 5, .nan])
    let table = try Table(
      columns: [
        .numbers([0.5, .nan, -2], name: "n"),
        .numbers(borrowing: UnsafeBufferPointer(memory.numbers), names: ["a", "b"], keeping: memory),
        .texts(["v", nil, "v"], name: "t"), .texts(["", "w", "v"], name: "u"),
      ], source: "mine")
    #expect(table.columns.map(\.name) == ["n", "a", "b", "t", "u"])
    #expect(table.rowCount == 3 && table.hasHeader && table.source == "mine")
    #expect(table.columns[3].kind == .text(values: ["v"]))
    #expect(table.columns[4].kind == .text(values: ["w", "v"]))
    let expected: [Double] = [0.5, 1, 2, 0, .nan, .nan, 3, 4, .nan, 0, -2, 5, .nan, 0, 1]
    #expect(zip(table.values, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
  }

  private func first<Number: Numeric & BitwiseCopyable & Sendable>(_ numbers: [Number]) throws -> Double {
    let memory = Memory(numbers)
    let columns = Table.Columns.numbers(
      borrowing: UnsafeBufferPointer(memory.numbers), names: ["a"], keeping: memory)
    return try Table(columns: [columns])[1, 0]
  }

  @Test func numbersOfEveryType() throws {
    #expect(try first([1.5, -2.5]) == -2.5)
    #expect(try first([1.5, -2.5] as [Float]) == -2.5)
    #expect(try first([1, -2]) == -2)
    #expect(try first([1, .max] as [UInt]) == 0x1p64)
    #expect(try first([1, .min] as [Int8]) == -128)
    #expect(try first([1, .max] as [UInt8]) == 255)
    #expect(try first([1, .min] as [Int16]) == -32768)
    #expect(try first([1, .max] as [UInt16]) == 65535)
    #expect(try first([1, .min] as [Int32]) == -0x1p31)
    #expect(try first([1, .max] as [UInt32]) == 4_294_967_295)
    #expect(try first([1, .min] as [Int64]) == -0x1p63)
    #expect(try first([1, .max] as [UInt64]) == 0x1p64)
    let error = #expect(throws: BPNetError.self) { try first([1, 2] as [Int128]) }
    #expect(error?.description.hasPrefix("numbers: found numbers of the type Int128") == true)
  }

  /// A table, and a data set of bytes, have what is written into borrowed memory, though nobody should do so.
  @Test func borrowedMemoryIsNotCopied() throws {
    let count = 1 << 12
    func bytes(_ first: Int) -> [UInt8] {
      (0..<2 * count).map { UInt8(truncatingIfNeeded: first + $0 * 7) }
    }
    let memory = Memory<UInt8>(bytes(0))
    let targets = (0..<count).map { Double($0 % 10) }
    func table(_ numbers: UnsafeMutableBufferPointer<UInt8>) throws -> Table {
      try Table(columns: [
        .numbers(borrowing: UnsafeBufferPointer(numbers), names: ["a", "b"]), .numbers(targets, name: "y"),
      ])
    }
    let borrowing = try table(memory.numbers)
    #expect(borrowing[3, 0] == 42)
    memory.numbers[6] = 99
    #expect(borrowing[3, 0] == 99)
    memory.numbers[6] = 42

    var recipe = TrainingRecipe(preset: .classic)
    (recipe.task, recipe.epochs, recipe.normalization) = (.regress, 1, .identity)
    let prepared = try recipe.prepare(borrowing, as: Float.self)
    _ = memory.numbers.update(from: bytes(3))
    let other = Memory<UInt8>(bytes(3))
    let expected = try recipe.prepare(table(other.numbers), as: Float.self).train().model
    #expect(try prepared.train().model.weightsSHA256 == expected.weightsSHA256)
    _ = memory.numbers.update(from: bytes(0))
    #expect(try prepared.train().model.weightsSHA256 != expected.weightsSHA256)
    withExtendedLifetime((memory, other)) {}
  }

  /// The table keeps the owner of its memory, and whoever is made of it does.
  @Test func theOwnerIsKept() async throws {
    await confirmation { gone in
      do {
        var table: Table?
        do {
          let memory = Memory([1.0, 2, 3], onDeinit: { gone() })
          table = try? Table(columns: [
            .numbers(borrowing: UnsafeBufferPointer(memory.numbers), names: ["a"], keeping: memory)
          ])
        }
        #expect(table?[2, 0] == 3)
        let copy = table
        table = nil
        #expect(copy?.values == [1, 2, 3])
      }
    }
  }

  @Test func wrongColumnsAreErrors() throws {
    let memory = Memory([1.0, 2, 3])
    let numbers = UnsafeBufferPointer(memory.numbers)
    let wrong: [([Table.Columns], String)] = [
      ([], "mine: found no columns, expected at least one"),
      ([.numbers([], name: "a")], "mine: found 0 rows of 1, expected rows of data"),
      ([.texts([], name: "a")], "mine: found 0 rows of 1, expected rows of data"),
      ([.numbers([1], name: "a"), .texts(["x", "y"], name: "b")], "mine: found columns of 2 rows"),
      ([.numbers([1], name: "a"), .texts(["x"], name: "a")], "mine::a: found a second column of this name"),
      ([.numbers(borrowing: numbers, names: [])], "mine: found 3 numbers in rows of 0"),
      ([.numbers(borrowing: numbers, names: ["a", "b"])], "mine: found 3 numbers in rows of 2"),
      ([.numbers(borrowing: numbers, names: ["a", "b", "a"])], "mine::a: found the same name for columns"),
      (
        [.numbers(borrowing: UnsafeBufferPointer<Double>(start: nil, count: 0), names: ["a"])],
        "mine: found 0 numbers in rows of 1"
      ),
    ]
    for (columns, text) in wrong {
      let error = #expect(throws: BPNetError.self) { try Table(columns: columns, source: "mine") }
      #expect(error?.description.hasPrefix(text) == true, "\(String(describing: error))")
    }
    withExtendedLifetime(memory) {}
  }
}
