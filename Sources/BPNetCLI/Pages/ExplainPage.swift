import BPNet
import BPNetPictures
import BPNetExamples

/// The page of one step of back-propagation: the network, its numbers in the order in which they are
/// computed, and the chain rule of each weight.
struct ExplainPage {
  let explanation: Explanation
  /// What is explained: a model's name, or an example's.
  let subject: String
  /// The learning rate and the weight decay, if the step has no others.
  let learningRate: Double?
  let weightDecay: Double?
  /// What the inputs and the outputs are called, and the sample before it is scaled; empty where there is
  /// nothing to tell.
  var names: (inputs: [String], outputs: [String]) = ([], [])
  var sample: [String] = []
  /// The figures that a document has for the same step, with what is to be said of them.
  var document: (title: String, note: String, numbers: StepNumbers)?

  /// The page.
  var text: String {
    Page(
      title: "Back-propagation of \(subject)", data: data,
      body: Self.body.replacing("@SUBJECT@", with: PictureText.escaped(subject)), script: ExplainScript.text
    ).text
  }

  private var data: JSONValue {
    .object([
      ("subject", .string(subject)), ("input", JSONValue(explanation.input)),
      ("target", JSONValue(explanation.target)), ("loss", .double(explanation.loss)),
      ("perOutputLoss", JSONValue(explanation.perOutputLoss)),
      ("learningRate", learningRate.map(JSONValue.double) ?? .null),
      ("weightDecay", weightDecay.map(JSONValue.double) ?? .null),
      ("inputNames", .array(names.inputs.map { .string($0) })),
      ("outputNames", .array(names.outputs.map { .string($0) })),
      ("sample", .array(sample.map { .string($0) })),
      ("layers", .array(explanation.layers.map(layer))),
      (
        "document",
        document.map {
          .object([
            ("title", .string($0.title)), ("note", .string($0.note)), ("numbers", $0.numbers.json),
          ])
        } ?? .null
      ),
    ])
  }

  private func layer(_ layer: Explanation.Layer) -> JSONValue {
    .object([
      ("activation", .string(layer.activation.description)), ("inputs", JSONValue(layer.inputs)),
      ("z", JSONValue(layer.z)), ("outputs", JSONValue(layer.outputs)),
      ("upstream", layer.upstream.map { JSONValue($0) } ?? .null),
      ("derivative", layer.derivative.map { JSONValue($0) } ?? .null), ("delta", JSONValue(layer.delta)),
      ("weightGradient", JSONValue(layer.weightGradient)), ("biasGradient", JSONValue(layer.biasGradient)),
      ("weights", JSONValue(layer.weights)), ("biases", JSONValue(layer.biases)),
      ("weightsAfter", JSONValue(layer.weightsAfter)), ("biasesAfter", JSONValue(layer.biasesAfter)),
      (
        "slope",
        layer.slope.map {
          .object([
            ("value", .double($0.value)), ("gradient", .double($0.gradient)), ("after", .double($0.after)),
          ])
        } ?? .null
      ),
    ])
  }

  private static let body = #"""
    <h1>One step of back-propagation</h1>
    <p class="lead">@SUBJECT@: one sample goes forward through the network, its loss goes backward, and each
    weight takes a step. <span id="about"></span></p>
    <div class="controls" role="group" aria-label="Parts of the step">
    <button type="button" id="previous">← Back</button>
    <button type="button" class="phase" id="phase-forward" aria-pressed="true">1 Forward</button>
    <button type="button" class="phase" id="phase-loss" aria-pressed="false">2 Loss</button>
    <button type="button" class="phase" id="phase-backward" aria-pressed="false">3 Backward</button>
    <button type="button" class="phase" id="phase-update" aria-pressed="false">4 Update</button>
    <button type="button" id="next">Next →</button>
    <label><input type="checkbox" id="digits"> all digits</label>
    </div>
    <div class="columns">
    <div class="still">
    <section class="panel" aria-labelledby="network-title">
    <h2 id="network-title">Network</h2>
    <div id="network"></div>
    <p class="document" id="legend"></p>
    <ul class="document names" id="names" hidden></ul>
    </section>
    <section class="panel" aria-labelledby="chain-title">
    <h2 id="chain-title">Chain rule of a weight</h2>
    <div class="controls" role="group" aria-label="The weight">
    <label>layer <select id="layer"></select></label>
    <label>from <select id="from"></select></label>
    <label>to <select id="to"></select></label>
    </div>
    <div id="chain" aria-live="polite"></div>
    </section>
    </div>
    <section class="panel" aria-labelledby="numbers-title">
    <h2 id="numbers-title">Forward, number by number</h2>
    <div id="numbers" aria-live="polite"></div>
    </section>
    </div>
    """#
}

extension ExplainPage {
  /// The page of a model's step, with the names of its inputs and outputs.
  ///
  /// - Parameter sample: the inputs in the data's own units.
  init(
    _ model: Model, name: String, explanation: Explanation, sample: [Double], learningRate: Double?,
    weightDecay: Double?
  ) {
    self.init(
      explanation: explanation, subject: name, learningRate: learningRate, weightDecay: weightDecay)
    let inputs = model.preprocessing.inputs.map(\.name)
    let outputs = model.preprocessing.labels ?? model.preprocessing.targets.map(\.name)
    // A forecast has several inputs of a name, and two classes may share an output.
    guard inputs.count == explanation.input.count, outputs.count == explanation.target.count else { return }
    names = (inputs, outputs)
    if sample.count == inputs.count { self.sample = sample.map { "\($0)" } }
  }

  /// The page of a worked example, with its document's figures beside.
  ///
  /// - Parameter isAsStated: whether the step is the document's own, whose figures can be compared.
  init(
    _ example: WorkedExample, explanation: Explanation, learningRate: Double, weightDecay: Double,
    isAsStated: Bool
  ) throws(BPNetError) {
    self.init(
      explanation: explanation, subject: example.name, learningRate: learningRate, weightDecay: weightDecay)
    let family = WorkedExamples.names.first { example.name.hasPrefix($0) } ?? example.name
    // A document's figures belong to the step that it takes.
    if isAsStated,
      let printed = WorkedExamples.cases(of: family).first(where: { $0.name.hasSuffix("as-printed") })
    {
      document = (printed.document, printed.note, try printed.run().firstStep)
    }
  }
}
