/// The main figure of a network under training, for a line that shows progress: the accuracy, or R², on the
/// validation data, or else on training data.
///
/// It is measured on at most a thousand samples: those at regular distances, since rows are often sorted.
package final class LiveFigure<Element: Scalar> {
  private static var mostRows: Int { 1000 }
  private static var mostOutputs: Int { 50_000 }
  private static var names: [String] { ["accuracy", "r2"] }

  private let data: Dataset<Element>
  private let preprocessing: Preprocessing
  private let response: Loss.Response
  private let evaluator: LossEvaluator<Element>

  /// The figure for a training; nil if there is no room for the samples.
  package init?(_ prepared: PreparedTraining<Element>) {
    let whole = prepared.validation ?? prepared.training
    let count = max(1, min(Self.mostRows, Self.mostOutputs / max(whole.outputCount, 1)))
    let stride = max(1, (whole.rowCount + count - 1) / count)
    let rows = Array(Swift.stride(from: 0, to: whole.rowCount, by: stride))
    let elements = rows.count * (whole.inputCount + whole.outputCount)
    guard !rows.isEmpty, elements <= 10_000_000, MemoryBudget.hasRoom(for: 8 * elements) else { return nil }
    data = whole.selecting(rows: rows)
    preprocessing = prepared.preprocessing
    response = prepared.configuration.loss.response(
      ofOutput: prepared.topology.outputActivation)
    evaluator = LossEvaluator(
      topology: prepared.topology, data: data, loss: prepared.configuration.loss, reduction: .mean)
  }

  /// The figure of a network of the training's topology; nil if there is none for the task.
  package func value(of network: Network<Element>) -> (name: String, value: Double)? {
    let outputs = evaluator.outputs(of: network, response: response)
    let metrics = preprocessing.definition.metrics(of: outputs, for: data, by: preprocessing, topK: nil)
    return metrics.figures.first { Self.names.contains($0.name) }.flatMap { $0.value.isFinite ? $0 : nil }
  }
}
