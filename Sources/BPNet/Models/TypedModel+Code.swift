extension Model {
  /// The outputs of a hidden layer for samples; for an autoencoder, their compressed code.
  public struct HiddenCode: Sendable, Equatable {
    /// The layer, counted from 1.
    public let layer: Int
    /// The number of neurons of the layer.
    public let width: Int
    /// The outputs, `[rows][width]`.
    public let values: [Double]
    /// The row of each sample, counted from 0; for a forecast the first row of its window.
    public let rows: [Int]
    /// The number of all rows, or for a forecast of all windows, those without a code included.
    public let rowCount: Int
    /// A remark on rows that are left out; nil if there are none.
    public let droppedText: String?
  }
}

extension Topology {
  /// The narrowest hidden layer, counted from 1; of equal ones the first; nil without hidden layers.
  var codeLayer: Int? {
    let sizes = layers.dropLast().map(\.outputCount)
    return sizes.min().flatMap { sizes.firstIndex(of: $0) }.map { $0 + 1 }
  }
}

extension TypedModel {
  package func hiddenCode(
    of table: Table, layer: Int? = nil, use: Model.TableUse = Model.TableUse(), threads: Int? = nil
  ) throws(BPNetError) -> Model.HiddenCode {
    let hiddenCount = network.topology.layers.count - 1
    guard let layer = layer ?? network.topology.codeLayer, 1...max(hiddenCount, 1) ~= layer, hiddenCount > 0
    else {
      throw .invalidArgument(
        name: "layer", found: layer.map { "\($0)" } ?? "a model without hidden layers",
        expected: hiddenCount > 0 ? "a hidden layer from 1 to \(hiddenCount)" : "a model with hidden layers")
    }
    let encoder = try network.prefix(layerCount: layer)
    let samples = try usableSamples(of: table, withTargets: false, use: use)
    guard !samples.rows.isEmpty else {
      return Model.HiddenCode(
        layer: layer, width: encoder.topology.outputCount, values: [], rows: [], rowCount: table.rowCount,
        droppedText: samples.droppedText)
    }
    let data: Dataset<Element> = try preprocessing.encodeInputsAlone(
      of: samples.table, samples: samples.rows)
    let evaluator = LossEvaluator(
      topology: encoder.topology, data: data, loss: loss, reduction: reduction,
      team: LossEvaluator.makeTeam(topology: encoder.topology, data: data, threads: threads))
    let values = evaluator.outputs(of: encoder)
    let width = encoder.topology.outputCount
    if let fault = values.firstIndex(where: { !$0.isFinite }) {
      throw .outputNotFinite(name: "code_\(fault % width + 1)", row: samples.rows[fault / width] + 1)
    }
    return Model.HiddenCode(
      layer: layer, width: width, values: values,
      rows: samples.rows, rowCount: task == .forecast ? samples.rows.count : table.rowCount,
      droppedText: samples.droppedText)
  }
}

extension Network {
  /// The first layers as a separate network.
  ///
  /// Never throws for a count from 1 to the number of layers.
  func prefix(layerCount: Int) throws(BPNetError) -> Network {
    let layers = topology.layers.prefix(layerCount)
    var result = Network(
      topology: try Topology(inputCount: topology.inputCount, layers: Array(layers)), kernels: kernels)
    for index in layers.indices { result.copyLayer(index, from: self) { $0 } }
    return result
  }
}
