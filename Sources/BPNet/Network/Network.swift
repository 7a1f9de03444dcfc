/// A feed-forward network: a topology and its weights, biases and trained slopes.
///
/// A network is a value: copies are independent, and share their parameters until one of them is changed. A
/// network in a `let` may be used from any number of threads.
public struct Network<Element: Scalar>: Sendable {
  /// The sizes, activations and biases of the layers.
  public let topology: Topology
  /// The kernels that compute this network.
  package let kernels: KernelSet
  let layout: ParameterLayout
  private(set) var storage: AlignedBuffer<Element>

  /// A network whose weights and biases are zero, computed by `KernelSet.selected()`.
  ///
  /// - Throws: `BPNetError.unsupportedKernelSet` if `BPNET_ISA` names a set that is not supported.
  public init(topology: Topology) throws(BPNetError) {
    self.init(topology: topology, kernels: try KernelSet.selected())
  }

  /// A network whose weights and biases are zero, computed by the given kernels.
  ///
  /// Trained slopes have their initial values.
  package init(topology: Topology, kernels: KernelSet) {
    self.kernels = kernels
    self.topology = topology
    self.layout = ParameterLayout(topology, elementSize: MemoryLayout<Element>.stride)
    self.storage = AlignedBuffer(count: layout.count)
    resetSlopes()
  }

  /// The address of the parameters, for reading.
  var parameters: UnsafeMutablePointer<Element> { storage.base }

  /// The address of the parameters, for writing: they are copied first if another network shares them.
  mutating func uniqueParameters() -> UnsafeMutablePointer<Element> {
    if !isKnownUniquelyReferenced(&storage) {
      storage = AlignedBuffer(copying: storage)
    }
    return storage.base
  }
}

extension Network {
  /// The weights of layer `index` (from 0), `[out][in]` row by row, as in the formula W x + b.
  ///
  /// - Complexity: O(in·out).
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func weights(ofLayer index: Int) -> [Element] {
    layout.layers[index].weights(parameters)
  }

  /// The biases of layer `index` (from 0), one for each neuron.
  public func biases(ofLayer index: Int) -> [Element] {
    let layer = layout.layers[index]
    return Array(UnsafeBufferPointer(start: layer.biases(parameters), count: layer.outputCount))
  }

  /// Replaces the weights of layer `index` (from 0) by `values`, `[out][in]` row by row.
  ///
  /// - Precondition: `values` has in·out elements.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public mutating func setWeights(_ values: [Element], ofLayer index: Int) {
    let layer = layout.layers[index]
    precondition(values.count == layer.weightCount, "one value for each weight")
    let base = uniqueParameters()
    values.withUnsafeBufferPointer { values in
      for panel in layer.panels {
        let matrix = layer.weights(base, ofPanel: panel)
        for output in panel {
          for input in 0..<layer.inputCount {
            matrix.row(input)[output - panel.lowerBound] = values[output * layer.inputCount + input]
          }
        }
      }
    }
  }

  /// Replaces the biases of layer `index` (from 0), one for each neuron.
  ///
  /// - Precondition: `values` has an element for each neuron; all are equal if the neurons share a bias.
  public mutating func setBiases(_ values: [Element], ofLayer index: Int) {
    let layer = layout.layers[index]
    precondition(values.count == layer.outputCount, "one value for each bias")
    precondition(
      !layer.bias.isShared || values.allSatisfy { $0 == values.first }, "one value for a shared bias")
    let biases = layer.biases(uniqueParameters())
    for (position, value) in values.enumerated() {
      biases[position] = value
    }
  }

  /// Whether every parameter is a finite number.
  public var isFinite: Bool {
    // Without the gaps, which an optimiser of the caller's own may fill with anything.
    func areFinite(_ offset: Int, _ count: Int) -> Bool {
      UnsafeBufferPointer(start: parameters + offset, count: count).allSatisfy { $0.isFinite }
    }
    return layout.layers.allSatisfy { layer in
      var isFinite = areFinite(layer.biasOffset, layer.outputCount + layer.slopeCount)
      layer.forEachWeightRun { offset, count in isFinite = isFinite && areFinite(offset, count) }
      return isFinite
    }
  }
}
