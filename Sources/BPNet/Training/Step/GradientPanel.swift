/// Some rows of a layer's weights, whose gradient is made and used at once.
struct GradientPanel: Equatable, Sendable {
  /// The elements of a panel, so that it, the weights and a state that belong to it stay in the first-level
  /// cache together.
  private static let cachedElementCount = 2048
  /// The bytes of error terms that fill half of a second-level cache.
  ///
  /// From there on a panel has at least `fewestRows` rows, which share the cost of loading the error terms.
  private static let distantByteCount = 512 << 10
  private static let fewestRows = 28
  /// The bytes of error terms above which a product rearranges them first, and the elements of a panel that
  /// is then large enough to pay for that.
  private static let rearrangedByteCount = 3 << 20
  private static let largeElementCount = 4 << 20
  /// Rows of weights whose width is a multiple of this may be updated from outer products: the ends of other
  /// rows, updated one element at a time, would take longer than the gradient.
  private static let vectorWidth = 8

  let layer: Int
  /// The rows: the inputs of the layer that the weights belong to.
  let inputs: Range<Int>
  /// The place of the first weight among the parameters.
  let offset: Int
  let elementCount: Int
  /// Whether the weights are updated from the inputs and error terms of the only sample, and no gradient is
  /// made.
  ///
  /// Not the first panel of a layer, whose gradient comes with that of the biases.
  let isOuterProduct: Bool

  /// Whether the panel's gradient comes with those of the layer's biases and slope.
  var bringsBiases: Bool { inputs.lowerBound == 0 }

  /// All panels of the weights that are trained, divided among threads: as many lists of panels, about equal
  /// in weights.
  ///
  /// The division is always the same, so that the weights of a thread stay in its processor's cache.
  ///
  /// - Parameters:
  ///   - rows: the samples that gradients are summed over.
  ///   - updates: whether a panel's weights are updated as soon as its gradient is made.
  static func divide(_ problem: StepProblem, rows: Int, updates: Bool) -> [[GradientPanel]] {
    let memberCount = problem.threadCount
    let trained = problem.layout.layers.enumerated().filter { !problem.frozenLayers.contains($0.offset) }
    let total = trained.reduce(0) { $0 + $1.element.weightCount }
    var members = [[GradientPanel]](repeating: [], count: memberCount)
    var done = 0
    for (index, layer) in trained {
      let step = rowCount(of: layer, rows: rows, problem)
      for first in stride(from: 0, to: layer.inputCount, by: step) {
        let inputs = first..<min(first + step, layer.inputCount)
        let elementCount = inputs.count * layer.outputCount
        // A panel goes to the member in whose share its middle lies.
        let member = min((2 * done + elementCount) * memberCount / (2 * total), memberCount - 1)
        done += elementCount
        members[member].append(
          GradientPanel(
            layer: index, inputs: inputs, offset: layer.weightOffset + first * layer.outputCount,
            elementCount: elementCount,
            isOuterProduct: updates && first > 0 && problem.allowsOuterProducts
              && layer.outputCount.isMultiple(of: vectorWidth)))
      }
    }
    return members
  }

  /// The rows of weights that a panel takes.
  private static func rowCount(of layer: ParameterLayout.Layer, rows: Int, _ problem: StepProblem) -> Int {
    let errorByteCount = rows * layer.outputCount * problem.elementSize
    let wanted =
      if errorByteCount > rearrangedByteCount {
        largeElementCount / layer.outputCount
      } else {
        max(cachedElementCount / layer.outputCount, errorByteCount > distantByteCount ? fewestRows : 1)
      }
    let share = (layer.inputCount + problem.threadCount - 1) / problem.threadCount
    return max(1, min(wanted, share))
  }
}
