/// Some rows of a layer's weights, or of one or several panels of them, whose gradient is computed and then
/// used while it is in the cache.
struct GradientPanel: Equatable, Sendable {
  /// The elements of a panel that stays in the first-level cache together with its weights and a state.
  private static let cachedElementCount = firstLevelCacheByteCount / 16
  /// The bytes of error terms that fill half of a second-level cache.
  ///
  /// From this on a panel has about `fewestRows` rows at least, so that the cost of loading the error terms
  /// from beyond the first-level cache is spread over more arithmetic.
  private static let distantByteCount = 512 << 10
  private static let fewestRows = 28
  /// The fewest samples for which panels have whole tiles.
  ///
  /// A row more than a tile makes two of half its rows, which load nearly twice as much for each
  /// multiply-add. On Intel Ice Lake, f32, 18 or 24 rows in place of 14, for tiles of 6, were 1.06 times as
  /// fast for 784-128-10 in batches of 64 (with AVX2, too), no faster in batches of 10 to 32.
  private static let fewestTiledSamples = 64
  /// The rows of a panel of weights that lie in panels themselves: whole tiles with every kernel set.
  private static let rowsOfPanels = 42
  /// The fewest samples for which panels of weights are taken together if tiles are wider than one of them.
  private static let fewestSamplesOfWideTiles = 32
  /// The bytes of error terms that are copied at a time if they are used with several blocks of inputs.
  ///
  /// Copies for one panel of columns at a time have to be made again for each block, which took a fourteenth
  /// of a step of 1024-4096-4096-1024 in batches of 1,024 (AMD Zen 4).
  private static let copiedByteCount = 2 << 20
  /// The bytes of error terms above which a product packs them first, and the elements of a panel that is
  /// then large enough to make up for the packing.
  private static let rearrangedByteCount = 3 << 20
  private static let largeElementCount = 4 << 20
  /// The smallest width of weight rows for updates from outer products: the widest vector.
  ///
  /// Shorter rows would be updated by partial vectors, which takes longer than computing the gradient.
  private static let vectorWidth = 16

  let layer: Int
  /// The rows of the panel: a row has the weights of one input of the layer.
  let inputs: Range<Int>
  /// The columns of the panel: all outputs of the layer, or those of some panels of its weights.
  let outputs: Range<Int>
  /// The index of the first weight among the parameters.
  let offset: Int
  /// The distance between rows; gaps follow their weights if it is more than these take.
  let rowStride: Int
  /// The number of panels of weights that it takes rows of, all with as many columns; 1 if weights lie in
  /// rows.
  let partCount: Int
  /// The distance between the weights of two parts, each the rows of one panel of weights.
  let partPitch: Int
  /// Whether the weights are updated directly from the inputs and error terms of a single sample, without
  /// computing a gradient.
  ///
  /// Never for the first panel of a layer, whose gradient is computed together with that of the biases.
  let isOuterProduct: Bool

  /// Whether its rows are whole vectors of any kernel set, with their gaps.
  func hasWholeVectors(elementSize: Int) -> Bool {
    (rowStride * elementSize).isMultiple(of: Prefetch.lineByteCount)
  }

  /// The first of its columns among those whose error terms are copied at the same time.
  let errorColumn: Int

  /// Whether it is the first of its thread with these columns, a part of the layer's: the error terms are
  /// copied next to each other for this panel and those that follow.
  ///
  /// Never for a pass of one sample.
  let copiesErrors: Bool

  /// The place of its gradient among those of its thread.
  ///
  /// That of a panel with gaps, which stay zero, is shared only by panels of the same layer.
  fileprivate(set) var gradientOffset = 0

  /// The elements of its gradient, gaps included.
  var elementCount: Int { partElementCount * partCount }

  /// The elements of each part; those of the gradient follow each other.
  var partElementCount: Int { inputs.count * rowStride }

  private var hasGaps: Bool { rowStride * partCount > outputs.count }

  /// The indices of a part's weights among the parameters.
  @inline(__always)
  func weights(ofPart part: Int) -> Range<Int> {
    let start = offset + part * partPitch
    return start..<start + partElementCount
  }

  /// Whether the gradients of the layer's biases and slope are computed with that of the panel.
  var bringsBiases: Bool { inputs.lowerBound == 0 && outputs.lowerBound == 0 }

  /// All panels of the trained weights, as one list for each thread, with about equal numbers of weights.
  ///
  /// The division is the same for every step, so that a thread's weights stay in its processor's cache.
  ///
  /// - Parameters:
  ///   - rows: the number of samples that gradients are summed over.
  ///   - updates: whether a panel's weights are updated as soon as its gradient is computed.
  static func divide(_ problem: StepProblem, rows: Int, updates: Bool) -> [[GradientPanel]] {
    let memberCount = problem.threadCount
    let trained = problem.layout.layers.enumerated().filter { !problem.frozenLayers.contains($0.offset) }
    let total = trained.reduce(0) { $0 + $1.element.weightCount }
    let count = trained.reduce(0) { $0 + panelCount(of: $1.element, rows: rows, problem) }
    var members = (0..<memberCount).map { _ in
      var panels: [GradientPanel] = []
      panels.reserveCapacity(count / memberCount + 1)
      return panels
    }
    var done = 0
    for (index, layer) in trained {
      let step = rowCount(of: layer, rows: rows, problem)
      var copied = [Set<Int>](repeating: [], count: memberCount)
      for block in blocks(of: layer, rows: rows, step: step, problem) {
        let outputs = block.outputs
        for first in stride(from: block.inputs.lowerBound, to: block.inputs.upperBound, by: step) {
          let inputs = first..<min(first + step, block.inputs.upperBound)
          let weightCount = inputs.count * outputs.count
          // A panel belongs to the member whose share of the weights has the panel's middle.
          let member = min((2 * done + weightCount) * memberCount / (2 * total), memberCount - 1)
          done += weightCount
          let rowStride = layer.rowStride(ofPanel: outputs)
          members[member].append(
            GradientPanel(
              layer: index, inputs: inputs, outputs: outputs,
              offset: layer.weightOffset + outputs.lowerBound * layer.inputCount
                + first * rowStride,
              rowStride: rowStride, partCount: block.partCount,
              partPitch: layer.inputCount * layer.panelColumns,
              isOuterProduct: updates && first > 0 && problem.allowsOuterProducts
                && outputs.count >= vectorWidth,
              errorColumn: block.errorColumn,
              copiesErrors: rows > 1 && layer.hasPanels
                && copied[member].insert(outputs.lowerBound).inserted))
        }
      }
    }
    for member in members.indices { placeGradients(of: &members[member]) }
    return members
  }

  /// The elements of the gradients of a thread's panels, which lie in the same place where they may.
  static func gradientElementCount(_ panels: [GradientPanel]) -> Int {
    panels.lazy.map { $0.gradientOffset + $0.elementCount }.max() ?? 0
  }

  /// Sets the places of the gradients of a thread's panels.
  private static func placeGradients(of panels: inout [GradientPanel]) {
    var end = panels.lazy.filter { !$0.hasGaps }.map(\.elementCount).max() ?? 0
    var places: [Int: Int] = [:]
    for layer in Set(panels.lazy.filter(\.hasGaps).map(\.layer)).sorted() {
      // At a cache line, as the rows.
      let start = (end + 15) / 16 * 16
      places[layer] = start
      end = start + (panels.lazy.filter { $0.layer == layer && $0.hasGaps }.map(\.elementCount).max() ?? 0)
    }
    for index in panels.indices where panels[index].hasGaps {
      panels[index].gradientOffset = places[panels[index].layer] ?? 0
    }
  }

  /// The number of a layer's panels.
  private static func panelCount(of layer: ParameterLayout.Layer, rows: Int, _ problem: StepProblem) -> Int {
    let step = rowCount(of: layer, rows: rows, problem)
    return blocks(of: layer, rows: rows, step: step, problem).reduce(0) {
      $0 + ($1.inputs.count + step - 1) / step
    }
  }

  /// Some inputs of a layer and the columns of some panels of its weights.
  private struct Block {
    let inputs: Range<Int>
    let outputs: Range<Int>
    let partCount: Int
    let errorColumn: Int
  }

  /// The parts of a layer's weights whose panels follow each other.
  ///
  /// A part has so many inputs that those of all samples stay in a second-level cache, where they are read
  /// again for the next columns. Error terms are copied for some panels of columns at a time, which are then
  /// used with all inputs.
  private static func blocks(
    of layer: ParameterLayout.Layer, rows: Int, step: Int, _ problem: StepProblem
  ) -> [Block] {
    guard layer.hasPanels else {
      return [
        Block(inputs: 0..<layer.inputCount, outputs: 0..<layer.outputCount, partCount: 1, errorColumn: 0)
      ]
    }
    let columnByteCount = rows * problem.elementSize
    let size = max(1, secondLevelCacheByteCount / 2 / columnByteCount / step) * step
    let panels = columnsTogether(of: layer, rows: rows, problem)
    let columns = panels.first?.count ?? layer.panelColumns
    let groupCount = size >= layer.inputCount ? 1 : max(1, copiedByteCount / (columnByteCount * columns))
    return stride(from: 0, to: panels.count, by: groupCount).flatMap { start in
      let group = panels[start..<min(start + groupCount, panels.count)]
      return stride(from: 0, to: layer.inputCount, by: size).flatMap { first in
        group.map {
          Block(
            inputs: first..<min(first + size, layer.inputCount), outputs: $0,
            partCount: max(1, $0.count / layer.panelColumns),
            errorColumn: $0.lowerBound - panels[start].lowerBound)
        }
      }
    }
  }

  /// The columns of the panels of weights that are taken together: as many whole panels as a tile is wide,
  /// and each of the others alone.
  private static func columnsTogether(
    of layer: ParameterLayout.Layer, rows: Int, _ problem: StepProblem
  ) -> [Range<Int>] {
    let width = problem.gradientTile(samples: rows, columns: 2 * layer.panelColumns).columns
    let columns = rows < fewestSamplesOfWideTiles ? 0 : width / layer.panelColumns * layer.panelColumns
    guard columns > layer.panelColumns else { return layer.panels }
    let end = layer.outputCount / columns * columns
    return stride(from: 0, to: end, by: columns).map { $0..<$0 + columns }
      + layer.panels.filter { $0.lowerBound >= end }
  }

  /// The number of rows nearest to `count` that are whole tiles; fewer than a tile are left, and sums over so
  /// few samples that a panel's other costs count more.
  private static func wholeTiles(_ count: Int, tileRows: Int, sampleCount: Int) -> Int {
    guard count >= tileRows, sampleCount >= fewestTiledSamples else { return count }
    return (count + tileRows / 2) / tileRows * tileRows
  }

  /// The number of rows of a layer's panels.
  private static func rowCount(of layer: ParameterLayout.Layer, rows: Int, _ problem: StepProblem) -> Int {
    let errorByteCount = rows * layer.outputCount * problem.elementSize
    let wanted =
      if layer.hasPanels {
        rowsOfPanels
      } else if errorByteCount > rearrangedByteCount {
        largeElementCount / layer.rowStride
      } else {
        wholeTiles(
          max(cachedElementCount / layer.rowStride, errorByteCount >= distantByteCount ? fewestRows : 1),
          tileRows: problem.gradientTile(samples: rows, columns: layer.outputCount).rows, sampleCount: rows)
      }
    let share = (layer.inputCount + problem.threadCount - 1) / problem.threadCount
    return max(1, min(wanted, share))
  }
}
