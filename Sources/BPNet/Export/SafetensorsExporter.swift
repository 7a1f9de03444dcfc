/// The tensors of a `torch.nn.Sequential`, under the names of its `state_dict`.
///
/// Layer n is the module 2n and its function the module 2n + 1. Scaling is no module: the metadata have it.
struct SafetensorsExporter: ModelExporter {
  let name = "safetensors"
  let summary = "tensors of a PyTorch Sequential"
  let endings = [".safetensors"]

  func export(_ program: InferenceProgram, _ options: ExportOptions) throws(BPNetError) -> [UInt8] {
    var container = Safetensors()
    var modules: [String] = []
    func add(_ name: String, _ numbers: [Double], _ shape: [Int]) {
      container.tensors.append(.init(name: name, numbers, shape: shape, program.precision))
    }
    for operation in program.networkOperations {
      switch operation {
      case .dense(let weights, let biases):
        if !modules.count.isMultiple(of: 2) { modules.append("Identity()") }
        let inputCount = weights.count / biases.count
        add("\(modules.count).weight", weights, [biases.count, inputCount])
        add("\(modules.count).bias", biases, [biases.count])
        modules.append("Linear(\(inputCount), \(biases.count))")
      case .activation(let activation):
        if activation.function == .prelu { add("\(modules.count).weight", [activation.parameter], [1]) }
        modules.append(try Self.module(activation, options))
      case .softmax: modules.append("Softmax(dim=1)")
      case .scale, .exp, .complement, .unscale: break
      }
    }
    container.metadata = [
      "format": "pt", "bpnet.version": libraryVersion, "bpnet.modules": Self.json(modules),
      "bpnet.input_names": Self.json(program.columns), "bpnet.output_names": Self.json(program.outputNames),
    ]
    if let scaling = program.inputScaling {
      container.metadata["bpnet.input_offsets"] = Self.json(scaling.offsets)
      container.metadata["bpnet.input_scales"] = Self.json(scaling.scales)
    }
    if let replacements = program.replacements {
      container.metadata["bpnet.input_replacements"] =
        JSONValue.array(replacements.map { $0.map { .double($0) } ?? .null }).description
    }
    for operation in program.outputOperations {
      switch operation {
      case .unscale(let offsets, let scales):
        container.metadata["bpnet.output_offsets"] = Self.json(offsets)
        container.metadata["bpnet.output_scales"] = Self.json(scales)
      case .exp: container.metadata["bpnet.output_function"] = "exp"
      case .complement: container.metadata["bpnet.output_function"] = "1 - p, p"
      case .dense, .activation, .softmax, .scale: break
      }
    }
    return container.encoded()
  }

  private static func json(_ texts: [String]) -> String {
    JSONValue.array(texts.map { .string($0) }).description
  }

  private static func json(_ numbers: [Double]) -> String {
    JSONValue.array(numbers.map { .double($0) }).description
  }

  /// The module of an activation, as PyTorch prints it.
  private static func module(
    _ activation: Activation, _ options: ExportOptions
  ) throws(BPNetError) -> String {
    let parameter = activation.parameter
    switch activation.function {
    case .linear where activation.custom == nil: return "Identity()"
    case .sigmoid where parameter == 1: return "Sigmoid()"
    case .tanh: return "Tanh()"
    case .relu: return "ReLU()"
    case .leaky_relu: return "LeakyReLU(negative_slope=\(parameter))"
    case .prelu: return "PReLU()"
    case .elu: return "ELU(alpha=\(parameter))"
    case .softplus: return "Softplus()"
    case .gelu: return "GELU()"
    case .gelu_tanh: return "GELU(approximate='tanh')"
    case .silu: return "SiLU()"
    case .softmax: return "Softmax(dim=1)"
    default:
      throw options.unsupported("the activation \(activation)", expected: "one that PyTorch has as a module")
    }
  }
}

extension Safetensors.Tensor {
  /// Numbers in a precision.
  fileprivate init(name: String, _ numbers: [Double], shape: [Int], _ precision: Precision) {
    let bytes: [UInt8] =
      switch precision {
      case .f32: numbers.map { Float($0).bitPattern.littleEndian }.withUnsafeBytes { Array($0) }
      case .f64: numbers.map(\.bitPattern.littleEndian).withUnsafeBytes { Array($0) }
      }
    self.init(name: name, elementType: precision == .f32 ? .f32 : .f64, shape: shape, bytes: bytes)
  }
}
