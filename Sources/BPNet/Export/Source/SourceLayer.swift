/// A layer of a network in source code.
struct SourceLayer {
  let inputCount: Int
  let outputCount: Int
  /// `[out][in]`.
  let weights: [Double]
  let biases: [Double]
  /// What follows the product: for each number x, or for all of them.
  var function: Function = .none

  enum Function {
    case none
    /// An expression of x in the notation of `SourceLanguage`.
    case elements(String)
    case softmax
  }

  /// The layers of a program.
  ///
  /// - Throws: `BPNetError.invalidModel` for a function that source code cannot have.
  static func all(
    of program: InferenceProgram, _ language: SourceLanguage, _ options: ExportOptions
  ) throws(BPNetError) -> [SourceLayer] {
    var layers: [SourceLayer] = []
    for operation in program.networkOperations {
      switch operation {
      case .dense(let weights, let biases):
        layers.append(
          SourceLayer(
            inputCount: weights.count / biases.count, outputCount: biases.count, weights: weights,
            biases: biases))
      case .activation(let activation):
        layers[layers.count - 1].function = try language.function(activation, program.precision, options)
      case .softmax: layers[layers.count - 1].function = .softmax
      case .scale, .exp, .complement, .unscale: break
      }
    }
    return layers
  }
}

extension SourceLayer {
  /// The sizes of groups of outputs that are computed side by side, in falling order: as many of the widest
  /// as there are, which are as wide as the registers of all processors hold, and powers of two for the rest.
  static func groups(of outputCount: Int, _ precision: Precision) -> [Int] {
    let widest = precision == .f32 ? 64 : 32
    var groups = [Int](repeating: widest, count: outputCount / widest)
    for width in [32, 16, 8, 4, 2, 1] where width < widest && outputCount & width != 0 {
      groups.append(width)
    }
    return groups
  }

  /// The weights, group after group `[in][width]`.
  func groupedWeights(_ precision: Precision) -> some Sequence<Double> {
    var start = 0
    var order: [Range<Int>] = []
    for width in Self.groups(of: outputCount, precision) {
      order.append(start..<start + width)
      start += width
    }
    return order.lazy.flatMap { outputs in
      (0..<inputCount).lazy.flatMap { input in
        outputs.lazy.map { weights[$0 * inputCount + input] }
      }
    }
  }

  /// A call for some groups of the same width: how many, and the first output.
  struct GroupRun: Equatable {
    let width: Int
    let count: Int
    let first: Int
  }

  /// The groups, of which those of the same width are together.
  func groupRuns(_ precision: Precision) -> [GroupRun] {
    var runs: [GroupRun] = []
    var first = 0
    for width in Self.groups(of: outputCount, precision) {
      if let last = runs.last, last.width == width {
        runs[runs.count - 1] = GroupRun(width: width, count: last.count + 1, first: last.first)
      } else {
        runs.append(GroupRun(width: width, count: 1, first: first))
      }
      first += width
    }
    return runs
  }
}

extension SourceLanguage {
  fileprivate func function(
    _ activation: Activation, _ precision: Precision, _ options: ExportOptions
  ) throws(BPNetError) -> SourceLayer.Function {
    func call(_ name: String, _ value: Double? = nil) -> SourceLayer.Function {
      let argument = value.map { ", \(number($0, precision))" } ?? ""
      return .elements("@\(name)(x\(argument))")
    }
    let parameter = activation.parameter
    switch activation.function {
    case .linear where activation.custom == nil: return .none
    case .softmax: return .softmax
    case .relu: return .elements("x <= 0 ? 0 : x")
    case .hard_limit: return .elements("0 <= x ? 1 : x < 0 ? 0 : x")
    case .leaky_relu, .prelu: return .elements("0 < x ? x : \(number(parameter, precision)) * x")
    case .sigmoid: return call("sigmoid", parameter)
    case .elu: return call("elu", parameter)
    case .tanh: return call("tanh")
    case .softplus: return call("softplus")
    case .gelu: return call("gelu")
    case .gelu_tanh: return call("gelu_tanh")
    case .silu: return call("silu")
    default:
      throw options.unsupported(
        "the activation \(activation.name)", expected: "one that source files can have")
    }
  }
}

extension InferenceProgram {
  /// Whether words of the data become inputs.
  var hasWords: Bool { sources.contains { $0.content != .number } }

  /// The replacements of missing values; nil if there are none.
  var replacements: [Double?]? {
    guard case .scale(_, _, let replacements) = operations.first, replacements.contains(where: { $0 != nil })
    else { return nil }
    return replacements
  }

  /// The scaling of the inputs; nil if they are taken as they are.
  var inputScaling: (offsets: [Double], scales: [Double])? {
    guard case .scale(let offsets, let scales, _) = operations.first,
      !offsets.allSatisfy({ $0 == 0 }) || !scales.allSatisfy({ $0 == 1 })
    else { return nil }
    return (offsets, scales)
  }

  /// The most numbers that a layer reads or writes.
  func width(of layers: [SourceLayer]) -> Int { max(inputCount, layers.map(\.outputCount).max() ?? 0) }

  /// The functions that layers and outputs need, with their constants, each after those that it needs.
  func parts(of layers: [SourceLayer], _ language: SourceLanguage) -> [SourcePart] {
    var calls = outputOperations.contains(.exp) ? ["@response(x)"] : []
    for layer in layers {
      switch layer.function {
      case .none: break
      case .elements(let expression): calls.append(expression)
      case .softmax: calls.append("@softmax(x)")
      }
    }
    return SourcePart.needed(by: calls, language, precision)
  }
}
