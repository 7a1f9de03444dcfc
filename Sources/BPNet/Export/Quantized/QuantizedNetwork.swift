/// A model in whole numbers: weights of 8 or 16 bits, values between layers of 16 bits, sums of 32 or 64.
///
/// A value q of a layer stands for q times the layer's unit. Products of weights and values are summed
/// exactly; a factor for each neuron changes the sum's unit to that of the net input z, from which the
/// function gives the value. Exported C does the same, step by step.
struct QuantizedNetwork: Sendable {
  /// How a number in the units of the data becomes an input.
  struct Input: Sendable {
    /// The number is q / 2^bits.
    let bits: Int
    let offset: Int64
    let factor: FixedPointFactor
    /// The value of the input where the number is missing; nil if none replaces it.
    let replacement: Int16?
    /// The difference between the scaled input and the true one, since the offset is a whole number; the
    /// biases of the first layer compensate for it.
    let excess: Double
  }

  struct Layer: Sendable {
    let inputCount: Int
    /// `[out][in]`.
    let weights: [Int32]
    let biases: [Int32]
    let factors: [FixedPointFactor]
    /// Whether the sums fit into 32 bits whatever the inputs are.
    let hasShortSums: Bool
    let function: Function

    var outputCount: Int { biases.count }
  }

  /// What becomes of a net input.
  enum Function: Sendable {
    /// Nothing.
    case none
    /// A factor for numbers below 0.
    case rectifier(FixedPointFactor)
    case hardLimit
    case table(FunctionTable)
    /// exp(z) of each less the largest, from a table, as a part of their sum.
    case softmax(FunctionTable)
  }

  /// How a value becomes a predicted number: q · factor + offset, which is the number times 2^bits.
  struct Output: Sendable {
    let bits: Int
    let factor: FixedPointFactor
    let offset: Int64
  }

  /// The largest value between layers.
  static let valueLimit: Int64 = 32767
  /// The largest net input.
  static let netInputLimit: Int64 = 1 << 30
  /// The input that stands for a missing number.
  static let missing = Int32.min
  /// The bits of probabilities.
  static let probabilityBits = 15

  /// The bits of a weight.
  let weightBits: Int
  let inputs: [Input]
  let layers: [Layer]
  /// How values become numbers in the units of the data; empty for probabilities.
  let outputs: [Output]
  /// Whether the only output is the probability of the second of two classes.
  let hasComplement: Bool

  /// The bits of each predicted number.
  var outputBits: [Int] {
    if !outputs.isEmpty { return outputs.map(\.bits) }
    let count = (layers.last?.outputCount ?? 0) + (hasComplement ? 1 : 0)
    return [Int](repeating: Self.probabilityBits, count: count)
  }

  /// The bytes of weights, biases and tables.
  var byteCount: Int {
    layers.reduce(0) { sum, layer in
      let table = layer.function.table.map { 2 * $0.values.count } ?? 0
      return sum + layer.weights.count * weightBits / 8 + 9 * layer.outputCount + table
    }
  }
}

extension QuantizedNetwork.Function {
  var table: FunctionTable? {
    switch self {
    case .table(let table), .softmax(let table): table
    case .none, .rectifier, .hardLimit: nil
    }
  }

  /// Whether values are parts of 2^15.
  var holdsProbabilities: Bool {
    switch self {
    case .softmax, .hardLimit: true
    case .table(let table): table.tail == nil
    case .none, .rectifier: false
    }
  }
}

extension QuantizedNetwork {
  /// The inputs for a row in the units of the data, as its user has to round them; NaN is a missing number.
  func wholeNumbers(of row: some Sequence<Double>) -> [Int32] {
    zip(row, inputs).map { value, input in
      value.isNaN
        ? Self.missing : Int32((value * .powerOfTwo(input.bits)).rounded(to: Double(Int32.max)))
    }
  }

  /// The predicted numbers, each times 2 to the power of its bits.
  func predict(_ row: [Int32]) -> [Int32] {
    var values = zip(row, inputs).map { value, input in
      value == Self.missing
        ? Int64(input.replacement ?? 0)
        : input.factor(Int64(value) - input.offset).clamped(to: Self.valueLimit)
    }
    for (index, layer) in layers.enumerated() {
      values = layer.run(values, isLast: index == layers.count - 1)
    }
    if hasComplement { values = [1 << Self.probabilityBits - values[0], values[0]] }
    guard !outputs.isEmpty else { return values.map { Int32($0) } }
    return zip(values, outputs).map { value, output in
      Int32((output.factor(value) + output.offset).clamped(to: Int64(Int32.max)))
    }
  }

  /// The predicted numbers in the units of the data.
  func numbers(of row: some Sequence<Double>) -> [Double] {
    zip(predict(wholeNumbers(of: row)), outputBits).map { Double($0) / .powerOfTwo($1) }
  }
}

extension QuantizedNetwork.Layer {
  func run(_ values: [Int64], isLast: Bool) -> [Int64] {
    let netInputs = (0..<outputCount).map { output in
      var sum = Int64(biases[output])
      for input in 0..<inputCount { sum += Int64(weights[output * inputCount + input]) * values[input] }
      return factors[output](sum).clamped(to: QuantizedNetwork.netInputLimit)
    }
    let limit = isLast ? QuantizedNetwork.netInputLimit : QuantizedNetwork.valueLimit
    switch function {
    case .none: return netInputs.map { $0.clamped(to: limit) }
    case .rectifier(let slope): return netInputs.map { ($0 < 0 ? slope($0) : $0).clamped(to: limit) }
    case .hardLimit: return netInputs.map { $0 < 0 ? 0 : QuantizedNetwork.valueLimit }
    case .table(let table): return netInputs.map(table.value)
    case .softmax(let table):
      let largest = netInputs.max() ?? 0
      let exponentials = netInputs.map { table.value($0 - largest) }
      let sum = exponentials.reduce(0, +)
      return exponentials.map { (($0 << QuantizedNetwork.probabilityBits) + sum / 2) / sum }
    }
  }
}
