/// A copy of a network's parameters, the optimiser's states and the run's state.
///
/// It is allocated once and overwritten each time there is something to save.
final class RunSnapshot<Element: Scalar> {
  /// The run's state.
  private(set) var control: RunControl
  /// The optimiser's states, one after the other, each laid out as the parameters; written by the engine.
  let states: AlignedBuffer<Element>
  /// The state of a full-batch method; written by the engine.
  var vector: [Double] = []
  let parameters: AlignedBuffer<Element>

  /// A snapshot of the present state.
  init(
    _ network: Network<Element>, _ control: RunControl, _ engine: any EpochEngine<Element>, stateCount: Int
  ) {
    parameters = AlignedBuffer(uninitializedCount: network.layout.count)
    states = AlignedBuffer(uninitializedCount: stateCount * network.layout.count)
    self.control = control
    save(network, control, engine)
  }

  /// Overwrites the snapshot with the present state.
  ///
  /// - Complexity: O(parameters).
  func save(_ network: Network<Element>, _ control: RunControl, _ engine: any EpochEngine<Element>) {
    parameters.base.update(from: network.parameters, count: parameters.count)
    self.control = control
    engine.save(to: self)
  }

  /// Restores a network and an engine.
  ///
  /// - Complexity: O(parameters).
  func restore(_ network: inout Network<Element>, _ engine: any EpochEngine<Element>) {
    restoreParameters(of: &network)
    engine.restore(from: self)
  }

  /// Restores a network's parameters.
  func restoreParameters(of network: inout Network<Element>) {
    network.uniqueParameters().update(from: parameters.base, count: parameters.count)
  }
}
