extension Network {
  /// The trained slope of layer `index` (from 0); nil if its activation has none.
  public func slope(ofLayer index: Int) -> Element? {
    let layer = layout.layers[index]
    return layer.slopeCount == 0 ? nil : parameters[layer.slopeOffset]
  }

  /// Replaces the slope of layer `index` (from 0).
  ///
  /// - Precondition: the layer has a trained slope.
  public mutating func setSlope(_ value: Element, ofLayer index: Int) {
    let layer = layout.layers[index]
    precondition(layer.slopeCount == 1, "the layer has a trained slope")
    uniqueParameters()[layer.slopeOffset] = value
  }

  /// Sets each slope to its activation's initial value.
  mutating func resetSlopes() {
    for (index, layer) in topology.layers.enumerated() {
      if let slope = layer.activation.initialSlope { setSlope(Element(slope), ofLayer: index) }
    }
  }

  /// The kernels' function for layer `index` (from 0), with its present parameter.
  func kernelFunction(ofLayer index: Int) -> (function: KernelFunction, parameter: Double) {
    let known = topology.layers[index].activation
    return (known.function, slope(ofLayer: index).map { Double($0) } ?? known.parameter)
  }
}
