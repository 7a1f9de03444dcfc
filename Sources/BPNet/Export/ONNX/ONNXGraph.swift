/// A graph of ONNX operators in the making.
///
/// Each operation adds a node and returns the name of its output.
struct ONNXGraph {
  /// A graph's input or output.
  struct Value {
    let name: String
    let type: ONNXType
    /// The numbers of a row; nil for a tensor of one dimension.
    let width: Int?
    var description = ""
  }

  typealias Attributes = [(name: String, value: ONNXMessages.Attribute)]

  private var nodes: [ProtobufMessage] = []
  private var tensors: [ProtobufMessage] = []
  private var scalars: [String: String] = [:]
  private var counts: [String: Int] = [:]
  private var names: Set<String> = []
  private(set) var usesMachineLearningOperators = false
  var inputs: [Value] = []
  var outputs: [Value] = []

  /// Reserves a name, or a similar one if it is in use.
  mutating func reserve(_ name: String) -> String {
    var candidate = name
    var number = 1
    while candidate.isEmpty || !names.insert(candidate).inserted {
      number += 1
      candidate = "\(name)_\(number)"
    }
    return candidate
  }

  /// Adds a node.
  ///
  /// - Parameter output: the name of its output; nil for one made from the operation's.
  @discardableResult
  mutating func add(
    _ operation: String, _ inputs: [String], _ attributes: Attributes = [], output: String? = nil,
    domain: String = ""
  ) -> String {
    let name = output ?? newName(operation.lowercased())
    nodes.append(
      ONNXMessages.node(operation, inputs: inputs, output: name, attributes: attributes, domain: domain))
    if !domain.isEmpty { usesMachineLearningOperators = true }
    return name
  }

  private mutating func newName(_ stem: String) -> String {
    counts[stem, default: 0] += 1
    return reserve("\(stem)_\(counts[stem] ?? 0)")
  }

  /// Adds a constant tensor of numbers.
  mutating func tensor(_ name: String, _ values: [Double], _ type: ONNXType, shape: [Int]) -> String {
    let name = reserve(name)
    let bytes: [UInt8] =
      switch type {
      case .float: littleEndianBytes(values.map { Float($0) })
      case .double: littleEndianBytes(values)
      default: values.flatMap { value in withUnsafeBytes(of: Int64(value).littleEndian) { Array($0) } }
      }
    tensors.append(ONNXMessages.tensor(name, type, shape: shape, bytes: bytes))
    return name
  }

  /// Adds a constant tensor of texts.
  mutating func tensor(_ name: String, _ texts: [String]) -> String {
    let name = reserve(name)
    tensors.append(ONNXMessages.tensor(name, texts: texts))
    return name
  }

  /// A constant of no dimension, the same for each use.
  mutating func scalar(_ value: Double, _ type: ONNXType) -> String {
    let key = "\(type) \(value)"
    if let name = scalars[key] { return name }
    let name = tensor("constant_\(scalars.count + 1)", [value], type, shape: [])
    scalars[key] = name
    return name
  }

  /// `GraphProto`.
  func message(name: String) -> ProtobufMessage {
    var graph = ProtobufMessage()
    for node in nodes { graph.add(1, node) }
    graph.add(2, name)
    for tensor in tensors { graph.add(5, tensor) }
    for (field, values) in [(11, inputs), (12, outputs)] {
      for value in values {
        graph.add(
          field,
          ONNXMessages.value(value.name, value.type, width: value.width, description: value.description))
      }
    }
    return graph
  }
}
