/// A function of net inputs as a table of values, between which it is a line.
struct FunctionTable: Equatable, Sendable {
  /// The bits of a net input between two values.
  static let fractionBits = 12

  /// The values, in units of the layer's values.
  let values: [Int16]
  /// The net input of the first value, in units.
  let first: Int64
  /// What the function is beyond the last value: a factor of the net input; nil if it stays.
  let tail: FixedPointFactor?

  /// The net input of the last value.
  var last: Int64 { first + Int64(values.count - 1) << Self.fractionBits }

  /// The function's value for a net input.
  func value(_ netInput: Int64) -> Int64 {
    if netInput <= first { return Int64(values[0]) }
    if netInput >= last {
      return tail.map { $0(netInput).clamped(to: QuantizedNetwork.valueLimit) }
        ?? Int64(values[values.count - 1])
    }
    let place = netInput - first
    let index = Int(place >> Self.fractionBits)
    let (low, high) = (Int64(values[index]), Int64(values[index + 1]))
    let product = (high - low) * (place & (1 << Self.fractionBits - 1))
    let half: Int64 = 1 << (Self.fractionBits - 1)
    return low
      + (product < 0 ? -((half - product) >> Self.fractionBits) : (product + half) >> Self.fractionBits)
  }
}

extension FunctionTable {
  /// Where a function is neither constant nor a line: its least and largest argument, and whether it is the
  /// identity above.
  struct Domain {
    let range: ClosedRange<Double>
    let endsAsIdentity: Bool

    /// That of an activation with a table; nil for those without.
    init?(_ activation: Activation) {
      switch activation.function {
      case .sigmoid:
        (range, endsAsIdentity) = (-12 / activation.parameter...12 / activation.parameter, false)
      case .tanh: (range, endsAsIdentity) = (-6...6, false)
      case .softplus: (range, endsAsIdentity) = (-12...12, true)
      case .elu: (range, endsAsIdentity) = (-12...0.5, true)
      case .silu: (range, endsAsIdentity) = (-14...14, true)
      case .gelu, .gelu_tanh: (range, endsAsIdentity) = (-6...6, true)
      default: return nil
      }
    }
  }

  /// The table of an activation for values in `unit`, and the unit of its net inputs.
  ///
  /// - Parameter stepBits: the table has 2^stepBits steps.
  static func make(
    of activation: Activation, _ domain: Domain, unit: Double, stepBits: Int
  ) throws(BPNetError) -> (table: FunctionTable, netInputUnit: Double) {
    let step = (domain.range.upperBound - domain.range.lowerBound) / Double(1 << stepBits)
    // Whole steps on both sides of 0.
    let first = Int((domain.range.lowerBound / step).rounded())
    let arguments = (0...(1 << stepBits)).map { Double(first + $0) * step }
    let values = try activation.values(at: arguments).map { Int16(($0 / unit).rounded(to: 32767)) }
    let netInputUnit = step / .powerOfTwo(fractionBits)
    let tail =
      domain.endsAsIdentity
      ? FixedPointFactor(netInputUnit / unit, largest: Double(QuantizedNetwork.netInputLimit)) : nil
    return (
      FunctionTable(values: values, first: Int64(first) << fractionBits, tail: tail), netInputUnit
    )
  }

  /// exp(z) for z up to 0, for softmax.
  static func exponential(stepBits: Int) -> (table: FunctionTable, netInputUnit: Double) {
    let step = 12 / Double(1 << stepBits)
    let values = (-(1 << stepBits)...0).map {
      Int16((ReproducibleMath.exp(Double($0) * step) * 32767).rounded(to: 32767))
    }
    return (
      FunctionTable(values: values, first: -1 << Int64(stepBits + fractionBits), tail: nil),
      step / .powerOfTwo(fractionBits)
    )
  }
}

extension Activation {
  /// The function's values, from the kernels.
  fileprivate func values(at arguments: [Double]) throws(BPNetError) -> [Double] {
    var network = try Network<Double>(
      topology: Topology(inputCount: 1, layers: [Layer(outputCount: 1, activation: self)]))
    network.setWeights([1], ofLayer: 0)
    network.setBiases([0], ofLayer: 0)
    return network.predict(arguments)
  }
}
