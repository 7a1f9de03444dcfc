/// A message of Protocol Buffers in the making: its fields in the order in which they are added.
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  /// How a field's value is stored.
  private enum WireType: UInt64 {
    case varint = 0
    case lengthDelimited = 2
    case fixed32 = 5
  }

  /// Adds an integer.
  mutating func add(_ field: Int, _ value: Int) {
    addKey(field, .varint)
    addVarint(UInt64(bitPattern: Int64(value)))
  }

  /// Adds a number in single precision.
  mutating func add(_ field: Int, _ value: Float) {
    addKey(field, .fixed32)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Adds a text.
  mutating func add(_ field: Int, _ text: String) { add(field, bytes: text.utf8) }

  /// Adds a message.
  mutating func add(_ field: Int, _ message: ProtobufMessage) { add(field, bytes: message.bytes) }

  /// Adds bytes.
  mutating func add(_ field: Int, bytes value: some Collection<UInt8>) {
    addKey(field, .lengthDelimited)
    addVarint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// Adds integers, packed.
  mutating func add(_ field: Int, packed values: [Int]) {
    var content = ProtobufMessage()
    for value in values { content.addVarint(UInt64(bitPattern: Int64(value))) }
    add(field, content)
  }

  private mutating func addKey(_ field: Int, _ type: WireType) {
    addVarint(UInt64(field) << 3 | type.rawValue)
  }

  private mutating func addVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
