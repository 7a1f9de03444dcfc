/// IDX, the format of the MNIST files: an array of any number of dimensions, read in place; the first
/// counts the samples, and the others together are a row.
///
/// Source: Y. LeCun, "The MNIST database of handwritten digits", file formats.
struct IDXFormat: DataFormat {
  let name = "idx"
  let endings = ["idx3-ubyte", "idx1-ubyte", ".idx"]

  /// `….idx`, `….idx3`, `…-idx3-ubyte` and their like: `idx`, a number of dimensions, a type.
  func matches(fileName: String) -> Bool {
    fileName.wholeMatch(of: /.*[-.]idx[0-9]?(-[a-z0-9]+)?/) != nil
  }

  private static let types: [UInt8: NumberType] = [
    0x08: .uint8, 0x09: .int8, 0x0B: .bigEndianInt16, 0x0C: .bigEndianInt32, 0x0D: .bigEndianFloat32,
    0x0E: .bigEndianFloat64,
  ]

  func read(_ input: InputBytes, options: TableReader.TextOptions) throws(BPNetError) -> Table {
    let (bytes, place) = (input.bytes, BPNetError.Place(file: input.source))
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0 else {
      throw .invalidData(
        at: place, found: "no two zero bytes at the start", expected: "an array in the IDX format")
    }
    guard let type = IDXFormat.types[bytes[2]] else {
      throw .invalidData(
        at: place, found: "the type 0x\(String(bytes[2], radix: 16))",
        expected: "0x08, 0x09, 0x0b, 0x0c, 0x0d or 0x0e, a type of IDX")
    }
    let dimensionCount = Int(bytes[3])
    let headerSize = 4 + 4 * dimensionCount
    guard dimensionCount >= 1, bytes.count >= headerSize else {
      throw .invalidData(
        at: place, found: "a header of \(dimensionCount) dimensions in \(bytes.count) bytes",
        expected: dimensionCount < 1 ? "at least one dimension" : "\(headerSize) bytes at least")
    }
    let sizes = (0..<dimensionCount).map {
      Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4 + 4 * $0, as: UInt32.self)))
    }
    // A product beyond the limit is as good as any other.
    let columnCount = sizes.dropFirst().reduce(1) { min($0, Table.maximumColumnCount + 1) * $1 }
    input.advise(.repeatedly)
    var table = Table(
      blocks: [
        try CellBlock(
          in: input, offset: headerSize, byteCount: bytes.count - headerSize, type: type, rowCount: sizes[0],
          columnCount: columnCount, source: input.source)
      ], source: input.source)
    table.holdsInputsAlone = dimensionCount > 2
    return table
  }
}
