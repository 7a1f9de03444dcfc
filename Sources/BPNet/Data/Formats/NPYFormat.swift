/// NumPy's arrays, versions 1 to 3, read in place: rows of numbers, one column or more.
///
/// Arrays in Fortran order are turned in memory.
///
/// Source: NEP 1, "A simple file format for NumPy arrays", and `numpy.lib.format`.
struct NPYFormat: DataFormat {
  let name = "npy"
  let endings = [".npy"]

  func read(_ input: InputBytes, options: TextOptions) throws(BPNetError) -> Table {
    let block = try NPYFormat.block(in: input, range: 0..<input.bytes.count, source: input.source)
    return Table(blocks: [block], source: input.source)
  }

  /// The array in a part of a file.
  ///
  /// - Throws: `BPNetError.invalidData` for an array that is not a table of numbers, or not whole.
  static func block(
    in input: InputBytes, range: Range<Int>, source: String, flattens: Bool = false
  ) throws(BPNetError) -> CellBlock {
    let header = try NPYHeader(UnsafeRawBufferPointer(rebasing: input.bytes[range]), source: source)
    guard
      header.shape.count == 1 || header.shape.count == 2
        || flattens && header.shape.count > 2 && !header.isFortranOrder
    else {
      throw .invalidData(
        at: .init(file: source), found: "an array of \(header.shape.count) dimensions",
        expected: "rows and columns",
        hint: header.shape.count > 2 ? "save it as numpy.save(path, array.reshape(len(array), -1))" : nil)
    }
    let rowCount = header.shape[0]
    // A product beyond the limit is as good as any other.
    let columnCount =
      header.shape.count == 2
      ? header.shape[1]
      : header.shape.dropFirst().reduce(1) {
        min($0, Table.maximumColumnCount + 1) * min($1, Table.maximumColumnCount + 1)
      }
    guard let type = types[header.typeName] else { throw typeError(header.typeName, source) }
    let start = range.lowerBound + header.byteCount
    if header.isFortranOrder, rowCount > 1, columnCount > 1 {
      try Table.checkShape(rowCount: rowCount, columnCount: columnCount, source: source)
      let byteCount = rowCount * columnCount * type.byteCount
      guard byteCount == range.upperBound - start else {
        throw .invalidData(
          at: .init(file: source), found: "\(range.upperBound - start) bytes of data",
          expected: "\(byteCount), \(rowCount) rows of \(columnCount)")
      }
      let turned = try input.transposing(
        from: start, rowCount: rowCount, columnCount: columnCount, cellByteCount: type.byteCount,
        source: source)
      return try CellBlock(
        in: turned, offset: 0, byteCount: byteCount, type: type, rowCount: rowCount, columnCount: columnCount,
        source: source)
    }
    input.advise(.repeatedly)
    return try CellBlock(
      in: input, offset: start, byteCount: range.upperBound - start, type: type, rowCount: rowCount,
      columnCount: columnCount, source: source)
  }

  private static let types: [String: NumberType] = [
    "|b1": .uint8, "|u1": .uint8, "|i1": .int8, "<u2": .uint16, "<i2": .int16, "<u4": .uint32,
    "<i4": .int32, "<u8": .uint64, "<i8": .int64, "<f2": .float16, "<f4": .float32, "<f8": .float64,
    ">u2": .bigEndianUInt16, ">i2": .bigEndianInt16, ">u4": .bigEndianUInt32, ">i4": .bigEndianInt32,
    ">u8": .bigEndianUInt64, ">i8": .bigEndianInt64, ">f2": .bigEndianFloat16, ">f4": .bigEndianFloat32,
    ">f8": .bigEndianFloat64,
  ]

  private static func typeError(_ name: String, _ source: String) -> BPNetError {
    let found =
      switch name.dropFirst().first {
      case "O": "Python objects"
      case "U", "S": "text (\(name))"
      case "c": "complex numbers (\(name))"
      default: "numbers of type \(name)"
      }
    return .invalidData(
      at: .init(file: source), found: found,
      expected: "b1, u1, i1, u2, i2, u4, i4, u8, i8, f2, f4 or f8",
      hint: "save it as numpy.save(path, array.astype('<f8'))")
  }
}
