/// What a network file of FANN says.
struct FANNFile {
  /// A layer of neurons.
  struct Layer {
    let inputCount: Int
    var outputCount: Int { biases.count }
    let function: FANNLayer.Function
    let steepnesses: [Double]
    /// `[out][in]`.
    var weights: [Double] = []
    var biases: [Double] = []
  }

  let inputCount: Int
  private(set) var layers: [Layer] = []
  let inputScalings: [ColumnScaling]
  let outputScalings: [ColumnScaling]

  static func invalid(_ file: String, _ found: String, _ expected: String) -> BPNetError {
    .invalidModel(at: .init(file: file), found: found, expected: expected)
  }

  /// Reads a file.
  ///
  /// - Throws: `BPNetError.invalidModel` if it is damaged, or is not a network of full layers.
  init(_ bytes: [UInt8], file: String) throws(BPNetError) {
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline)
    guard let first = lines.first, ["FANN_FLO_2.0", "FANN_FLO_2.1"].contains(first) else {
      throw Self.invalid(
        file, "no line FANN_FLO_2.1 at the beginning", "a floating-point network of FANN 2.0 to 2.2")
    }
    let fields = FANNFields(lines.dropFirst(), file: file)
    guard try fields.numbers("network_type") == [0] else {
      throw Self.invalid(file, "a network with shortcut connections", "one of layers")
    }
    let sizes = try fields.numbers("layer_sizes").map { Int(exactly: $0) ?? 0 }
    guard sizes.count >= 2, sizes.allSatisfy({ $0 >= 2 && $0 < 1 << 31 }) else {
      throw Self.invalid(file, "layer_sizes=\(sizes)", "two layers or more, each with a bias")
    }
    // The neurons that the file has bound what is made by its sizes.
    let neurons = try fields.numbers("neurons (num_inputs, activation_function, activation_steepness)")
    guard neurons.count == 3 * sizes.reduce(0, +) else {
      throw Self.invalid(file, "\(neurons.count / 3) neurons", "\(sizes.reduce(0, +)), as layer_sizes says")
    }
    inputCount = sizes[0] - 1
    (inputScalings, outputScalings) = try fields.scalings(sizes[0] - 1, sizes[sizes.count - 1] - 1)
    try readNeurons(neurons, sizes: sizes, file: file)
    try readConnections(of: fields, file: file)
  }

  /// - Parameter numbers: three of each neuron.
  private mutating func readNeurons(_ numbers: [Double], sizes: [Int], file: String) throws(BPNetError) {
    var first = sizes[0]
    for (index, size) in sizes.enumerated().dropFirst() {
      let neurons = (first..<first + size - 1).map { Array(numbers[3 * $0..<3 * $0 + 3]) }
      guard neurons.allSatisfy({ $0[0] == Double(sizes[index - 1]) }) else {
        throw Self.invalid(
          file, "a neuron of layer \(index) without a connection to each of the layer before",
          "\(sizes[index - 1]) connections, the bias included")
      }
      let codes = Set(neurons.map { $0[1] })
      guard codes.count == 1, let code = codes.first.flatMap({ Int(exactly: $0) }),
        let function = FANNLayer.Function(rawValue: code)
      else {
        let names = codes.sorted().map { "\(Int(exactly: $0) ?? -1)" }.joined(separator: " and ")
        throw Self.invalid(
          file, "the functions \(names) in layer \(index)",
          "one for the layer: FANN_LINEAR (0), FANN_THRESHOLD (1), FANN_SIGMOID (3) or "
            + "FANN_SIGMOID_SYMMETRIC (5)")
      }
      layers.append(
        Layer(inputCount: sizes[index - 1] - 1, function: function, steepnesses: neurons.map { $0[2] }))
      first += size
    }
  }

  private mutating func readConnections(of fields: FANNFields, file: String) throws(BPNetError) {
    let numbers = try fields.numbers("connections (connected_to_neuron, weight)")
    let count = layers.reduce(0) { $0 + ($1.inputCount + 1) * $1.steepnesses.count }
    guard numbers.count == 2 * count else {
      throw Self.invalid(file, "\(numbers.count / 2) connections", "\(count)")
    }
    var (place, first) = (0, 0)
    for index in layers.indices {
      for _ in layers[index].steepnesses {
        for input in 0...layers[index].inputCount {
          guard numbers[place] == Double(first + input) else {
            throw Self.invalid(
              file, "a connection to neuron \(numbers[place])", "\(first + input), in the order of the layer")
          }
          if input < layers[index].inputCount {
            layers[index].weights.append(numbers[place + 1])
          } else {
            layers[index].biases.append(numbers[place + 1])
          }
          place += 2
        }
      }
      first += layers[index].inputCount + 1
    }
  }
}

/// The lines NAME=NUMBERS of a file.
struct FANNFields {
  private let file: String
  private var values: [Substring: Substring] = [:]

  init(_ lines: ArraySlice<Substring>, file: String) {
    self.file = file
    for line in lines {
      guard let equals = line.firstIndex(of: "=") else { continue }
      values[line[..<equals]] = line[line.index(after: equals)...]
    }
  }

  /// The numbers of a line, without the parentheses and commas around them.
  ///
  /// - Throws: `BPNetError.invalidModel` if there is no such line, or something else in it.
  func numbers(_ name: String) throws(BPNetError) -> [Double] {
    guard let text = values[name[...]] else {
      throw FANNFile.invalid(file, "no line \(name)=", "a whole network file of FANN")
    }
    var numbers: [Double] = []
    for part in text.split(whereSeparator: { " (),\t".contains($0) }) {
      guard let number = Double(part), number.isFinite else {
        throw FANNFile.invalid(file, "\(JSONValue.string(String(part))) in \(name)", "finite numbers")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The scalings of inputs and outputs.
  func scalings(
    _ inputCount: Int, _ outputCount: Int
  ) throws(BPNetError) -> (inputs: [ColumnScaling], outputs: [ColumnScaling]) {
    guard values["scale_included"] != nil, try numbers("scale_included") == [1] else {
      return (
        [ColumnScaling](repeating: .identity, count: inputCount),
        [ColumnScaling](repeating: .identity, count: outputCount)
      )
    }
    return (try scalings("in", inputCount), try scalings("out", outputCount))
  }

  /// x′ = ((x − mean) / deviation + 1) · factor + minimum.
  private func scalings(_ side: String, _ count: Int) throws(BPNetError) -> [ColumnScaling] {
    let lists = try ["mean", "deviation", "new_min", "factor"].map { (name) throws(BPNetError) in
      // FANN keeps these in single precision, whatever the precision of the network.
      try numbers("scale_\(name)_\(side)").map { Double(Float($0)) }
    }
    guard lists.allSatisfy({ $0.count == count }) else {
      throw FANNFile.invalid(file, "scalings of other than \(count) columns", "one for each")
    }
    return try (0..<count).map { (index) throws(BPNetError) in
      let scale = lists[1][index] / lists[3][index]
      let offset = lists[0][index] - (lists[3][index] + lists[2][index]) * scale
      guard scale.isFinite, scale != 0, offset.isFinite else {
        throw FANNFile.invalid(
          file, "a scaling by \(lists[1][index]) and \(lists[3][index])", "others than 0")
      }
      return ColumnScaling(offset: offset, scale: scale)
    }
  }
}
