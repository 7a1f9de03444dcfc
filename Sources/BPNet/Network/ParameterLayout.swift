/// Where each layer's parameters lie in the one flat buffer that holds them all.
///
/// A layer's weights come first, `[in][out]` (so that the forward product reads rows of the weights as
/// vectors), then its biases, and right after these the slope of a layer that trains one. Weights and biases
/// start at a cache line, those of a tiny network closer together; the gaps hold zeros, which are updated as
/// parameters are and stay zero. Gradients and optimiser states have the same layout.
struct ParameterLayout: Sendable {
  /// The most parameters of a network whose gaps would count among what a step updates.
  private static let tinyCount = 256

  /// Weights and biases start at multiples of so many elements, so that gaps are smaller.
  let alignment: Int

  struct Layer: Sendable {
    let inputCount: Int
    let outputCount: Int
    let weightOffset: Int
    let biasOffset: Int
    let activation: Activation
    let bias: BiasMode
    /// 1 where the layer trains a slope, else 0.
    let slopeCount: Int

    var weightCount: Int { inputCount * outputCount }
    /// Where the slope lies, if there is one.
    var slopeOffset: Int { biasOffset + outputCount }
  }

  let layers: [Layer]
  /// The elements of the buffer, gaps included.
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
