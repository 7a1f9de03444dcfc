extension Preprocessing {
  /// The encoded inputs of the given rows.
  ///
  /// Numbers that take less memory in the table than as elements stay there, and so do those of a table that
  /// is streamed, and those whose elements would not fit into half of the memory; they are encoded batch by
  /// batch. Elements that need no change are read in place.
  ///
  /// - Throws: `BPNetError.invalidData` if a column or a cell is missing or is text, or a number is
  ///   beyond the range of the elements.
  /// - Precondition: the rows are in the table.
  func encodeInputs<Element: Scalar>(
    of table: Table, rows: [Int], as _: Element.Type
  ) throws(BPNetError) -> Dataset<Element>.Inputs {
    let columns = try locateInputs(in: table)
    let encoder = RowEncoder<Element>(
      table, columns: columns, scalings: inputs.map(\.scaling), replacements: inputs.map(\.replacement))
    let isCompact = encoder.runs.runs.allSatisfy {
      $0.sparse != nil || $0.type.byteCount < MemoryLayout<Element>.stride
    }
    let (elementCount, overflow) = rows.count.multipliedReportingOverflow(by: columns.count)
    let fits =
      !overflow && elementCount <= MemoryBudget.byteCount / 2 / MemoryLayout<Element>.stride
      && MemoryBudget.hasRoomIfLarge(elementCount * MemoryLayout<Element>.stride)
    if let elements: ElementRows<Element> = elementsInPlace(of: table, columns: columns, rows: rows) {
      return .elements(elements)
    }
    if fits, !isCompact, !table.isStreamed {
      let buffer = AlignedBuffer<Element>(uninitializedCount: elementCount)
      try encode(rows, of: table, columns: columns, with: encoder, targets: inputs) { position in
        buffer.base + position * columns.count
      }
      return .elements(ElementRows(buffer, columns: columns.count))
    }
    if !encoder.isAlwaysFinite {
      let row = AlignedBuffer<Element>(uninitializedCount: columns.count)
      try encode(rows, of: table, columns: columns, with: encoder, targets: inputs) { _ in row.base }
    }
    return .encoded(EncodedRows(encoder, rows: rows, of: table))
  }

  /// The encoded numbers of some columns in the given rows, `[rows][columns]`.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - rows: the rows.
  ///   - columns: the indices of the columns in the table, which must have numbers.
  ///   - described: the description of each of the columns.
  /// - Throws: `BPNetError.invalidData` for the first cell that is missing or out of range.
  func encodeNumbers<Element: Scalar>(
    of table: Table, rows: [Int], columns: [Int], described: [Column]
  ) throws(BPNetError) -> AlignedBuffer<Element> {
    let encoder = RowEncoder<Element>(
      table, columns: columns, scalings: described.map(\.scaling),
      replacements: described.map(\.replacement))
    let byteCount = rows.count.multipliedReportingOverflow(by: columns.count * MemoryLayout<Element>.stride)
    guard !byteCount.overflow, MemoryBudget.hasRoomIfLarge(byteCount.partialValue) else {
      throw .readFailed(path: table.source, reason: "its numbers are more than the memory that is left")
    }
    let buffer = AlignedBuffer<Element>(uninitializedCount: rows.count * columns.count)
    try encode(rows, of: table, columns: columns, with: encoder, targets: described) { position in
      buffer.base + position * columns.count
    }
    return buffer
  }

  /// Encodes the given rows, each to the destination of its position.
  ///
  /// - Throws: `BPNetError.invalidData` for the first cell that is missing or out of range.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func encode<Element: Scalar>(
    _ rows: [Int], of table: Table, columns: [Int], with encoder: RowEncoder<Element>,
    targets described: [Column], to destination: (Int) -> UnsafeMutablePointer<Element>
  ) throws(BPNetError) {
    for (position, row) in rows.enumerated() {
      let encoded = destination(position)
      encoder.encode(row: row, into: encoded)
      if FiniteCheck.areFinite(encoded, count: columns.count) { continue }
      for (index, column) in columns.enumerated() where !encoded[index].isFinite {
        let value = table[row, column]
        if value.isNaN, described[index].replacement == nil {
          throw .missingCell(
            of: table, row: row, column: column,
            hint: task == .forecast
              ? "a series has no gaps: fill them before"
              : "the model has no mean of this column; `missing: drop` leaves such rows out")
        }
        throw .invalidData(
          at: table.place(ofRow: row, column: column), found: "\(value)",
          expected: "a number within the range of \(Element.precision.rawValue)")
      }
    }
  }

  /// A view of all rows' inputs in the table; nil unless they are contiguous there, have this element type,
  /// and are neither scaled nor missing.
  private func elementsInPlace<Element: Scalar>(
    of table: Table, columns: [Int], rows: [Int]
  ) -> ElementRows<Element>? {
    let place = table.places[columns[0]]
    let block = table.blocks[place.block]
    guard rows.elementsEqual(0..<table.rowCount),
      columns.elementsEqual(columns[0]..<columns[0] + columns.count),
      place.column + columns.count <= block.columnCount, !block.holdsMissing,
      inputs.allSatisfy({ $0.scaling == .identity })
    else { return nil }
    return ElementRows(block, columns: place.column..<place.column + columns.count)
  }
}
