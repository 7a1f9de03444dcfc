extension OptimizerState.Values {
  /// The values as tensors: `optimizer.state` of a method for full batches, else those of a network for each
  /// state after `optimizer.` and its number.
  ///
  /// - Parameter prefix: what precedes all names.
  func tensors(prefix: String = "") -> [Safetensors.Tensor] {
    switch self {
    case .vector(let numbers):
      [
        .init(
          name: prefix + Self.vectorName, elementType: .f64, shape: [numbers.count],
          bytes: littleEndianBytes(numbers))
      ]
    case .parameters(let states):
      states.enumerated().flatMap { index, state in
        state.tensors(prefix: prefix + Self.tensorPrefix(ofState: index))
      }
    }
  }

  /// Reads values that were written by `tensors`.
  ///
  /// - Parameters:
  ///   - vectorCount: the length of a full-batch method's state; nil for other optimisers.
  ///   - stateCount: the number of states of one number a parameter, for other optimisers.
  /// - Throws: `BPNetError.invalidModel` if a tensor is missing or invalid.
  init(
    tensors container: Safetensors, topology: Topology, vectorCount: Int?, stateCount: Int,
    prefix: String = "", file: String
  ) throws(BPNetError) {
    if let vectorCount {
      self = .vector(
        try container.numbers(
          named: prefix + Self.vectorName, shape: [vectorCount], as: Double.self, file: file))
      return
    }
    var states: [Network<Element>] = []
    // A tensor that is missing ends the loop, however large the number is.
    for index in 0..<max(stateCount, 0) {
      states.append(
        try Network(
          tensors: container, topology: topology, prefix: prefix + Self.tensorPrefix(ofState: index),
          file: file))
    }
    self = .parameters(states)
  }

  /// The name of the tensor with the state of a full-batch method.
  private static var vectorName: String { "optimizer.state" }

  /// The prefix of the names of state `index`'s tensors.
  private static func tensorPrefix(ofState index: Int) -> String { "optimizer.\(index)." }
}
