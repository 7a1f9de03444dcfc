/// The interface of `TypedModel` without its element type.
///
/// `TypedModel` is the only conforming type. With the protocol `Model` does not have to switch over element
/// types.
package protocol ModelImplementation: Sendable {
  var topology: Topology { get }
  var precision: Precision { get }
  var kernels: KernelSet { get }
  var preprocessing: Preprocessing { get }
  var loss: Loss { get }
  var reduction: TrainingConfiguration.Reduction { get }
  var record: TrainingRecord { get }
  var weightsSHA256: String { get }
  var optimizerProgress: (optimizer: Optimizer, stepCount: Int, epochCount: Int)? { get }

  func network<Other: Scalar>(as type: Other.Type) -> Network<Other>
  func weightRows(ofLayer index: Int) -> [[Double]]
  func biasValues(ofLayer index: Int) -> [Double]
  func slopeValue(ofLayer index: Int) -> Double?

  func makePredictor(rowCapacity: Int) -> Predictor
  func predict(_ table: Table, threads: Int?) throws(BPNetError) -> Predictions
  func predictions(for table: Table, use: Model.TableUse, threads: Int?) throws(BPNetError)
    -> Model.TablePredictions
  func forEachPrediction(
    for table: Table, use: Model.TableUse, threads: Int?, _ body: (Model.TablePredictions) throws -> Void
  ) throws
  func evaluate(
    _ table: Table, topK: Int?, metrics: [Metrics.RankingMetric], use: Model.TableUse, threads: Int?
  ) throws(BPNetError) -> Model.Evaluation
  func outcomes(of table: Table, use: Model.TableUse, threads: Int?) throws(BPNetError) -> Metrics.Outcomes
  func hiddenCode(of table: Table, layer: Int?, use: Model.TableUse, threads: Int?) throws(BPNetError)
    -> Model.HiddenCode
  func forecast(_ table: Table, steps: Int) throws(BPNetError) -> Predictions
  func explain(
    input: [Double], target: String, learningRate: Double?, weightDecay: Double?
  ) throws(BPNetError) -> Explanation
  func checkGradient(on table: Table, sampleCount: Int) throws(BPNetError) -> GradientCheck
  func comparing(withPeriod period: Int, of table: Table) throws(BPNetError) -> any ModelImplementation
  func write(to path: String) throws(BPNetError)
  func encoded(path: String) throws(BPNetError) -> [UInt8]
}

extension TypedModel: ModelImplementation {
  package var topology: Topology { network.topology }
  package var precision: Precision { Element.precision }
  package var kernels: KernelSet { network.kernels }
  package var weightsSHA256: String { network.weightsSHA256 }

  package var optimizerProgress: (optimizer: Optimizer, stepCount: Int, epochCount: Int)? {
    optimizerState.map { ($0.optimizer, $0.stepCount, $0.epochCount) }
  }

  package func network<Other: Scalar>(as type: Other.Type) -> Network<Other> {
    network as? Network<Other> ?? network.converted(to: type)
  }

  package func comparing(
    withPeriod period: Int, of table: Table
  ) throws(BPNetError) -> any ModelImplementation {
    var model = self
    try model.preprocessing.set(period: period, for: table)
    return model
  }

  package func makePredictor(rowCapacity: Int) -> Predictor { Predictor(self, rowCapacity: rowCapacity) }

  package func weightRows(ofLayer index: Int) -> [[Double]] { network.weightRows(ofLayer: index) }

  package func biasValues(ofLayer index: Int) -> [Double] {
    network.biases(ofLayer: index).map { Double($0) }
  }

  package func slopeValue(ofLayer index: Int) -> Double? { network.slope(ofLayer: index).map { Double($0) } }
}
