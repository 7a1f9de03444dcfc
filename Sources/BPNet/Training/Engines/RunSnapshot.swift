/// A network's parameters, what its optimiser kept, and where the run was: made once for a run, overwritten
/// whenever there is something to keep.
final class RunSnapshot<Element: Scalar> {
  /// Where the run was.
  private(set) var control: RunControl
  /// What an optimiser keeps for each parameter, state after state; engines write and read it.
  let states: AlignedBuffer<Element>
  /// What a method for full batches keeps.
  var vector: [Double] = []
  private let parameters: AlignedBuffer<Element>

  /// A snapshot of the present.
  init(
    _ network: Network<Element>, _ control: RunControl, _ engine: any EpochEngine<Element>, stateCount: Int
  ) {
    parameters = AlignedBuffer(uninitializedCount: network.layout.count)
    states = AlignedBuffer(uninitializedCount: stateCount * network.layout.count)
    self.control = control
    save(network, control, engine)
  }

  /// Replaces the snapshot by one of the present.
  ///
  /// - Complexity: O(parameters).
  func save(_ network: Network<Element>, _ control: RunControl, _ engine: any EpochEngine<Element>) {
    parameters.base.update(from: network.parameters, count: parameters.count)
    self.control = control
    engine.save(to: self)
  }

  /// Brings a network and an engine back to where they were.
  ///
  /// - Complexity: O(parameters).
  func restore(_ network: inout Network<Element>, _ engine: any EpochEngine<Element>) {
    restoreParameters(of: &network)
    engine.restore(from: self)
  }

  /// Brings a network's parameters back.
  func restoreParameters(of network: inout Network<Element>) {
    network.uniqueParameters().update(from: parameters.base, count: parameters.count)
  }
}
