/// The positions of each layer's parameters in the buffer that holds all parameters of a network.
///
/// A layer's weights come first, then its biases, and directly after them a trained slope. Weights and biases
/// start at a cache line, in a tiny network closer together. The gaps hold zeros, which are updated like
/// parameters and stay zero. Gradients and optimiser states have the same layout.
///
/// Weights lie in rows, `[in][out]`, so that the forward product reads them as vectors. Those of a wide layer
/// lie in panels, `[out / 32][in][32]`, as wide as a tile of a product: the rows of a whole matrix would be
/// far apart, and share few sets of a cache. The last panel may be narrower.
///
/// Rows that end a little before a cache line have a gap up to it, so that none of their vectors crosses
/// lines.
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
  /// The most weights of a layer that is computed directly, from rows without gaps (`BPK_DIRECT_WEIGHTS`).
  private static let mostDirectWeightCount = 1024
  /// The largest share of a row that is a gap.
  ///
  /// A vector across two cache lines takes two loads or two stores. An update from a single sample and the
  /// next forward product of 784×30, 784×100 and 100×50 took 0.62, 0.67 and 0.61 times as long in rows of
  /// whole lines (Intel Ice Lake, f32).
  private static let largestGapShare = 0.25

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
    /// The distance between the rows of the last panel, or of the only one; the others have no gaps.
    let rowStride: Int

    var weightCount: Int { inputCount * outputCount }
    /// The range of the weights, with the gaps after their rows.
    var weightRange: Range<Int> {
      weightOffset..<weightOffset + inputCount * (lastPanel.lowerBound + rowStride)
    }
    /// The position of the slope, if there is one.
    var slopeOffset: Int { biasOffset + outputCount }
  }

  let layers: [Layer]
  /// The number of elements of the buffer, gaps included.
  let count: Int
  /// The number of parameters.
  let parameterCount: Int

  /// - Parameter elementSize: the bytes of a parameter.
  init(_ topology: Topology, elementSize: Int) {
    let alignment = topology.parameterCount <= ParameterLayout.tinyCount ? 8 : 16
    var offset = 0
    var layers: [Layer] = []
    func reserve(_ count: Int) -> Int {
      defer { offset += (count + alignment - 1) / alignment * alignment }
      return offset
    }
    for (index, layer) in topology.layers.enumerated() {
      let (inputCount, outputCount) = (topology.inputCount(ofLayer: index), layer.outputCount)
      let slopeCount = layer.activation.initialSlope == nil ? 0 : 1
      let panelColumns = ParameterLayout.panelColumns(inputCount: inputCount, outputCount: outputCount)
      let lastColumns = ParameterLayout.lastPanel(outputCount, panelColumns).count
      let rowStride =
        inputCount * outputCount > ParameterLayout.mostDirectWeightCount
        ? ParameterLayout.rowStride(ofWeights: lastColumns, lineCount: Prefetch.lineByteCount / elementSize)
        : lastColumns
      layers.append(
        Layer(
          inputCount: inputCount, outputCount: outputCount,
          weightOffset: reserve(inputCount * (outputCount - lastColumns + rowStride)),
          biasOffset: reserve(outputCount + slopeCount), activation: layer.activation, bias: layer.bias,
          slopeCount: slopeCount, panelColumns: panelColumns, rowStride: rowStride))
    }
    self.alignment = alignment
    self.layers = layers
    self.count = offset
    self.parameterCount = layers.reduce(0) { $0 + $1.weightCount + $1.outputCount + $1.slopeCount }
  }

  private static func panelColumns(inputCount: Int, outputCount: Int) -> Int {
    let isWide = outputCount >= leastPanelOutputCount && inputCount * outputCount >= leastPanelWeightCount
    return isWide ? weightPanelColumnCount : outputCount
  }

  /// The outputs of the last panel.
  fileprivate static func lastPanel(_ outputCount: Int, _ panelColumns: Int) -> Range<Int> {
    max(0, (outputCount - 1) / max(panelColumns, 1) * panelColumns)..<outputCount
  }

  /// The distance between rows of `count` weights.
  ///
  /// - Parameter lineCount: the weights of a cache line.
  private static func rowStride(ofWeights count: Int, lineCount: Int) -> Int {
    let whole = (count + lineCount - 1) / lineCount * lineCount
    return Double(whole - count) <= largestGapShare * Double(whole) ? whole : count
  }
}

extension ParameterLayout.Layer {
  /// Whether the weights lie in panels instead of rows.
  var hasPanels: Bool { panelColumns < outputCount }

  /// The outputs of the last panel; all of them if the weights lie in rows.
  private var lastPanel: Range<Int> { ParameterLayout.lastPanel(outputCount, panelColumns) }

  /// Whether the weights are rows without gaps, in the order `[in][out]`.
  var isContiguous: Bool { !hasPanels && rowStride == outputCount }

  /// The distance between the rows of the panel with these outputs, or with several whole panels' outputs.
  func rowStride(ofPanel outputs: Range<Int>) -> Int {
    outputs.upperBound == outputCount && outputs.count <= panelColumns ? rowStride : panelColumns
  }

  /// The outputs of each panel; all of them if the weights lie in rows.
  var panels: [Range<Int>] {
    stride(from: 0, to: outputCount, by: max(panelColumns, 1)).map {
      $0..<min($0 + panelColumns, outputCount)
    }
  }

  /// The position of a weight in the network's buffer.
  func offset(ofWeightFrom input: Int, to output: Int) -> Int {
    let first = output / panelColumns * panelColumns
    let panel = first..<min(first + panelColumns, outputCount)
    return weightOffset + first * inputCount + input * rowStride(ofPanel: panel) + output - first
  }

  /// The weights to the outputs of a panel, in × out, in the buffer that starts at `base`.
  @inline(__always)
  func weights<Element: Scalar>(
    _ base: UnsafeMutablePointer<Element>, ofPanel outputs: Range<Int>
  ) -> Matrix<Element> {
    Matrix(
      base: base + weightOffset + outputs.lowerBound * inputCount, rows: inputCount, columns: outputs.count,
      stride: rowStride(ofPanel: outputs))
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

  /// Calls `body` with runs of weights that lie next to each other, which together are all weights in the
  /// order `[in][out]`: with the offset of the first in the buffer, and the number of weights.
  @inline(__always)
  func forEachWeightRun(_ body: (_ offset: Int, _ count: Int) -> Void) {
    guard !isContiguous else { return body(weightOffset, weightCount) }
    let panels = panels
    for input in 0..<inputCount {
      for panel in panels {
        body(
          weightOffset + panel.lowerBound * inputCount + input * rowStride(ofPanel: panel), panel.count)
      }
    }
  }

  /// The biases in the buffer that starts at `base`.
  @inline(__always)
  func biases<Element: Scalar>(_ base: UnsafeMutablePointer<Element>) -> UnsafeMutablePointer<Element> {
    base + biasOffset
  }
}
