extension ONNXGraph {
  /// Adds f(x) for every number of a tensor.
  ///
  /// Operators for which onnxruntime has no implementation in double precision are spelled out there.
  ///
  /// - Throws: `BPNetError.invalidModel` for a function that ONNX has not.
  mutating func apply(
    _ activation: Activation, to x: String, _ type: ONNXType, _ options: ExportOptions
  ) throws(BPNetError) -> String {
    switch activation.function {
    case .linear where activation.custom == nil: return x
    case .softmax: return add("Softmax", [x], [("axis", .int(1))])
    case .sigmoid:
      let isPlain = activation.parameter == 1
      return add("Sigmoid", [isPlain ? x : add("Mul", [x, scalar(activation.parameter, type)])])
    case .tanh: return add("Tanh", [x])
    case .relu: return add("Relu", [x])
    case .leaky_relu, .prelu:
      let below = add("Mul", [x, scalar(activation.parameter, type)])
      return add("Where", [add("Greater", [x, scalar(0, type)]), x, below])
    case .elu: return elu(x, activation.parameter, type)
    case .softplus: return softplus(x, type)
    case .silu: return add("Mul", [x, add("Sigmoid", [x])])
    case .gelu: return type == .double ? preciseGELU(x) : gelu(x, type)
    case .gelu_tanh:
      let cube = add("Mul", [add("Mul", [x, x]), x])
      let sum = add("Add", [x, add("Mul", [cube, scalar(0.044715, type)])])
      let gate = add("Tanh", [add("Mul", [sum, scalar(0x1.9884533d43651p-1, type)])])
      return add("Mul", [add("Mul", [x, scalar(0.5, type)]), add("Add", [gate, scalar(1, type)])])
    case .hard_limit:
      let isAtLeast = add("GreaterOrEqual", [x, scalar(0, type)])
      return add("Cast", [isAtLeast], [("to", .int(type.rawValue))])
    default:
      throw options.unsupported("the activation \(activation.name)", expected: "one that ONNX can express")
    }
  }

  private mutating func elu(_ x: String, _ alpha: Double, _ type: ONNXType) -> String {
    if type == .float { return add("Elu", [x], [("alpha", .float(Float(alpha)))]) }
    let exponential = add("Exp", [add("Min", [x, scalar(0, type)])])
    let below = add("Mul", [add("Sub", [exponential, scalar(1, type)]), scalar(alpha, type)])
    return add("Where", [add("Greater", [x, scalar(0, type)]), x, below])
  }

  /// max(x, 0) + log(1 + u), u = e^−|x|; with w, which is 1 + u rounded, log(1 + u) is u log w / (w − 1), or
  /// u if w is 1.
  private mutating func softplus(_ x: String, _ type: ONNXType) -> String {
    if type == .float { return add("Softplus", [x]) }
    let u = add("Exp", [add("Neg", [add("Abs", [x])])])
    let w = add("Add", [u, scalar(1, type)])
    let rest = add("Sub", [w, scalar(1, type)])
    let isZero = add("Equal", [rest, scalar(0, type)])
    let divisor = add("Where", [isZero, scalar(1, type), rest])
    let ratio = add("Div", [add("Log", [w]), divisor])
    let logarithm = add("Where", [isZero, u, add("Mul", [u, ratio])])
    return add("Add", [add("Max", [x, scalar(0, type)]), logarithm])
  }

  private mutating func gelu(_ x: String, _ type: ONNXType) -> String {
    let erf = add("Erf", [add("Mul", [x, scalar(0.5.squareRoot(), type)])])
    return add("Mul", [add("Mul", [x, scalar(0.5, type)]), add("Add", [erf, scalar(1, type)])])
  }

  /// x Φ(x) = max(x, 0) − |x| Φ(−|x|), with Φ(−|x|) as in the kernels' `functions/gelu.h`.
  private mutating func preciseGELU(_ x: String) -> String {
    func constant(_ name: String) -> Double { KernelConstant.numbers(of: name, .f64)[0] }
    let coefficients = KernelConstant.numbers(of: "gelu_coefficients", .f64)
    let a = add("Min", [add("Abs", [x]), scalar(constant("gelu_limit"), .double)])
    let v = add("Reciprocal", [add("Add", [a, scalar(constant("gelu_pole"), .double)])])
    let scaled = add("Mul", [v, scalar(constant("gelu_stretch"), .double)])
    let t = add("Sub", [scaled, scalar(constant("gelu_shift"), .double)])
    var sum = scalar(coefficients[coefficients.count - 1], .double)
    for coefficient in coefficients.dropLast().reversed() {
      sum = add("Add", [add("Mul", [sum, t]), scalar(coefficient, .double)])
    }
    let square = add("Mul", [add("Mul", [a, a]), scalar(-0.5, .double)])
    let tail = add("Mul", [add("Mul", [add("Exp", [square]), v]), sum])
    return add("Sub", [add("Max", [x, scalar(0, .double)]), add("Mul", [a, tail])])
  }
}
