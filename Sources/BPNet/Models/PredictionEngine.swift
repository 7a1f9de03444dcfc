/// The part of a `Predictor` that knows the element type.
protocol PredictionEngine: AnyObject {
  /// The expected values of a row, for messages.
  var expectedInput: String { get }

  /// Writes the predicted numbers of `count` rows, one after the other.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `input` for a value that is missing, infinite or
  ///   too large.
  func predict(
    _ rows: UnsafePointer<Double>, count: Int, into numbers: UnsafeMutablePointer<Double>
  ) throws(BPNetError)
}

/// The scaling of inputs, a network and the interpretation of its outputs, for one element type.
final class NetworkPredictionEngine<Element: Scalar>: PredictionEngine {
  private let network: Network<Element>
  private let preprocessing: Preprocessing
  private let response: Loss.Response
  private let reading: OutputReading
  private let workspace: Network<Element>.Workspace
  private let rowCapacity: Int
  // The network's sizes, and the last layer's outputs in the workspace: a description of the network would be
  // retained for each row, which takes as long as a small layer.
  private let inputCount: Int
  private let outputCount: Int
  private let numberCount: Int
  private let results: Matrix<Element>
  // Invariant: each has a number for each input, written only in `init`.
  private let offsets: AlignedBuffer<Double>
  private let scales: AlignedBuffer<Double>
  /// The replacements of missing values; NaN for none.
  private let replacements: AlignedBuffer<Double>
  /// The encoded rows of a pass.
  private let inputs: AlignedBuffer<Element>

  init(_ model: TypedModel<Element>, reading: OutputReading, rowCapacity: Int) {
    precondition(rowCapacity >= 1, "a pass has at least one row")
    let topology = model.network.topology
    let columns = model.preprocessing.inputs
    let inputColumns = (0..<topology.inputCount).map { columns[$0 % columns.count] }
    network = model.network
    preprocessing = model.preprocessing
    response = model.loss.response(ofOutput: topology.outputActivation)
    self.reading = reading
    self.rowCapacity = rowCapacity
    workspace = Network<Element>.Workspace(topology: topology, rowCapacity: rowCapacity)
    offsets = AlignedBuffer(copying: inputColumns.map(\.scaling.offset))
    scales = AlignedBuffer(copying: inputColumns.map(\.scaling.scale))
    replacements = AlignedBuffer(copying: inputColumns.map { $0.replacement ?? .nan })
    inputs = AlignedBuffer(count: rowCapacity * topology.inputCount)
    (inputCount, outputCount) = (topology.inputCount, topology.outputCount)
    numberCount = reading.names.count
    results = workspace.outputs[topology.layers.count - 1]
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func predict(
    _ rows: UnsafePointer<Double>, count: Int, into numbers: UnsafeMutablePointer<Double>
  ) throws(BPNetError) {
    var start = 0
    while start < count {
      let passCount = min(rowCapacity, count - start)
      let source = rows + start * inputCount
      for row in 0..<passCount {
        guard encode(source + row * inputCount, into: inputs.base + row * inputCount) else {
          throw fault(in: source + row * inputCount, row: count == 1 ? nil : start + row)
        }
      }
      predictEncoded(rowCount: passCount, into: numbers + start * numberCount, stride: numberCount)
      start += passCount
    }
  }

  /// Encodes one row as `RowEncoder` does: replaces missing values and scales in double precision, and rounds
  /// once.
  ///
  /// - Returns: whether all inputs are finite.
  @inline(__always)
  private func encode(
    _ row: UnsafePointer<Double>, into destination: UnsafeMutablePointer<Element>
  ) -> Bool {
    let count = offsets.count
    let (offsets, scales, replacements) = (offsets.base, scales.base, replacements.base)
    for index in 0..<count {
      let value = row[index].isNaN ? replacements[index] : row[index]
      destination[index] = Element((value - offsets[index]) / scales[index])
    }
    return FiniteCheck.areFinite(destination, count: count)
  }

  /// Predicts for the encoded rows.
  @inline(__always)
  private func predictEncoded(rowCount: Int, into numbers: UnsafeMutablePointer<Double>, stride: Int) {
    let input = Matrix(base: inputs.base, rows: rowCount, columns: inputCount)
    network.forward(input: input, workspace: workspace, keepsLogits: false)
    for row in 0..<rowCount {
      let (source, destination) = (results.row(row), numbers + row * stride)
      for output in 0..<outputCount { destination[output] = response.value(of: Double(source[output])) }
      reading.read(destination)
    }
  }
}

extension NetworkPredictionEngine {
  var expectedInput: String { preprocessing.expectedInput }

  /// The error for a row whose inputs are not all finite.
  private func fault(in row: UnsafePointer<Double>, row number: Int?) -> BPNetError {
    let index = (0..<inputs.count / rowCapacity).first { index in
      let value = row[index].isNaN ? replacements.base[index] : row[index]
      return !Element((value - offsets.base[index]) / scales.base[index]).isFinite
    }
    let value = row[index ?? 0]
    let column = preprocessing.inputs[(index ?? 0) % preprocessing.inputs.count].name
    let place = "\(column)\(number.map { " in row \($0 + 1)" } ?? "")"
    return .invalidArgument(
      name: "input", found: value.isNaN ? "a missing value for \(place)" : "\(value) for \(place)",
      expected: value.isFinite
        ? "a number within the range of \(Element.precision.rawValue)" : "a finite number")
  }
}

extension Preprocessing {
  /// The expected values of a row, for messages: their number and columns.
  var expectedInput: String {
    "\(inputCount): \(details?.window.map { "\($0) rows of " } ?? "")\(expectedNames)"
  }

  /// The names of the input columns, for messages.
  var expectedNames: String {
    inputs.prefix(8).map(\.name).joined(separator: ", ") + (inputs.count > 8 ? ", …" : "")
  }
}
