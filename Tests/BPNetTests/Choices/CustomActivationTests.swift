import BPNet
import Foundation
import Testing

/// Activations that are defined outside of the package.
@Suite struct CustomActivationTests {
  /// The logistic function, which the library has as `sigmoid`.
  struct Logistic: CustomActivation {
    let name = "my-logistic"
    let steepness: Double
    var constants: [Double] { [steepness] }

    func value(_ z: Double) -> Double { 1 / (1 + exp(-steepness * z)) }
    func derivative(_ z: Double) -> Double { steepness * value(z) * (1 - value(z)) }
  }

  /// Like no function of the library.
  private struct Wave: CustomActivation {
    let name = "my-wave"
    func value(_ z: Double) -> Double { sin(z) + z / 2 }
    func derivative(_ z: Double) -> Double { cos(z) + 0.5 }
  }

  private static func network<Element: Scalar>(
    _ hidden: Activation, _ output: Activation, sizes: [Int] = [3, 6, 5, 2], as _: Element.Type
  ) throws -> Network<Element> {
    let last = sizes.count - 1
    var network = try Network<Element>(
      topology: Topology(
        inputCount: sizes[0],
        layers: (1...last).map { Layer(outputCount: sizes[$0], activation: $0 == last ? output : hidden) }))
    network.initialize(weights: .uniform(low: -0.8, high: 0.8), biases: .uniform(), seed: 5)
    return network
  }

  private static func data<Element: Scalar>(_ rowCount: Int, as _: Element.Type) throws -> Dataset<Element> {
    var generator = RandomGenerator(seed: 3, stream: 9)
    return try Dataset(
      inputs: (0..<rowCount * 3).map { _ in Element(generator.uniform() - 0.5) }, inputCount: 3,
      targets: (0..<rowCount * 2).map { _ in Element(generator.uniform()) }, outputCount: 2)
  }

  private static let changes: [@Sendable (inout TrainingConfiguration) -> Void] = [
    { _ in }, { $0.batchSize = .samples(1) }, { $0.batchSize = .full },
    { ($0.dropout, $0.optimizer) = (0.3, .adam()) },
    { ($0.clipping.norm, $0.weightDecay) = (0.1, 0.01) },
    { ($0.optimizer, $0.batchSize) = (.lbfgs(), .full) },
    { ($0.optimizer, $0.batchSize) = (.levenbergMarquardt(), .full) },
  ]

  private func parameters<Element: Scalar>(
    _ hidden: Activation, _ output: Activation, threads: Int = 1, as _: Element.Type,
    _ change: (inout TrainingConfiguration) -> Void
  ) throws -> [Element] {
    var configuration = TrainingConfiguration()
    configuration.batchSize = .samples(7)
    configuration.learningRate = 0.05
    configuration.stopping.epochs = 5
    configuration.threads = threads
    change(&configuration)
    let trainer = try Trainer(
      network: Self.network(hidden, output, as: Element.self), data: Self.data(61, as: Element.self),
      configuration: configuration)
    trainer.run()
    return (0..<3).flatMap { trainer.network.weights(ofLayer: $0) + trainer.network.biases(ofLayer: $0) }
  }

  @Test(arguments: changes.indices) func trainsAsTheLibrarys(index: Int) throws {
    let own = Activation(Logistic(steepness: 1.5))
    for output in [Activation.linear, own] {
      let expectedOutput = output == own ? .sigmoid(steepness: 1.5) : output
      let change = Self.changes[index]
      let found = try parameters(own, output, as: Double.self, change)
      let expected = try parameters(.sigmoid(steepness: 1.5), expectedOutput, as: Double.self, change)
      #expect(zip(found, expected).allSatisfy { ($0 - $1).magnitude < 1e-9 }, "\(output)")
      let start = try parameters(own, output, as: Double.self) { $0.stopping.epochs = 0 }
      #expect(zip(found, start).contains { ($0 - $1).magnitude > 1e-3 })
      let single = try parameters(own, output, as: Float.self, change)
      let expectedSingle = try parameters(.sigmoid(steepness: 1.5), expectedOutput, as: Float.self, change)
      #expect(zip(single, expectedSingle).allSatisfy { ($0 - $1).magnitude < 2e-3 }, "\(output)")
    }
  }

  @Test(arguments: changes.indices) func threadsChangeNoBit(index: Int) throws {
    let wave = Activation(Wave())
    let results = try [1, 2, 3].map { threads in
      try parameters(wave, wave, threads: threads, as: Float.self) {
        $0.learningRate = 0.01
        Self.changes[index](&$0)
      }
    }
    #expect(results[0].allSatisfy(\.isFinite) && results[1] == results[0] && results[2] == results[0])
  }

  @Test(arguments: [[3, 2], [3, 6, 5, 2], [3, 1, 2], [3, 80, 2]]) func gradientsAreRight(sizes: [Int]) throws
  {
    let wave = Activation(Wave())
    let check = try GradientCheck(
      network: Self.network(wave, wave, sizes: sizes, as: Double.self), data: Self.data(30, as: Double.self),
      loss: .meanSquared)
    #expect(check.passes, "\(check.relativeError)")
  }

  @Test func isExplainedAsItIsTrained() throws {
    let network = try Self.network(Activation(Wave()), .linear, as: Double.self)
    let explained = try Explanation(
      network: network, input: [0.1, -0.2, 0.3], target: [1, 0], loss: .meanSquared, learningRate: 0.1)
    for layer in explained.layers.dropLast() {
      let (upstream, derivative) = (try #require(layer.upstream), try #require(layer.derivative))
      for (index, delta) in layer.delta.enumerated() {
        #expect((upstream[index] * derivative[index] - delta).magnitude < 1e-15)
        #expect((layer.outputs[index] - Wave().value(layer.z[index])).magnitude < 1e-15)
      }
    }
  }

  @Test func modelsPredictByIt() throws {
    let table = try CSVReader().read(text: "a,y\n1,2\n2,3\n3,1\n4,4\n5,2\n6,6\n")
    var recipe = TrainingRecipe()
    recipe.task = .regress
    recipe.activations = [Activation(Wave())]
    recipe.epochs = 5
    let model = try recipe.prepare(table, as: Double.self).train().model
    #expect(model.program.operations.contains(.activation(Activation(Wave()))))
    let row = try CSVReader().read(text: "a\n2.5\n")
    #expect("\(try model.predict([2.5]))" == "\(try model.predict(row))".split(separator: "\n").last ?? "")
  }

  @Test func isKnownByItsText() {
    let (one, two) = (Activation(Logistic(steepness: 1)), Activation(Logistic(steepness: 2)))
    #expect(one == Activation(Logistic(steepness: 1)) && one != two && one != Activation(Wave()))
    #expect(two.description == "my-logistic:2.0" && Activation(Wave()).description == "my-wave")
    #expect(Set([one, two, one]).count == 2)
    #expect(throws: BPNetError.self) { try Activation(parsing: "my-wave") }
    #expect(throws: Never.self) { try Activation(parsing: "my-wave", extensions: [Activation(Wave())]) }
  }
}
