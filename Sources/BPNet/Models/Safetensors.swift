/// The content of a safetensors file: named tensors, and metadata.
///
/// The layout: eight bytes with the length of the header, little endian; the header, a JSON object with each
/// tensor's type, shape and position, padded with spaces; the tensors' bytes, little endian and row-major,
/// one after the other. Source: https://github.com/huggingface/safetensors.
struct Safetensors: Equatable, Sendable {
  /// The element types of the format.
  ///
  /// BPNet writes F32 and F64; the others are here so that messages about files with them can name them.
  enum ElementType: String, CaseIterable, Sendable {
    case f4 = "F4"
    case f6e2m3 = "F6_E2M3"
    case f6e3m2 = "F6_E3M2"
    case bool = "BOOL"
    case u8 = "U8"
    case i8 = "I8"
    case f8e5m2 = "F8_E5M2"
    case f8e4m3 = "F8_E4M3"
    case f8e8m0 = "F8_E8M0"
    case i16 = "I16"
    case u16 = "U16"
    case f16 = "F16"
    case bf16 = "BF16"
    case i32 = "I32"
    case u32 = "U32"
    case f32 = "F32"
    case c64 = "C64"
    case f64 = "F64"
    case i64 = "I64"
    case u64 = "U64"

    /// The number of bits of an element.
    var bitCount: Int {
      switch self {
      case .f4: 4
      case .f6e2m3, .f6e3m2: 6
      case .bool, .u8, .i8, .f8e5m2, .f8e4m3, .f8e8m0: 8
      case .i16, .u16, .f16, .bf16: 16
      case .i32, .u32, .f32: 32
      case .c64, .f64, .i64, .u64: 64
      }
    }

    /// The bytes of a tensor; nil on overflow, or if they are not a whole number.
    func byteCount(shape: [Int]) -> Int? {
      var count = 1
      for size in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        if overflow { return nil }
        count = product
      }
      let (bits, overflow) = count.multipliedReportingOverflow(by: bitCount)
      return overflow || bits % 8 != 0 ? nil : bits / 8
    }
  }

  /// One tensor.
  struct Tensor: Equatable, Sendable {
    var name: String
    var elementType: ElementType
    /// The sizes, outermost first; empty for a single number.
    var shape: [Int]
    /// The elements, little endian, row-major.
    var bytes: [UInt8]
  }

  /// The header's key of the metadata, which is not allowed as the name of a tensor.
  static let metadataKey = "__metadata__"

  /// The maximum length of a header.
  static let largestHeader = 100_000_000

  /// Texts by name.
  var metadata: [String: String] = [:]
  /// The tensors in the order of their bytes in the file.
  var tensors: [Tensor] = []

  /// The tensor with a name.
  ///
  /// O(number of tensors).
  func tensor(named name: String) -> Tensor? {
    tensors.first { $0.name == name }
  }

  /// The bytes of the file, which depend only on this value.
  ///
  /// The header begins with the metadata, if there are any, in the order of their names' bytes. The tensors
  /// follow in their own order, except that those with wider elements come first, so that each begins at a
  /// multiple of its element's size.
  ///
  /// - Precondition: the tensors' names differ, none is `metadataKey`, and their bytes fit their shapes.
  func encoded() -> [UInt8] { Array(encodedParts().joined()) }

  /// The bytes of the file in parts: the header, and each tensor's own bytes, which are not copied.
  func encodedParts() -> [[UInt8]] {
    let ordered = tensors.enumerated().sorted {
      (-$0.element.elementType.bitCount, $0.offset) < (-$1.element.elementType.bitCount, $1.offset)
    }.map(\.element)
    let header = Self.header(metadata: metadata, tensors: ordered)
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
    return [length + header] + ordered.map(\.bytes)
  }

  private static func header(metadata: [String: String], tensors: [Tensor]) -> [UInt8] {
    var members: [(key: String, value: JSONValue)] = []
    if !metadata.isEmpty {
      let sorted = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      members.append((metadataKey, .object(sorted.map { ($0.key, .string($0.value)) })))
    }
    var names: Set<String> = [metadataKey]
    var offset = 0
    for tensor in tensors {
      precondition(names.insert(tensor.name).inserted, "two tensors with one name")
      precondition(
        tensor.bytes.count == tensor.elementType.byteCount(shape: tensor.shape), "bytes do not fit the shape")
      let end = offset + tensor.bytes.count
      members.append((tensor.name, entry(of: tensor, from: offset, to: end)))
      offset = end
    }
    var header = Array(JSONValue.object(members).description.utf8)
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    return header
  }

  private static func entry(of tensor: Tensor, from start: Int, to end: Int) -> JSONValue {
    [
      "dtype": .string(tensor.elementType.rawValue), "shape": .array(tensor.shape.map { .int($0) }),
      "data_offsets": [.int(start), .int(end)],
    ]
  }
}
