import BPNet
import BPNetExamples

/// The page of the moons: the training of six networks as it went, with a slider over the steps.
///
/// Everything is recorded while they train: the boundary as probabilities on a grid, weights, loss and
/// accuracy.
struct MoonsPage {
  /// The steps that are recorded: the first ones, and then at equal ratios.
  static let steps = [
    0, 1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 4000, 5000, 7000, 10_000, 12_000,
    15_000, 20_000, 25_000, 30_000,
  ]
  /// The points of a side of the grid.
  private static let gridSize = 48

  private let example: MoonsExample
  private let seed: UInt64
  /// The horizontal and vertical range of the picture.
  private let ranges: (x: ClosedRange<Double>, y: ClosedRange<Double>)

  /// Trains all networks.
  ///
  /// - Throws: `BPNetError.unsupportedKernelSet`.
  init(seed: UInt64) throws(BPNetError) {
    example = try MoonsExample(seed: seed, recordedSteps: Set(Self.steps))
    self.seed = seed
    let (points, margin) = (example.points, 0.5)
    let x = stride(from: 0, to: points.count, by: 2).map { points[$0] }
    let y = stride(from: 1, to: points.count, by: 2).map { points[$0] }
    func range(_ values: [Double]) -> ClosedRange<Double> {
      (values.min() ?? 0) - margin...(values.max() ?? 0) + margin
    }
    ranges = (range(x), range(y))
  }

  /// The page.
  var text: String {
    Page(title: "Two moons, as they were learnt", data: data, body: Self.body, script: MoonsScript.text).text
  }

  private var data: JSONValue {
    .object([
      ("seed", .string("\(seed)")), ("points", .array(example.points.map(rounded))),
      ("classes", .array(example.classes.map { .int($0) })),
      ("x", .array([rounded(ranges.x.lowerBound), rounded(ranges.x.upperBound)])),
      ("y", .array([rounded(ranges.y.lowerBound), rounded(ranges.y.upperBound)])),
      ("gridSize", .int(Self.gridSize)), ("steps", .array(Self.steps.map { .int($0) })),
      ("networks", .array(example.results.map(network))),
    ])
  }

  private func network(_ result: MoonsExample.Result) -> JSONValue {
    .object([
      ("hidden", .int(result.hidden)),
      (
        "frames",
        .array(
          result.frames.map { frame in
            .object([
              ("cost", rounded(frame.cost)), ("accuracy", rounded(frame.accuracy)),
              ("weights", .array((0..<2).map { .array(frame.network.weights(ofLayer: $0).map(rounded)) })),
              ("grid", .string(grid(of: frame.network))),
            ])
          })
      ),
    ])
  }

  /// A number with the digits that a picture shows.
  private func rounded(_ value: Double) -> JSONValue { .double((value * 10_000).rounded() / 10_000) }

  /// The inner moon's share of both outputs on the grid, row by row from above, a character for
  /// each: from "(" for 0 to "Z" for 1.
  private func grid(of network: Network<Double>) -> String {
    let last = Double(Self.gridSize - 1)
    var inputs: [Double] = []
    for row in 0..<Self.gridSize {
      for column in 0..<Self.gridSize {
        let (x, y) = (Double(column) / last, 1 - Double(row) / last)
        inputs.append(ranges.x.lowerBound + x * (ranges.x.upperBound - ranges.x.lowerBound))
        inputs.append(ranges.y.lowerBound + y * (ranges.y.upperBound - ranges.y.lowerBound))
      }
    }
    let outputs = network.predict(inputs)
    let characters = stride(from: 0, to: outputs.count, by: 2).map { index in
      let share = outputs[index + 1] / max(outputs[index] + outputs[index + 1], 1e-300)
      // Finest near one half, where the boundary is.
      let distance = 2 * share - 1
      let root = distance.magnitude.squareRoot() * (distance < 0 ? -1 : 1)
      return Character(UnicodeScalar(UInt8(65 + (root * 25).rounded())))
    }
    return String(characters)
  }

  private static let body = #"""
    <h1>Two moons, as they were learnt</h1>
    <p class="lead">Six networks of 2 inputs, tanh neurons in one hidden layer, and 2 outputs learn which of
    two noisy moons a point belongs to. The slider goes through what was recorded in training.</p>
    <fieldset class="controls" id="sizes"><legend class="hidden">Hidden neurons</legend></fieldset>
    <div class="controls">
    <button type="button" id="play">▶ Play</button>
    <label for="step">step</label>
    <input type="range" id="step" min="0" value="0" step="1">
    <output id="step-text" for="step"></output>
    </div>
    <div class="columns">
    <section class="panel" aria-labelledby="boundary-title">
    <h2 id="boundary-title">Decision boundary</h2>
    <div id="boundary"></div>
    <p class="document"><span class="key" style="background:var(--series-0)"></span>outer moon (circles)
    <span class="key" style="background:var(--series-1)"></span>inner moon (squares)</p>
    </section>
    <div>
    <section class="panel" aria-labelledby="loss-title">
    <h2 id="loss-title">Loss and accuracy</h2>
    <dl class="figures" aria-live="polite"><div><dt>cross-entropy</dt><dd id="cost"></dd></div>
    <div><dt>accuracy</dt><dd id="accuracy"></dd></div></dl>
    <div id="loss"></div>
    <p class="document">The thin lines are the losses of the other networks.</p>
    </section>
    <section class="panel" aria-labelledby="weights-title">
    <h2 id="weights-title">Weights</h2>
    <div id="weights"></div>
    <p class="document">Wide lines are large weights, dashed ones negative.</p>
    </section>
    </div>
    </div>
    """#
}
