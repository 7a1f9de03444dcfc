/// A layer as FANN has it: f(s Σ w x) for each neuron, with s Σ w x limited to ±150.
struct FANNLayer {
  /// FANN's functions, by their numbers.
  enum Function: Int {
    case linear = 0
    case threshold = 1
    /// 1 / (1 + e^−2x)
    case sigmoid = 3
    /// tanh x
    case symmetricSigmoid = 5
    /// x, limited to 0…1
    case linearPiece = 12
  }

  var inputCount: Int { weights.count / biases.count }
  var outputCount: Int { biases.count }
  /// `[out][in]`.
  var weights: [Double]
  var biases: [Double]
  var function = Function.linear
  var steepness = 1.0
  /// The factor of outputs, by which the next layer divides.
  var outputFactor = 1.0

  /// The steepness of functions whose limits have to be far away: a power of two, so that weights are exact.
  private static let small = 0x1p-40

  /// The layers of a program, with its scaling in the first and the last one.
  ///
  /// - Throws: `BPNetError.invalidModel` for what FANN has not.
  static func all(
    of program: InferenceProgram, _ options: ExportOptions
  ) throws(BPNetError) -> [FANNLayer] {
    var layers: [FANNLayer] = []
    for operation in program.operations {
      switch operation {
      case .scale(_, _, let replacements):
        if let index = replacements.firstIndex(where: { $0 != nil }) {
          throw options.unsupported(
            "a replacement for missing values of \(program.columns[index % program.columns.count])",
            expected: "none, because FANN has no missing values")
        }
      case .dense(let weights, let biases): layers.append(FANNLayer(weights: weights, biases: biases))
      case .activation(let activation): try layers[layers.count - 1].set(activation, options)
      case .softmax: try layers[layers.count - 1].setSoftmax(options)
      case .exp:
        throw options.unsupported("outputs that are logarithms", expected: "others, because FANN has no exp")
      case .complement: layers.addLinear(weights: [-1, 1], biases: [1, 0])
      case .unscale(let offsets, let scales): layers.unscale(offsets, scales)
      }
    }
    if layers[layers.count - 1].outputFactor != 1 {
      let count = layers[layers.count - 1].outputCount
      layers.unscale(
        [Double](repeating: 0, count: count), [Double](repeating: 1, count: count), alwaysAdds: true)
    }
    if case .scale(let offsets, let scales, _) = program.operations.first { layers[0].scale(offsets, scales) }
    for index in layers.indices {
      let factor = index > 0 ? layers[index - 1].outputFactor : 1
      layers[index].prepare(inputFactor: factor)
    }
    return layers
  }

  private mutating func set(_ activation: Activation, _ options: ExportOptions) throws(BPNetError) {
    switch activation.function {
    case .linear where activation.custom == nil: break
    case .tanh: function = .symmetricSigmoid
    case .sigmoid: (function, steepness) = (.sigmoid, activation.parameter / 2)
    case .hard_limit: function = .threshold
    case .relu: (function, outputFactor) = (.linearPiece, Self.small)
    default:
      throw options.unsupported(
        "the activation \(activation)",
        expected: "one that FANN has: sigmoid, tanh, relu, linear or hard-limit")
    }
  }

  /// A softmax of two numbers consists of two sigmoids of their difference.
  private mutating func setSoftmax(_ options: ExportOptions) throws(BPNetError) {
    guard outputCount == 2 else {
      throw options.unsupported(
        "a softmax of \(outputCount) classes", expected: "two, because FANN has no softmax")
    }
    let (first, second) = (weights[..<inputCount], weights[inputCount...])
    let difference = zip(first, second).map { $0 - $1 }
    weights = difference + difference.map { -$0 }
    biases = [biases[0] - biases[1], biases[1] - biases[0]]
    (function, steepness) = (.sigmoid, 0.5)
  }

  /// Makes the inputs those before the scaling (x − offset) / scale.
  private mutating func scale(_ offsets: [Double], _ scales: [Double]) {
    for output in biases.indices {
      for input in offsets.indices {
        let place = output * offsets.count + input
        weights[place] /= scales[input]
        biases[output] -= weights[place] * offsets[input]
      }
    }
  }

  /// Sets weights and steepness so that inputs may have a factor, and that no limit is near.
  private mutating func prepare(inputFactor: Double) {
    if inputFactor != 1 { weights = weights.map { $0 / inputFactor } }
    guard function == .linear || function == .linearPiece else { return }
    steepness = Self.small
    guard function == .linear else { return }
    weights = weights.map { $0 / Self.small }
    biases = biases.map { $0 / Self.small }
  }
}

extension [FANNLayer] {
  /// Adds x · scale + offset for each output: within the last layer, or as one more layer.
  fileprivate mutating func unscale(_ offsets: [Double], _ scales: [Double], alwaysAdds: Bool = false) {
    let last = self[count - 1]
    if !alwaysAdds, last.function == .linear {
      for output in offsets.indices {
        for place in output * last.inputCount..<(output + 1) * last.inputCount {
          self[count - 1].weights[place] *= scales[output]
        }
        self[count - 1].biases[output] = last.biases[output] * scales[output] + offsets[output]
      }
      return
    }
    let isNeeded = alwaysAdds || scales.contains { $0 != 1 } || offsets.contains { $0 != 0 }
    guard isNeeded else { return }
    let weights = scales.indices.flatMap { output in
      scales.indices.map { $0 == output ? scales[output] : 0 }
    }
    addLinear(weights: weights, biases: offsets)
  }

  fileprivate mutating func addLinear(weights: [Double], biases: [Double]) {
    append(FANNLayer(weights: weights, biases: biases))
  }
}
