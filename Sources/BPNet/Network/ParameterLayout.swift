/// The positions of each layer's parameters in the buffer that holds all parameters of a network.
///
/// A layer's weights come first, then its biases, and directly after them a trained slope. Weights and biases
/// start at a cache line, in a tiny network closer together. The gaps hold zeros, which are updated like
/// parameters and stay zero. Gradients and optimiser states have the same layout.
///
/// Weights lie in rows, `[in][out]`, so that the forward product reads them as vectors. Those of a wide layer
/// lie in panels, `[out / 32][in][32]`, as wide as a tile of a product: the rows of a whole matrix would be
/// far apart, and share few sets of a cache. The last panel may be narrower.
struct ParameterLayout: Sendable {
  /// The largest number of parameters for which updating gaps of up to a cache line would take noticeable
  /// time.
  private static let tinyCount = 256
  /// A layer has panels from this many weights and outputs on.
  ///
  /// A smaller matrix stays in a second-level cache and is read there in rows as fast (784×128, f32, Intel
  /// Sapphire Rapids).
  private static let leastPanelWeightCount = 1 << 17
  private static let leastPanelOutputCount = 64

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
    /// The columns of a panel of weights; all of them if the weights lie in rows.
    let panelColumns: Int

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
          slopeCount: slopeCount,
          panelColumns: ParameterLayout.panelColumns(
            inputCount: inputCount, outputCount: layer.outputCount)))
    }
    self.alignment = alignment
    self.layers = layers
    self.count = offset
  }

  private static func panelColumns(inputCount: Int, outputCount: Int) -> Int {
    let isWide = outputCount >= leastPanelOutputCount && inputCount * outputCount >= leastPanelWeightCount
    return isWide ? weightPanelColumnCount : outputCount
  }
}

extension ParameterLayout.Layer {
  /// Whether the weights lie in panels instead of rows.
  var hasPanels: Bool { panelColumns < outputCount }

  /// The outputs of each panel; all of them if the weights lie in rows.
  var panels: [Range<Int>] {
    stride(from: 0, to: outputCount, by: max(panelColumns, 1)).map {
      $0..<min($0 + panelColumns, outputCount)
    }
  }

  /// The weights to the outputs of a panel, in × out, in the buffer that starts at `base`.
  @inline(__always)
  func weights<Element: Scalar>(
    _ base: UnsafeMutablePointer<Element>, ofPanel outputs: Range<Int>
  ) -> Matrix<Element> {
    Matrix(
      base: base + weightOffset + outputs.lowerBound * inputCount, rows: inputCount, columns: outputs.count)
  }

  /// The weights in the buffer that starts at `base`, in the order `[out][in]`.
  ///
  /// - Complexity: O(in·out).
  @inline(__always)
  func weights<Element: Scalar>(_ base: UnsafeMutablePointer<Element>) -> [Element] {
    [Element](unsafeUninitializedCapacity: weightCount) { buffer, count in
      for panel in panels {
        let matrix = weights(base, ofPanel: panel)
        // In blocks: a column at a time would read a line of the cache for each number.
        let width = 16
        for first in stride(from: panel.lowerBound, to: panel.upperBound, by: width) {
          let outputs = first..<min(first + width, panel.upperBound)
          for input in 0..<inputCount {
            let row = matrix.row(input) - panel.lowerBound
            for output in outputs { buffer[output * inputCount + input] = row[output] }
          }
        }
      }
      count = weightCount
    }
  }

  /// The input of the weight at a position among the layer's weights.
  func input(ofWeight position: Int) -> Int {
    let first = position / inputCount / panelColumns * panelColumns
    return (position - first * inputCount) / min(panelColumns, outputCount - first)
  }

  /// Calls `body` with runs of weights that lie next to each other, which together are all weights in the
  /// order `[in][out]`: with the offset of the first in the buffer, and the number of weights.
  @inline(__always)
  func forEachWeightRun(_ body: (_ offset: Int, _ count: Int) -> Void) {
    guard hasPanels else { return body(weightOffset, weightCount) }
    for input in 0..<inputCount {
      for first in stride(from: 0, to: outputCount, by: panelColumns) {
        let columns = min(panelColumns, outputCount - first)
        body(weightOffset + first * inputCount + input * columns, columns)
      }
    }
  }

  /// The biases in the buffer that starts at `base`.
  @inline(__always)
  func biases<Element: Scalar>(_ base: UnsafeMutablePointer<Element>) -> UnsafeMutablePointer<Element> {
    base + biasOffset
  }
}
