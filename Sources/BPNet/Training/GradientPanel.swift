/// Some rows of a layer's weights, whose gradient is made and used at once.
struct GradientPanel: Equatable {
  /// The elements of a panel, so that it, the weights and a state that belong to it stay in the first-level
  /// cache together.
  private static let cachedElementCount = 2048
  /// The bytes of error terms that fill half of a second-level cache; from there on a panel has at least so
  /// many rows, so that the terms are worth their way.
  private static let distantByteCount = 512 << 10
  private static let fewestRows = 28
  /// The bytes of error terms above which a product rearranges them first, and the elements of a panel that
  /// is then large enough to pay for that.
  private static let rearrangedByteCount = 3 << 20
  private static let largeElementCount = 4 << 20

  let layer: Int
  let inputs: Range<Int>
  let elementCount: Int

  /// All panels of a network's weights, divided among threads: as many runs of panels, about equal in weights.
  ///
  /// The division is always the same, so that the weights of a thread stay in its processor's cache.
  ///
  /// - Parameter rows: the samples that gradients are summed over.
  static func divide(_ layout: ParameterLayout, rows: Int, elementSize: Int, memberCount: Int)
    -> [[GradientPanel]]
  {
    var panels: [GradientPanel] = []
    for (index, layer) in layout.layers.enumerated() {
      let step = rowCount(of: layer, rows: rows, elementSize: elementSize, memberCount: memberCount)
      for first in stride(from: 0, to: layer.inputCount, by: step) {
        let inputs = first..<min(first + step, layer.inputCount)
        panels.append(
          GradientPanel(layer: index, inputs: inputs, elementCount: inputs.count * layer.outputCount))
      }
    }
    let total = panels.reduce(0) { $0 + $1.elementCount }
    var members = [[GradientPanel]](repeating: [], count: memberCount)
    var done = 0
    for panel in panels {
      // A panel goes to the member in whose share its middle lies.
      let member = min((2 * done + panel.elementCount) * memberCount / (2 * total), memberCount - 1)
      members[member].append(panel)
      done += panel.elementCount
    }
    return members
  }

  /// The rows of weights that a panel takes.
  private static func rowCount(
    of layer: ParameterLayout.Layer, rows: Int, elementSize: Int, memberCount: Int
  ) -> Int {
    let errorByteCount = rows * layer.outputCount * elementSize
    let wanted =
      if errorByteCount > rearrangedByteCount {
        largeElementCount / layer.outputCount
      } else {
        max(cachedElementCount / layer.outputCount, errorByteCount > distantByteCount ? fewestRows : 1)
      }
    let share = (layer.inputCount + memberCount - 1) / memberCount
    return max(1, min(wanted, share))
  }
}
