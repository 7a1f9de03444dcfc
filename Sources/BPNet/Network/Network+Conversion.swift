extension Network {
  /// The same network in another precision.
  public func converted<Other: Scalar>(to _: Other.Type) -> Network<Other> {
    var result = Network<Other>(topology: topology, kernels: kernels)
    for index in topology.layers.indices { result.copyLayer(index, from: self) { Other($0) } }
    return result
  }

  /// Replaces all parameters of layer `index` (from 0) by those of the same layer of another network.
  ///
  /// - Precondition: the two layers have the same shape and activation.
  mutating func copyLayer<Other: Scalar>(
    _ index: Int, from other: Network<Other>, _ convert: (Other) -> Element
  ) {
    setWeights(other.weights(ofLayer: index).map(convert), ofLayer: index)
    setBiases(other.biases(ofLayer: index).map(convert), ofLayer: index)
    if let slope = other.slope(ofLayer: index) { setSlope(convert(slope), ofLayer: index) }
  }
}
