extension Table {
  /// One or more neighbouring columns that a program has in memory, of which it makes a table.
  public struct Columns: Sendable {
    /// Adds the columns to those before.
    fileprivate let add: @Sendable (_ parts: inout TableParts) throws(BPNetError) -> Void

    /// A column of numbers, which are copied; NaN is a missing cell.
    ///
    /// - Parameters:
    ///   - values: one number for each row.
    ///   - name: the name of the column.
    public static func numbers(_ values: [Double], name: String) -> Columns {
      let cells = AlignedBuffer(copying: values)
      return Columns { parts throws(BPNetError) in
        try parts.add(
          borrowing: cells.base, of: .float64, rowCount: cells.count, columnCount: 1, names: [name],
          owner: cells)
      }
    }

    /// A column of text.
    ///
    /// - Parameters:
    ///   - values: one text for each row; nil or an empty one is a missing cell.
    ///   - name: the name of the column.
    public static func texts(_ values: [String?], name: String) -> Columns {
      Columns { parts throws(BPNetError) in
        try parts.add(
          texts: values.map { $0 ?? "" }, indices: values.indices.map { $0 as Int? }, name: name)
      }
    }

    /// Columns of numbers in memory of the caller's, which is read in place and never copied as a whole.
    ///
    /// A data set keeps integers of 8 and 16 bits there and scales them batch by batch; other numbers it
    /// scales once, unless that would take half of the memory.
    ///
    /// - Parameters:
    ///   - numbers: the numbers, `[rows][names]`: `Double`, `Float`, or integers of the standard library of
    ///     at most 64 bits. NaN is a missing cell. They have to stay in place, unchanged, as long as the
    ///     table or anything that was made of it exists.
    ///   - names: the names of the columns.
    ///   - owner: what keeps the memory in place as long as it exists, which the table refers to; nil if the
    ///     caller sees to it.
    public static func numbers<Number: Numeric & BitwiseCopyable>(
      borrowing numbers: UnsafeBufferPointer<Number>, names: [String],
      keeping owner: (AnyObject & Sendable)? = nil
    ) -> Columns {
      let memory = Memory(
        base: UnsafeRawPointer(numbers.baseAddress), count: numbers.count, type: NumberType(of: Number.self),
        typeName: "\(Number.self)")
      return Columns { parts throws(BPNetError) in
        try parts.add(memory, names: names, owner: owner)
      }
    }
  }

  /// A table of columns that the program has in memory, side by side.
  ///
  /// ```swift
  /// let table = try Table(columns: [
  ///   .numbers([21.5, 19, .nan], name: "temperature"), .texts(["sunny", nil, "rain"], name: "sky"),
  /// ])
  /// ```
  ///
  /// - Parameters:
  ///   - columns: the columns, all of as many rows and of different names. One of numbers of which one is
  ///     infinite is an error as soon as it is used.
  ///   - source: what errors call the table.
  /// - Throws: `BPNetError.invalidData` if there is no column or no row, numbers of rows differ, rows are not
  ///   whole, or a name is there twice; `invalidArgument` for numbers of another type.
  public init(columns: [Columns], source: String = "table") throws(BPNetError) {
    var parts = TableParts(source: source)
    for column in columns { try column.add(&parts) }
    self = try parts.table()
  }
}

/// Memory that the caller keeps in place, and that nobody writes to.
private struct Memory: @unchecked Sendable {
  let base: UnsafeRawPointer?
  let count: Int
  /// The type of its numbers; nil if tables have none such.
  let type: NumberType?
  let typeName: String
}

extension TableParts {
  /// Adds columns of numbers that stay where they are.
  fileprivate mutating func add(
    _ memory: Memory, names: [String], owner: (AnyObject & Sendable)?
  ) throws(BPNetError) {
    guard let type = memory.type else {
      throw .invalidArgument(
        name: "numbers", found: "numbers of the type \(memory.typeName)",
        expected: "Double, Float, or integers of at most 64 bits")
    }
    guard let base = memory.base, !names.isEmpty, memory.count.isMultiple(of: names.count) else {
      throw .invalidData(
        at: .init(file: source), found: "\(counted(memory.count, "number")) in rows of \(names.count)",
        expected: "one or more whole rows")
    }
    try add(
      borrowing: base, of: type, rowCount: memory.count / names.count, columnCount: names.count,
      names: names, owner: owner)
  }
}

extension NumberType {
  /// The type of numbers in this program's memory; nil if tables have none such.
  fileprivate init?(of type: Any.Type) {
    switch type {
    case is Double.Type: self = .float64
    case is Float.Type: self = .float32
    case is Int.Type, is Int64.Type: self = .int64
    case is UInt.Type, is UInt64.Type: self = .uint64
    case is Int32.Type: self = .int32
    case is UInt32.Type: self = .uint32
    case is Int16.Type: self = .int16
    case is UInt16.Type: self = .uint16
    case is Int8.Type: self = .int8
    case is UInt8.Type: self = .uint8
    default: return nil
    }
  }
}
