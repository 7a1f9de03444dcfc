// NumPy's arrays and archives.

extension TableWriter {
  /// The bytes of an array of numbers: a header, and what `forEachPart` hands out.
  private struct NumberArray {
    let header: [UInt8]
    let content: ArrayContent
    let type: NumberType

    init(_ columns: Range<Int>, of table: Table, shape: String, format: Format) throws(BPNetError) {
      content = ArrayContent(columns, of: table)
      if content.commonType == nil { try content.checkDoubles(for: format) }
      type = content.commonType ?? .float64
      header = NPYHeader.bytes(type: NPYHeader.name(of: type), shape: shape)
    }

    func forEachPart(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
      try header.withUnsafeBytes(body)
      try content.forEachPart(as: type) { value, bytes in
        // Of the type float64; others lie there as they are.
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
      } _: {
        try body($0)
      }
    }
  }

  func writeNPY(_ body: ([UInt8]) throws -> Void) throws {
    let array = try NumberArray(
      0..<columnCount, of: table, shape: "(\(table.rowCount), \(columnCount))", format: .npy)
    try array.forEachPart { try body(Array($0)) }
  }

  /// Whether an archive has an array of targets, y: images alone have none, and neither has a single column.
  var hasTargets: Bool { columnCount > 1 && !table.holdsInputsAlone }

  /// The inputs as x, and the targets as y.
  func writeNPZ(_ body: ([UInt8]) throws -> Void) throws {
    let inputs = 0..<(hasTargets ? inputCount : columnCount)
    let targets = inputs.upperBound..<columnCount
    let x = try NumberArray(
      inputs, of: table, shape: "(\(table.rowCount), \(inputs.count))", format: .npz)
    var archive = ZIPWriter()
    guard hasTargets else {
      try archive.add("x.npy", x.forEachPart, to: body)
      return try archive.finish(body)
    }
    let shape = targets.count == 1 ? "(\(table.rowCount),)" : "(\(table.rowCount), \(targets.count))"
    if targets.contains(where: isText) {
      let length = try textLength(targets)
      try archive.add("x.npy", x.forEachPart, to: body)
      try archive.add(
        "y.npy", { try writeTexts(targets, length: length, shape: shape, $0) }, to: body)
    } else {
      let y = try NumberArray(targets, of: table, shape: shape, format: .npz)
      try archive.add("x.npy", x.forEachPart, to: body)
      try archive.add("y.npy", y.forEachPart, to: body)
    }
    try archive.finish(body)
  }

  /// The cell of a column as text, nothing where it is missing.
  private func text(_ row: Int, _ column: Int) -> String {
    let value = table[row, column]
    guard !value.isNaN else { return "" }
    guard case .text(let values) = table.columns[column].kind else { return number(row, column) }
    return values[Int(value)]
  }

  /// The characters of the longest text.
  ///
  /// - Throws: `BPNetError.invalidData` if it is longer than a reader takes.
  private func textLength(_ columns: Range<Int>) throws(BPNetError) -> Int {
    var longest = (length: 1, row: 0, column: columns.lowerBound)
    for column in columns {
      // Each text is measured once.
      var lengths: [Int]?
      if case .text(let values) = table.columns[column].kind { lengths = values.map(\.unicodeScalars.count) }
      for row in 0..<table.rowCount where !table[row, column].isNaN {
        let length = lengths?[Int(table[row, column])] ?? text(row, column).utf8.count
        if length > longest.length { longest = (length, row, column) }
      }
    }
    guard longest.length <= NPYText.maximumLength else {
      throw .invalidData(
        at: table.place(ofRow: longest.row, column: longest.column),
        found: "a text of \(longest.length) characters", expected: "at most \(NPYText.maximumLength)")
    }
    return longest.length
  }

  /// Hands out an array of texts in UTF-32, filled with zeros to one length.
  private func writeTexts(
    _ columns: Range<Int>, length: Int, shape: String, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try NPYHeader.bytes(type: "<U\(length)", shape: shape).withUnsafeBytes(body)
    var cells: [UInt32] = []
    for row in 0..<table.rowCount {
      for column in columns {
        let characters = text(row, column).unicodeScalars.map { $0.value.littleEndian }
        cells += characters
        cells += repeatElement(0, count: length - characters.count)
      }
      if cells.count >= 1 << 16 || row == table.rowCount - 1 {
        try cells.withUnsafeBytes(body)
        cells.removeAll(keepingCapacity: true)
      }
    }
  }
}

extension NPYHeader {
  /// The name of a type, as NumPy writes it.
  static func name(of type: NumberType) -> String {
    switch type {
    case .uint8: "|u1"
    case .int8: "|i1"
    case .uint16: "<u2"
    case .int16: "<i2"
    case .uint32: "<u4"
    case .int32: "<i4"
    case .uint64: "<u8"
    case .int64: "<i8"
    case .float16: "<f2"
    case .float32: "<f4"
    case .float64: "<f8"
    case .bigEndianUInt16: ">u2"
    case .bigEndianInt16: ">i2"
    case .bigEndianUInt32: ">u4"
    case .bigEndianInt32: ">i4"
    case .bigEndianUInt64: ">u8"
    case .bigEndianInt64: ">i8"
    case .bigEndianFloat16: ">f2"
    case .bigEndianFloat32: ">f4"
    case .bigEndianFloat64: ">f8"
    }
  }

  /// A header of version 1.0, padded so that the numbers begin at a multiple of 64 bytes.
  static func bytes(type: String, shape: String) -> [UInt8] {
    var text = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }".utf8)
    text += [UInt8](repeating: 32, count: (64 - (10 + text.count + 1) % 64) % 64) + [10]
    let size = [UInt8(truncatingIfNeeded: text.count), UInt8(truncatingIfNeeded: text.count >> 8)]
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + size + text
  }
}
