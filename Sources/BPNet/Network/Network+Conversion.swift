extension Network {
  /// The same network in another precision.
  public func converted<Other: Scalar>(to _: Other.Type) -> Network<Other> {
    var result = Network<Other>(topology: topology, kernels: kernels)
    for index in topology.layers.indices {
      result.setWeights(weights(ofLayer: index).map { Other($0) }, ofLayer: index)
      result.setBiases(biases(ofLayer: index).map { Other($0) }, ofLayer: index)
      if let slope = slope(ofLayer: index) { result.setSlope(Other(slope), ofLayer: index) }
    }
    return result
  }
}
