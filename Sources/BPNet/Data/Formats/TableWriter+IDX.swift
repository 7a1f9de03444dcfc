extension TableWriter {
  /// One array of all columns: of one dimension for a single column, such as a file of labels, else of two.
  ///
  /// The type stays where all columns have the same, and IDX has it. Other numbers, and those of text, become
  /// the first type of u1, i1, i2, i4, f4 and f8 that has every one of them.
  func writeIDX(_ body: ([UInt8]) throws -> Void) throws {
    let content = ArrayContent(0..<columnCount, of: table)
    let own = content.isTyped ? content.commonType.flatMap(IDXFormat.type(for:)) : nil
    let (code, type) = try own ?? narrowestType(of: content)
    let sizes = columnCount == 1 ? [table.rowCount] : [table.rowCount, columnCount]
    var header: [UInt8] = [0, 0, code, UInt8(sizes.count)]
    for size in sizes { withUnsafeBytes(of: UInt32(size).bigEndian) { header += $0 } }
    try body(header)
    try content.forEachPart(as: type) { value, bytes in
      type.append(value, to: &bytes)
    } _: {
      try body(Array($0))
    }
  }

  /// The first type that has every number, gaps included.
  private func narrowestType(of content: ArrayContent) throws(BPNetError) -> (code: UInt8, type: NumberType) {
    try content.checkDoubles(for: .idx)
    var (isWhole, isSingle) = (true, true)
    var (least, greatest) = (Double.infinity, -Double.infinity)
    content.forEachNumber { value in
      // Negative zero is no whole number: integers do not have it.
      isWhole = isWhole && value == value.rounded() && (value != 0 || value.sign == .plus)
      isSingle = isSingle && (value.isNaN || Double(Float(value)) == value)
      (least, greatest) = (min(least, value), max(greatest, value))
    }
    return IDXFormat.typesToWrite.first { choice in
      guard let bounds = choice.type.bounds else {
        return choice.type == .bigEndianFloat64 || isSingle
      }
      return isWhole && bounds.contains(least) && bounds.contains(greatest)
    } ?? (0x0E, .bigEndianFloat64)
  }
}

extension IDXFormat {
  /// The types with their codes, the narrowest first.
  fileprivate static let typesToWrite: [(code: UInt8, type: NumberType)] = [
    (0x08, .uint8), (0x09, .int8), (0x0B, .bigEndianInt16), (0x0C, .bigEndianInt32),
    (0x0D, .bigEndianFloat32), (0x0E, .bigEndianFloat64),
  ]

  /// The type of the same numbers in an IDX file; nil where it has none.
  fileprivate static func type(for type: NumberType) -> (code: UInt8, type: NumberType)? {
    let stored: NumberType =
      switch type {
      case .int16: .bigEndianInt16
      case .int32: .bigEndianInt32
      case .float32: .bigEndianFloat32
      case .float64: .bigEndianFloat64
      default: type
      }
    return typesToWrite.first { $0.type == stored }
  }
}

extension NumberType {
  /// Writes a number that this type of IDX has.
  fileprivate func append(_ value: Double, to bytes: inout [UInt8]) {
    func add(_ bits: some FixedWidthInteger) { withUnsafeBytes(of: bits.bigEndian) { bytes += $0 } }
    switch self {
    case .uint8: add(UInt8(value))
    case .int8: add(Int8(value))
    case .bigEndianInt16: add(Int16(value))
    case .bigEndianInt32: add(Int32(value))
    case .bigEndianFloat32: add(Float(value).bitPattern)
    default: add(value.bitPattern)
    }
  }
}
