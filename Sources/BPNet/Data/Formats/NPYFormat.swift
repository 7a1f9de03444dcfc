/// NumPy's arrays, versions 1 to 3: rows of numbers, one column or more, read in place, or of text.
///
/// Arrays in Fortran order are turned in memory.
///
/// Source: NEP 1, "A simple file format for NumPy arrays", and `numpy.lib.format`.
struct NPYFormat: DataFormat {
  let name = "npy"
  let endings = [".npy"]

  func read(_ input: InputBytes, options: TableReader.TextOptions) throws(BPNetError) -> Table {
    let array = try NPYFormat.array(in: input, range: 0..<input.bytes.count, source: input.source)
    return Table(arrays: [array], source: input.source)
  }

  /// The array in a part of a file.
  ///
  /// - Throws: `BPNetError.invalidData` for an array that is not a table of numbers, or not whole.
  static func array(
    in input: InputBytes, range: Range<Int>, source: String, flattens: Bool = false
  ) throws(BPNetError) -> NPYArray {
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
    let start = range.lowerBound + header.byteCount
    if let text = NPYText(typeName: header.typeName) {
      return try text.array(
        in: UnsafeRawBufferPointer(rebasing: input.bytes[start..<range.upperBound]), rowCount: rowCount,
        columnCount: columnCount, isFortranOrder: header.isFortranOrder, source: source)
    }
    guard let type = types[header.typeName] else { throw typeError(header.typeName, source) }
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
      return NPYArray(
        block: try CellBlock(
          in: turned, offset: 0, byteCount: byteCount, type: type, rowCount: rowCount,
          columnCount: columnCount, source: source))
    }
    input.advise(.repeatedly)
    return NPYArray(
      block: try CellBlock(
        in: input, offset: start, byteCount: range.upperBound - start, type: type, rowCount: rowCount,
        columnCount: columnCount, source: source))
  }

  private static let types: [String: NumberType] = [
    "|b1": .uint8, "|u1": .uint8, "|i1": .int8, "<u2": .uint16, "<i2": .int16, "<u4": .uint32,
    "<i4": .int32, "<u8": .uint64, "<i8": .int64, "<f2": .float16, "<f4": .float32, "<f8": .float64,
    ">u2": .bigEndianUInt16, ">i2": .bigEndianInt16, ">u4": .bigEndianUInt32, ">i4": .bigEndianInt32,
    ">u8": .bigEndianUInt64, ">i8": .bigEndianInt64, ">f2": .bigEndianFloat16, ">f4": .bigEndianFloat32,
    ">f8": .bigEndianFloat64,
  ]

  private static func typeError(_ name: String, _ source: String) -> BPNetError {
    let numbers = "save it as numpy.save(path, array.astype('<f8'))"
    let (found, hint) =
      switch name.dropFirst().first {
      case "O": ("Python objects", "save text as array.astype(str), numbers as array.astype('<f8')")
      case "c": ("complex numbers (\(name))", "save array.real and array.imag as columns")
      case "M", "m": ("dates or times (\(name))", "save numbers such as array.astype('<i8')")
      case "V": ("records (\(name))", "save the fields as columns of one array")
      default: ("numbers of type \(name)", numbers)
      }
    return .invalidData(
      at: .init(file: source), found: found,
      expected: "text, or b1, u1, i1, u2, i2, u4, i4, u8, i8, f2, f4 or f8", hint: hint)
  }
}
