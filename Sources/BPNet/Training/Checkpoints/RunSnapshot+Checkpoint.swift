extension RunSnapshot {
  /// The snapshot as a value.
  ///
  /// - Parameters:
  ///   - network: a network of the same topology.
  ///   - isVector: whether the optimiser is a method for full batches.
  /// - Complexity: O(parameters).
  func state(like network: Network<Element>, isVector: Bool) -> Trainer<Element>.Checkpoint.State {
    func copy(_ numbers: UnsafePointer<Element>) -> Network<Element> {
      var result = Network<Element>(topology: network.topology, kernels: network.kernels)
      result.uniqueParameters().update(from: numbers, count: network.layout.count)
      return result
    }
    let size = network.layout.count
    let values: OptimizerState<Element>.Values =
      isVector
      ? .vector(vector)
      : .parameters((0..<states.count / size).map { copy(states.base + $0 * size) })
    return .init(control: control, network: copy(parameters.base), values: values)
  }

  /// A snapshot with the content of a checkpoint's state.
  convenience init(
    _ state: Trainer<Element>.Checkpoint.State, _ engine: any EpochEngine<Element>, stateCount: Int
  ) {
    self.init(state.network, state.control, engine, stateCount: stateCount)
    switch state.values {
    case .vector(let numbers): vector = numbers
    case .parameters(let networks):
      let size = state.network.layout.count
      for (index, network) in networks.enumerated() {
        (states.base + index * size).update(from: network.parameters, count: size)
      }
    }
  }
}
