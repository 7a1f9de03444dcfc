/// The types of tensors' elements, by their numbers in ONNX.
enum ONNXType: Int {
  case float = 1
  case int64 = 7
  case string = 8
  case bool = 9
  case double = 11
}

/// The messages of ONNX, with the numbers of their fields as in `onnx.proto3`.
enum ONNXMessages {
  /// An attribute of a node.
  enum Attribute {
    case int(Int)
    case float(Float)
    case ints([Int])
    case floats([Float])
    case strings([String])
  }

  /// `NodeProto`.
  static func node(
    _ operation: String, inputs: [String], output: String, attributes: [(name: String, value: Attribute)],
    domain: String
  ) -> ProtobufMessage {
    var node = ProtobufMessage()
    for input in inputs { node.add(1, input) }
    node.add(2, output)
    node.add(3, output)
    node.add(4, operation)
    for attribute in attributes { node.add(5, message(attribute.name, attribute.value)) }
    if !domain.isEmpty { node.add(7, domain) }
    return node
  }

  /// `AttributeProto`.
  private static func message(_ name: String, _ value: Attribute) -> ProtobufMessage {
    var message = ProtobufMessage()
    message.add(1, name)
    switch value {
    case .float(let number):
      message.add(2, number)
      message.add(20, 1)
    case .int(let number):
      message.add(3, number)
      message.add(20, 2)
    case .floats(let numbers):
      message.add(7, bytes: littleEndianBytes(numbers))
      message.add(20, 6)
    case .ints(let numbers):
      message.add(8, packed: numbers)
      message.add(20, 7)
    case .strings(let texts):
      for text in texts { message.add(9, text) }
      message.add(20, 8)
    }
    return message
  }

  /// `TensorProto` of numbers.
  static func tensor(_ name: String, _ type: ONNXType, shape: [Int], bytes: [UInt8]) -> ProtobufMessage {
    var tensor = tensor(name, type, shape: shape)
    tensor.add(9, bytes: bytes)
    return tensor
  }

  /// `TensorProto` of texts.
  static func tensor(_ name: String, texts: [String]) -> ProtobufMessage {
    var tensor = tensor(name, .string, shape: [texts.count])
    for text in texts { tensor.add(6, text) }
    return tensor
  }

  private static func tensor(_ name: String, _ type: ONNXType, shape: [Int]) -> ProtobufMessage {
    var tensor = ProtobufMessage()
    if !shape.isEmpty { tensor.add(1, packed: shape) }
    tensor.add(2, type.rawValue)
    tensor.add(8, name)
    return tensor
  }

  /// `ValueInfoProto` of a tensor with a row for each sample.
  ///
  /// - Parameter width: the numbers of a row; nil for a tensor of one dimension.
  static func value(_ name: String, _ type: ONNXType, width: Int?, description: String) -> ProtobufMessage {
    var (rows, shape, tensor, outer) = (
      ProtobufMessage(), ProtobufMessage(), ProtobufMessage(), ProtobufMessage()
    )
    rows.add(2, "N")
    shape.add(1, rows)
    if let width {
      var columns = ProtobufMessage()
      columns.add(1, width)
      shape.add(1, columns)
    }
    tensor.add(1, type.rawValue)
    tensor.add(2, shape)
    outer.add(1, tensor)
    var value = ProtobufMessage()
    value.add(1, name)
    value.add(2, outer)
    if !description.isEmpty { value.add(3, description) }
    return value
  }

  /// `ModelProto`.
  static func model(
    graph: ProtobufMessage, operatorSets: [(domain: String, version: Int)],
    metadata: [(key: String, value: String)], description: String
  ) -> ProtobufMessage {
    var model = ProtobufMessage()
    // The version of the format that belongs to operator set 13.
    model.add(1, 7)
    for set in operatorSets {
      var message = ProtobufMessage()
      message.add(1, set.domain)
      message.add(2, set.version)
      model.add(8, message)
    }
    model.add(2, "bpnet")
    model.add(3, libraryVersion)
    model.add(6, description)
    for entry in metadata {
      var message = ProtobufMessage()
      message.add(1, entry.key)
      message.add(2, entry.value)
      model.add(14, message)
    }
    model.add(7, graph)
    return model
  }
}
