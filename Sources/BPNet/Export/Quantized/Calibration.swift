/// What data say of the numbers in a model, from which the units of fixed-point numbers follow.
struct Calibration: Sendable {
  /// An input in the units of the data.
  struct Input: Sendable {
    /// The largest absolute value.
    var largest = 0.0
    /// The fewest bits of a fraction that hold every value exactly, at most `maximumBits`.
    var exactBits = 0
  }

  static let maximumBits = 24
  /// The most rows that ranges are taken from, in equal distances.
  private static let maximumRowCount = 4096

  let inputs: [Input]
  /// The largest absolute input after scaling.
  let largestScaledInput: Double
  /// The range of each layer's values.
  let layers: [ClosedRange<Double>]

  /// - Parameters:
  ///   - network: the model's network.
  ///   - rows: rows in the units of the data; missing values are NaN.
  init(
    _ network: Network<Double>, _ program: InferenceProgram, rows: [[Double]]
  ) throws(BPNetError) {
    let chosen = stride(from: 0, to: rows.count, by: max(1, rows.count / Self.maximumRowCount)).map {
      rows[$0]
    }
    inputs = (0..<program.inputCount).map { index in
      rows.reduce(into: Input()) { input, row in
        guard !row[index].isNaN else { return }
        input.largest = max(input.largest, row[index].magnitude)
        while input.exactBits < Self.maximumBits {
          let scaled = row[index] * .powerOfTwo(input.exactBits)
          if scaled == scaled.rounded() { break }
          input.exactBits += 1
        }
      }
    }
    let scaled = chosen.flatMap { row in
      row.indices.map { index in
        let value = row[index].isNaN ? program.replacements?[index] ?? 0 : row[index]
        return program.inputScaling.map { (value - $0.offsets[index]) / $0.scales[index] } ?? value
      }
    }
    largestScaledInput = scaled.reduce(0) { max($0, $1.magnitude) }
    var ranges: [ClosedRange<Double>] = []
    for count in 1...network.topology.layers.count {
      let values = try network.prefix(layerCount: count).predict(scaled)
      let (least, largest) = values.reduce((0.0, 0.0)) { (min($0.0, $1), max($0.1, $1)) }
      ranges.append(least...largest)
    }
    layers = ranges
  }
}
