import BPNet
import CommandSupport

/// The choices made for a training run, printed before it starts.
struct TrainingDescription<Element: Scalar> {
  private let prepared: PreparedTraining<Element>

  init(_ prepared: PreparedTraining<Element>) {
    self.prepared = prepared
  }

  /// Notes and warnings.
  func write(to diagnostics: Diagnostics) {
    let configuration = prepared.configuration
    let topology = prepared.topology
    let held = prepared.validation.map { ", \($0.rowCount) held back" } ?? ""
    let tested = prepared.test.map { ", \($0.rowCount) for the test" } ?? ""
    let activations = topology.layers.map(\.activation.description).joined(separator: ", ")
    for remark in prepared.remarks { diagnostics.say(remark) }
    let reason = prepared.taskReason.map { " (\($0.withOptions()))" } ?? ""
    diagnostics.note(
      "\(prepared.task.rawValue): \(counted(prepared.training.rowCount, "row"))\(held)\(tested)\(reason)"
    )
    diagnostics.note(
      "network \(topology) (\(activations)), \(NumberText.grouped(topology.parameterCount)) parameters, "
        + Element.precision.rawValue)
    diagnostics.note(
      "loss \(configuration.loss), optimizer \(configuration.optimizer.name)"
        + (configuration.optimizer.usesLearningRate ? ", learning rate \(configuration.learningRate)" : ""))
    diagnostics.note(presetNote)
    if let column = prepared.preprocessing.weights { diagnostics.note("weights of rows from \(column.name)") }
    if let weights = configuration.classWeights, let labels = prepared.preprocessing.labels {
      let texts = zip(labels, weights).map { "\($0)=\(NumberText.significant($1, digits: 4))" }
      diagnostics.note("class weights \(texts.joined(separator: ", "))")
    }
    if let start = prepared.start {
      let epochs = "\(counted(start.record.epochsOfWeights, "epoch")) of training before"
      diagnostics.note(
        prepared.optimizerState == nil
          ? "\(epochs); the optimizer starts anew" : "\(epochs), from which the optimizer goes on")
    }
    for rate in [configuration.learningRate, configuration.biasLearningRate ?? 0] where rate > 1 {
      diagnostics.warn("the learning rate \(rate) is above 1: training may diverge")
    }
    let (warmUp, epochs) = (configuration.warmUpEpochs, configuration.stopping.epochs)
    if warmUp > epochs, epochs > 0, prepared.start == nil {
      diagnostics.warn(
        "--warm-up \(warmUp) is more than the \(epochs) epochs: "
          + "the learning rate does not reach its full size")
    }
  }

  /// The preset, and the choices that it has made by rows held back, as options that repeat them.
  private var presetNote: String {
    let preset = "preset \(prepared.recipe.preset?.rawValue ?? TrainingRecipe.Preset.classic.rawValue)"
    guard let decision = prepared.decision else { return preset }
    let options = decision.text.withOptions()
    return "\(preset): \(options), the best of \(decision.candidateCount) on rows held back"
  }
}
