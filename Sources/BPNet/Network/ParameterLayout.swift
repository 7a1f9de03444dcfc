/// The positions of each layer's parameters in the buffer that holds all parameters of a network.
///
/// A layer's weights come first, `[in][out]` so that the forward product reads rows of the weights as
/// vectors; then its biases; and directly after them a trained slope. Weights and biases start at a cache
/// line, in a tiny network closer together. The gaps hold zeros, which are updated like parameters and stay
/// zero. Gradients and optimiser states have the same layout.
struct ParameterLayout: Sendable {
  /// The largest number of parameters for which updating gaps of up to a cache line would take noticeable
  /// time.
  private static let tinyCount = 256

  /// Weights and biases start at multiples of this many elements.
  let alignment: Int

  struct Layer: Sendable {
    let inputCount: Int
    let outputCount: Int
    let weightOffset: Int
    let biasOffset: Int
    let activation: Activation
    let bias: Topology.BiasMode
    /// 1 if the layer trains a slope, else 0.
    let slopeCount: Int

    var weightCount: Int { inputCount * outputCount }
    /// The position of the slope, if there is one.
    var slopeOffset: Int { biasOffset + outputCount }
  }

  let layers: [Layer]
  /// The number of elements of the buffer, gaps included.
  let count: Int

  init(_ topology: Topology) {
    let alignment = topology.parameterCount <= ParameterLayout.tinyCount ? 8 : 16
    var offset = 0
    var layers: [Layer] = []
    func reserve(_ count: Int) -> Int {
      defer { offset += (count + alignment - 1) / alignment * alignment }
      return offset
    }
    for (index, layer) in topology.layers.enumerated() {
      let inputCount = topology.inputCount(ofLayer: index)
      let slopeCount = layer.activation.initialSlope == nil ? 0 : 1
      layers.append(
        Layer(
          inputCount: inputCount, outputCount: layer.outputCount,
          weightOffset: reserve(inputCount * layer.outputCount),
          biasOffset: reserve(layer.outputCount + slopeCount), activation: layer.activation, bias: layer.bias,
          slopeCount: slopeCount))
    }
    self.alignment = alignment
    self.layers = layers
    self.count = offset
  }
}

extension ParameterLayout.Layer {
  /// The weights, in × out, in the buffer that starts at `base`.
  @inline(__always)
  func weights<Element: Scalar>(_ base: UnsafeMutablePointer<Element>) -> Matrix<Element> {
    Matrix(base: base + weightOffset, rows: inputCount, columns: outputCount)
  }

  /// The biases in the buffer that starts at `base`.
  @inline(__always)
  func biases<Element: Scalar>(_ base: UnsafeMutablePointer<Element>) -> UnsafeMutablePointer<Element> {
    base + biasOffset
  }
}
