/// ONNX: a graph from rows in the data's units to labels and probabilities, or to values.
///
/// The names of inputs and outputs are those of scikit-learn's converters.
struct ONNXExporter: ModelExporter {
  let name = "onnx"
  let summary = "ONNX, operator set 13"
  let endings = [".onnx"]

  /// The maximum size of a message of Protocol Buffers, less some room.
  private static let maximumByteCount = 1 << 31 - 1 << 16

  func export(_ program: InferenceProgram, _ options: ExportOptions) throws(BPNetError) -> [UInt8] {
    let type: ONNXType = program.precision == .f32 ? .float : .double
    let parameterCount = program.operations.reduce(0) { count, operation in
      if case .dense(let weights, let biases) = operation {
        count + weights.count + biases.count
      } else {
        count
      }
    }
    guard parameterCount <= Self.maximumByteCount / (type == .float ? 4 : 8) else {
      throw options.unsupported(
        "\(parameterCount) parameters", expected: "at most 2 GB, which is what an ONNX file can hold")
    }
    var graph = ONNXGraph()
    let isOfValues = if case .values = program.decision { true } else { false }
    let names = (isOfValues ? ["variable"] : ["label", "probabilities"]).map { graph.reserve($0) }
    let scaled = graph.addInputs(of: program)
    let validity = graph.addValidity(of: scaled)
    var x = type == .double ? scaled : graph.add("Cast", [scaled], [("to", .int(type.rawValue))])
    x = try graph.addLayers(of: program, x, type, options)
    graph.addOutputs(of: program, x, validity: validity, type, names: names)
    let message = ONNXMessages.model(
      graph: graph.message(name: "bpnet"),
      operatorSets: [(domain: "", version: 13)]
        + (graph.usesMachineLearningOperators ? [(domain: "ai.onnx.ml", version: 2)] : []),
      metadata: Self.metadata(of: program),
      description: "A network of \(program.sizeText) neurons, written by bpnet \(libraryVersion).")
    return message.bytes
  }

  /// What the graph does not say: JSON arrays of names.
  private static func metadata(of program: InferenceProgram) -> [(key: String, value: String)] {
    func array(_ texts: [String]) -> String { JSONValue.array(texts.map { .string($0) }).description }
    var entries = [
      (key: "bpnet.version", value: libraryVersion),
      (key: "bpnet.precision", value: program.precision.rawValue),
      (key: "bpnet.input_names", value: array(program.sources.map(\.name))),
      (key: "bpnet.output_names", value: array(program.outputNames)),
    ]
    if program.window > 1 { entries.append((key: "bpnet.window", value: "\(program.window)")) }
    if case .secondLabels(let pairs, _, _) = program.decision {
      let labels = JSONValue.array(pairs.map { pair in .array(pair.map { .string($0) }) })
      entries.append((key: "bpnet.labels", value: labels.description))
    }
    return entries
  }
}

extension ONNXGraph {
  /// Adds a number for each sample: 0, or NaN if one of its inputs is missing, infinite or an unknown word.
  ///
  /// It is added to predictions, since functions such as `Relu` may turn NaN into a number.
  fileprivate mutating func addValidity(of x: String) -> String {
    let axes = tensor("axes", [1], .int64, shape: [1])
    return add("ReduceSum", [add("Mul", [x, scalar(0, .double)]), axes], [("keepdims", .int(1))])
  }

  /// Adds the layers of the network.
  fileprivate mutating func addLayers(
    of program: InferenceProgram, _ input: String, _ type: ONNXType, _ options: ExportOptions
  ) throws(BPNetError) -> String {
    var x = input
    var index = 0
    for operation in program.networkOperations {
      switch operation {
      case .dense(let weights, let biases):
        let shape = [biases.count, weights.count / biases.count]
        let parameters = [
          tensor("\(index).weight", weights, type, shape: shape),
          tensor("\(index).bias", biases, type, shape: [biases.count]),
        ]
        x = add("Gemm", [x] + parameters, [("transB", .int(1))])
        index += 1
      case .activation(let activation): x = try apply(activation, to: x, type, options)
      case .softmax: x = try apply(.softmax, to: x, type, options)
      case .scale, .exp, .complement, .unscale: break
      }
    }
    return x
  }

  /// Adds what follows the network, and the graph's outputs.
  fileprivate mutating func addOutputs(
    of program: InferenceProgram, _ output: String, validity: String, _ type: ONNXType, names: [String]
  ) {
    let isOfValues = names.count == 1
    let outputType = isOfValues ? .double : type
    var (x, validity) = (output, validity)
    if outputType != type {
      x = add("Cast", [x], [("to", .int(outputType.rawValue))])
    } else if outputType != .double {
      validity = add("Cast", [validity], [("to", .int(outputType.rawValue))])
    }
    for operation in program.outputOperations {
      switch operation {
      case .exp: x = add("Exp", [x])
      case .complement: x = add("Concat", [add("Sub", [scalar(1, outputType), x]), x], [("axis", .int(1))])
      case .unscale(let offsets, let scales):
        let shape = [1, offsets.count]
        x = add("Mul", [x, tensor("output_scales", scales, .double, shape: shape)])
        x = add("Add", [x, tensor("output_offsets", offsets, .double, shape: shape)])
      case .scale, .dense, .activation, .softmax: break
      }
    }
    let last = add("Add", [x, validity], output: names[names.count - 1])
    addLabels(of: program, last, validity: validity, outputType, name: names[0])
    outputs.append(
      Value(
        name: last, type: outputType, width: program.outputNames.count,
        description: program.outputNames.joined(separator: ", ")))
  }

  /// Adds the output of labels: whole numbers if all labels are, else texts.
  ///
  /// A sample without a valid prediction has the label −1 or an empty one.
  private mutating func addLabels(
    of program: InferenceProgram, _ probabilities: String, validity: String, _ type: ONNXType, name: String
  ) {
    func isWhole(_ labels: [String]) -> Bool { labels.allSatisfy { Int32($0)?.description == $0 } }
    switch program.decision {
    case .values: return
    case .largest(let labels):
      let index = add("ArgMax", [probabilities], [("axis", .int(1)), ("keepdims", .int(0))])
      let isInvalid = add(
        "IsNaN", [add("Squeeze", [validity, tensor("squeezed", [1], .int64, shape: [1])])])
      let all = labelTensor(labels, "labels", isWhole: isWhole(labels), shape: [labels.count])
      let none = labelTensor([isWhole(labels) ? "-1" : ""], "no_label", isWhole: isWhole(labels), shape: [1])
      add("Where", [isInvalid, none, add("Gather", [all, index])], output: name)
      outputs.append(Value(name: name, type: isWhole(labels) ? .int64 : .string, width: nil))
    case .secondLabels(let pairs, _, let threshold):
      let whole = isWhole(pairs.flatMap { $0 })
      let choices = [0, 1].map { side in
        labelTensor(pairs.map { $0[side] }, "labels_\(side + 1)", isWhole: whole, shape: [1, pairs.count])
      }
      let none = labelTensor([whole ? "-1" : ""], "no_label", isWhole: whole, shape: [1])
      let isSecond = add("Greater", [probabilities, scalar(threshold, type)])
      let chosen = add("Where", [isSecond, choices[1], choices[0]])
      add("Where", [add("IsNaN", [validity]), none, chosen], output: name)
      outputs.append(Value(name: name, type: whole ? .int64 : .string, width: pairs.count))
    }
  }

  private mutating func labelTensor(_ labels: [String], _ name: String, isWhole: Bool, shape: [Int]) -> String
  {
    guard !isWhole else { return tensor(name, labels.map { Double($0) ?? 0 }, .int64, shape: shape) }
    return tensor(name, labels)
  }
}
