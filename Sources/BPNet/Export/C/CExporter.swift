/// C99 source in one file, which predicts with the bits of `Model.predict`.
struct CExporter: ModelExporter {
  let name = "c"
  let summary = "C99 source without dependencies"
  let endings = [".c"]
  let optionNames: Set<String> = ["symbolPrefix"]

  func export(_ program: InferenceProgram, _ options: ExportOptions) throws(BPNetError) -> [UInt8] {
    var file = try CFile(program, options)
    file.writeBeginning()
    file.writeDeclarations()
    file.writeTexts()
    file.writeFunctions()
    file.writeNumbers()
    file.writePredict()
    file.writeEnd()
    return file.text.bytes
  }
}

/// A C file in the making.
struct CFile {
  let program: InferenceProgram
  /// The beginning of all names, without the underscore.
  let prefix: String
  let layers: [CLayer]
  var text = SourceText()

  var precision: Precision { program.precision }
  /// The type of the network's numbers.
  var real: String { precision == .f32 ? "float" : "double" }
  /// The most numbers that a layer reads or writes.
  var width: Int { max(program.inputCount, layers.map(\.outputCount).max() ?? 0) }

  init(_ program: InferenceProgram, _ options: ExportOptions) throws(BPNetError) {
    self.program = program
    prefix = try options.checkedPrefix()
    layers = try CLayer.all(of: program, options)
    var texts = program.columns + program.outputNames + program.sources.map(\.name)
    for source in program.sources {
      if case .words(let words) = source.content { texts += words }
    }
    if case .secondLabels(let pairs, _, _) = program.decision { texts += pairs.flatMap { $0 } }
    if let long = texts.first(where: { $0.utf8.count > CText.maximumLength }) {
      throw options.unsupported(
        "a name or label of \(long.utf8.count) bytes",
        expected: "at most \(CText.maximumLength), as much as every C99 compiler accepts")
    }
  }

  /// Adds lines, in which `@` stands for the prefix and REAL, BITS and FMA for the precision's type, its
  /// bits and its multiply-add.
  mutating func write(_ lines: String) {
    // Not for texts of the model, which may have any characters.
    text.line(
      lines.replacing("FMA(", with: "@fma(").replacing("REAL", with: real)
        .replacing("BITS", with: precision == .f32 ? "uint32_t" : "uint64_t")
        .replacing("@@", with: prefix.uppercased() + "_").replacing("@", with: prefix + "_"))
  }

  /// Adds a line as it is.
  mutating func writeLine(_ line: String = "") { text.line(line) }

  /// Adds an array of texts.
  mutating func write(texts: [String], name: String) {
    write("const char *const @\(name)[\(texts.count)] = {")
    text.list(texts.map(CText.string))
    writeLine("};")
  }

  /// Adds an array of numbers.
  mutating func write(numbers: some Sequence<Double>, name: String, precision: Precision) {
    write("static const \(precision == .f32 ? "float" : "double") @\(name)[] = {")
    text.list(numbers.lazy.map { $0.isNaN ? "NAN" : CText.number($0, precision) })
    writeLine("};")
  }
}

/// A layer of a network in C.
struct CLayer {
  let inputCount: Int
  let outputCount: Int
  /// `[out][in]`.
  let weights: [Double]
  let biases: [Double]
  /// What follows the product: for each number x, or for all of them.
  var function: Function = .none

  enum Function {
    case none
    /// An expression of x.
    case elements(String)
    case softmax
  }

  /// The layers of a program.
  ///
  /// - Throws: `BPNetError.invalidModel` for a function that C has not.
  static func all(
    of program: InferenceProgram, _ options: ExportOptions
  ) throws(BPNetError) -> [CLayer] {
    var layers: [CLayer] = []
    for operation in program.networkOperations {
      switch operation {
      case .dense(let weights, let biases):
        layers.append(
          CLayer(
            inputCount: weights.count / biases.count, outputCount: biases.count, weights: weights,
            biases: biases))
      case .activation(let activation):
        layers[layers.count - 1].function = try function(activation, program.precision, options)
      case .softmax: layers[layers.count - 1].function = .softmax
      case .scale, .exp, .complement, .unscale: break
      }
    }
    return layers
  }

  private static func function(
    _ activation: Activation, _ precision: Precision, _ options: ExportOptions
  ) throws(BPNetError) -> Function {
    func call(_ name: String, _ number: Double? = nil) -> Function {
      let argument = number.map { ", \(CText.number($0, precision))" } ?? ""
      return .elements("@\(name)(x\(argument))")
    }
    let parameter = activation.parameter
    switch activation.function {
    case .linear where activation.custom == nil: return .none
    case .softmax: return .softmax
    case .relu: return .elements("x <= 0 ? 0 : x")
    case .hard_limit: return .elements("0 <= x ? 1 : x < 0 ? 0 : x")
    case .leaky_relu, .prelu:
      return .elements("0 < x ? x : \(CText.number(parameter, precision)) * x")
    case .sigmoid: return call("sigmoid", parameter)
    case .elu: return call("elu", parameter)
    case .tanh: return call("tanh")
    case .softplus: return call("softplus")
    case .gelu: return call("gelu")
    case .gelu_tanh: return call("gelu_tanh")
    case .silu: return call("silu")
    default:
      throw options.unsupported("the activation \(activation.name)", expected: "one that C files can have")
    }
  }
}
