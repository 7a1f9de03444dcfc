extension QuantizedNetwork {
  /// Numbers that were not among the data may be as many times larger than these.
  private static let margin = 2.0

  /// A program in whole numbers.
  ///
  /// - Parameter weightBits: 8 or 16.
  /// - Throws: `BPNetError.invalidModel` for what they cannot hold.
  init(
    _ program: InferenceProgram, _ calibration: Calibration, weightBits: Int, _ options: ExportOptions
  ) throws(BPNetError) {
    self.weightBits = weightBits
    if program.outputOperations.contains(.exp) {
      throw options.unsupported(
        "outputs that are logarithms of numbers", expected: "probabilities or numbers, in fixed point")
    }
    hasComplement = program.outputOperations.contains(.complement)
    let limit = Double(Self.valueLimit)
    let inputUnit = Self.unit(calibration.largestScaledInput)
    inputs = try Self.inputs(of: program, calibration, unit: inputUnit, options)
    var layers: [Layer] = []
    var unit = inputUnit
    let steps = Self.denseSteps(of: program)
    for (index, step) in steps.enumerated() {
      let isLast = index == steps.count - 1
      let range = calibration.layers[index]
      let largest = Self.margin * max(-range.lowerBound, range.upperBound, 1e-30)
      let form = try Form(
        step.activation, largest: largest, limit: limit, isLast: isLast,
        stepBits: weightBits == 8 ? 8 : 10, options)
      layers.append(
        Layer(
          step.weights, step.biases, weightBits, from: unit,
          excess: index == 0 ? inputs.map(\.excess) : nil, to: form.netInputUnit, form.function))
      unit = form.unit
    }
    self.layers = layers
    let holdsProbabilities = layers.last?.function.holdsProbabilities ?? false
    guard holdsProbabilities || !hasComplement else {
      throw options.unsupported(
        "two classes by an output that is no probability", expected: "sigmoid, in fixed point")
    }
    outputs = Self.outputs(
      of: program, unit: unit, range: calibration.layers[steps.count - 1],
      holdsProbabilities: holdsProbabilities)
  }

  /// The unit of values up to `largest` in the data.
  private static func unit(_ largest: Double) -> Double {
    (largest > 0 ? margin * largest : 1) / Double(valueLimit)
  }

  private struct Step {
    let weights: [Double]
    let biases: [Double]
    var activation: Activation
  }

  private static func denseSteps(of program: InferenceProgram) -> [Step] {
    program.networkOperations.reduce(into: []) { steps, operation in
      switch operation {
      case .dense(let weights, let biases):
        steps.append(Step(weights: weights, biases: biases, activation: .linear))
      case .activation(let activation): steps[steps.count - 1].activation = activation
      case .softmax: steps[steps.count - 1].activation = .softmax
      case .scale, .exp, .complement, .unscale: break
      }
    }
  }

  private static func inputs(
    of program: InferenceProgram, _ calibration: Calibration, unit: Double, _ options: ExportOptions
  ) throws(BPNetError) -> [Input] {
    let ones = [Double](repeating: 1, count: program.inputCount)
    let scaling = program.inputScaling ?? (ones.map { _ in 0 }, ones)
    let replacements = program.replacements ?? ones.map { _ in nil }
    // Inputs that are made of words are 0 and 1.
    let made = Set(program.sources.filter { $0.content != .number }.flatMap(\.inputs))
    return try program.columnIndices.enumerated().map { (index, column) throws(BPNetError) in
      let input = calibration.inputs[index]
      let (offset, scale) = (scaling.offsets[index], scaling.scales[index])
      // A step of the scaled input is a few steps of the number.
      let needed = -Int((unit * scale.magnitude / 4).exponent)
      let largest = max(
        input.largest, offset.magnitude + Double(valueLimit) * unit * scale.magnitude, 1e-30)
      let possible = 29 - Int(largest.exponent)
      guard possible >= needed - 4 else {
        throw options.unsupported(
          "\(program.columns[column]) with values up to \(NumberText.significant(largest, digits: 3)) and "
            + "differences of \(NumberText.significant(scale, digits: 3))",
          expected: "numbers that 32 bits can tell apart")
      }
      let exact = input.exactBits < Calibration.maximumBits ? input.exactBits : Int.max
      let bits = made.contains(column) ? 0 : min(possible, exact, max(needed, 0))
      let wholeOffset = (offset * .powerOfTwo(bits)).rounded(to: 2e9)
      let excess = (offset - Double(wholeOffset) / .powerOfTwo(bits)) / scale
      return Input(
        bits: bits, offset: wholeOffset,
        factor: FixedPointFactor(1 / (scale * .powerOfTwo(bits) * unit), largest: 4e9),
        replacement: replacements[index].map {
          Int16(((($0 - offset) / scale + excess) / unit).rounded(to: Double(valueLimit)))
        },
        excess: excess)
    }
  }

  /// How values become numbers in the units of the data.
  private static func outputs(
    of program: InferenceProgram, unit: Double, range: ClosedRange<Double>, holdsProbabilities: Bool
  ) -> [Output] {
    var scaling: (offsets: [Double], scales: [Double])?
    for case .unscale(let offsets, let scales) in program.outputOperations { scaling = (offsets, scales) }
    if scaling == nil {
      guard !holdsProbabilities else { return [] }
      let count = program.outputNames.count
      scaling = ([Double](repeating: 0, count: count), [Double](repeating: 1, count: count))
    }
    return zip(scaling?.offsets ?? [], scaling?.scales ?? []).map { offset, scale in
      let spread = max(range.upperBound - range.lowerBound, 1e-30) * scale.magnitude
      let largest = max(
        offset.magnitude + 4 * max(-range.lowerBound, range.upperBound) * scale.magnitude, 1e-30)
      // The spread has 2^18 steps, if the numbers fit.
      let bits = min(29 - Int(largest.exponent), 18 - Int(spread.exponent))
      return Output(
        bits: bits,
        factor: FixedPointFactor(unit * scale * .powerOfTwo(bits), largest: Double(netInputLimit)),
        offset: (offset * .powerOfTwo(bits)).rounded(to: 2e9))
    }
  }
}

extension InferenceProgram {
  /// The column of each input; a window has all columns several times.
  fileprivate var columnIndices: [Int] { (0..<inputCount).map { $0 % columns.count } }
}

extension QuantizedNetwork {
  /// A function in whole numbers, with the units of its argument and its values.
  private struct Form {
    let function: Function
    let netInputUnit: Double
    let unit: Double

    /// - Parameters:
    ///   - largest: the largest absolute value that has to be held.
    ///   - limit: the largest whole number of a value.
    ///   - stepBits: a table has 2^stepBits steps.
    init(
      _ activation: Activation, largest: Double, limit: Double, isLast: Bool, stepBits: Int,
      _ options: ExportOptions
    ) throws(BPNetError) {
      // Values of the last layer become predicted numbers, and need not fit into 16 bits.
      let fineUnit = largest / (isLast ? .powerOfTwo(27) : limit)
      let netInputLimit = Double(QuantizedNetwork.netInputLimit)
      switch activation.function {
      case .linear where activation.custom == nil:
        (function, netInputUnit, unit) = (.none, fineUnit, fineUnit)
      case .relu, .leaky_relu, .prelu:
        let slope = activation.slopeBelowZero
        let unit = isLast && slope != 0 ? fineUnit / min(1, slope.magnitude) : fineUnit
        function = .rectifier(FixedPointFactor(slope, largest: netInputLimit))
        (netInputUnit, self.unit) = (unit, unit)
      case .hard_limit: (function, netInputUnit, unit) = (.hardLimit, largest / .powerOfTwo(20), 1 / limit)
      case .softmax:
        guard isLast else {
          throw options.unsupported("softmax in a hidden layer", expected: "another function, in fixed point")
        }
        let made = FunctionTable.exponential(stepBits: stepBits)
        let unit = Double.powerOfTwo(-QuantizedNetwork.probabilityBits)
        (function, netInputUnit, self.unit) = (.softmax(made.table), made.netInputUnit, unit)
      default:
        guard let domain = FunctionTable.Domain(activation) else {
          throw options.unsupported(
            "the activation \(activation.name)", expected: "one of the library's, in fixed point")
        }
        let isBounded = !domain.endsAsIdentity
        let unit = isBounded ? .powerOfTwo(-QuantizedNetwork.probabilityBits) : largest / limit
        let made = try FunctionTable.make(of: activation, domain, unit: unit, stepBits: stepBits)
        (function, netInputUnit, self.unit) = (.table(made.table), made.netInputUnit, unit)
      }
    }
  }
}

extension Activation {
  /// The factor of numbers below 0.
  fileprivate var slopeBelowZero: Double { function == .relu ? 0 : parameter }
}

extension QuantizedNetwork.Layer {
  /// - Parameters:
  ///   - unit: that of the values that it takes.
  ///   - excess: by how much each value is too large; nil if they are right.
  ///   - netInputUnit: that of its net inputs.
  init(
    _ weights: [Double], _ biases: [Double], _ weightBits: Int, from unit: Double, excess: [Double]?,
    to netInputUnit: Double, _ function: QuantizedNetwork.Function
  ) {
    let inputCount = weights.count / biases.count
    let (weightLimit, biasLimit) = (Double(1 << (weightBits - 1)) - 1, Double.powerOfTwo(30))
    var (wholeWeights, wholeBiases, weightUnits): ([Int32], [Int32], [Double]) = ([], [], [])
    var largestSum: Int64 = 0
    for (output, bias) in biases.enumerated() {
      let row = weights[output * inputCount..<(output + 1) * inputCount]
      let largest = row.reduce(0) { max($0, $1.magnitude) }
      let excesses = excess.map { zip(row, $0).map { $0 * $1 } } ?? []
      let largestBias = excesses.reduce(bias.magnitude) { $0 + $1.magnitude }
      // The bias is a whole number of the sum's unit, and has to fit, too.
      let needed = max(largest / weightLimit, largestBias / unit / biasLimit)
      let weightUnit = needed > 0 ? needed : 1
      let whole = row.map { Int32(($0 / weightUnit).rounded(to: weightLimit)) }
      // By the rounded weights, which the excesses are multiplied with.
      let wholeExcess = zip(whole, excess ?? []).reduce(0) { $0 + Double($1.0) * $1.1 }
      let wholeBias = Int32(((bias / weightUnit - wholeExcess) / unit).rounded(to: biasLimit))
      let sum = whole.reduce(Int64(wholeBias.magnitude)) {
        $0 + Int64($1.magnitude) * QuantizedNetwork.valueLimit
      }
      largestSum = max(largestSum, sum)
      wholeWeights += whole
      wholeBiases.append(wholeBias)
      weightUnits.append(weightUnit)
    }
    self.inputCount = inputCount
    self.weights = wholeWeights
    self.biases = wholeBiases
    self.function = function
    factors = weightUnits.map {
      FixedPointFactor($0 * unit / netInputUnit, largest: Double(largestSum))
    }
    hasShortSums = largestSum <= Int64(Int32.max)
  }
}
