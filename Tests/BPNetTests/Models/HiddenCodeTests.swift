import Foundation
import Testing

@testable import BPNet

/// Codes compared with nested loops over the tensors of the model's file, slopes included.
@Suite struct HiddenCodeTests {
  /// The outputs of the first `layerCount` layers for one row of raw inputs, from the tensors alone.
  private static func code<Element: Scalar>(
    of row: [Double], layerCount: Int, model: TypedModel<Element>, tensors: Safetensors
  ) throws -> [Double] {
    func numbers(_ name: String) throws -> [Double] {
      let tensor = try #require(tensors.tensor(named: name))
      return try tensors.numbers(named: name, shape: tensor.shape, as: Element.self, file: "m").map {
        Double($0)
      }
    }
    var values = zip(row, model.preprocessing.inputs).map { ($0 - $1.scaling.offset) / $1.scaling.scale }
    for layer in 0..<layerCount {
      let (weights, biases) = (try numbers("\(layer).weight"), try numbers("\(layer).bias"))
      let z = biases.indices.map { output in
        biases[output] + zip(weights.chunks(of: values.count)[output], values).reduce(0) { $0 + $1.0 * $1.1 }
      }
      var activation = model.network.topology.layers[layer].activation
      if activation.initialSlope != nil { activation = .leakyReLU(slope: try numbers("\(layer).slope")[0]) }
      values = NaiveNetwork.apply(activation, z)
    }
    return values
  }

  /// A 1-1-1 autoencoder whose slope training moves from 0.25 to 0.685; the figures are NumPy's.
  @Test func trainedSlopeOfOneNeuron() throws {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.task = .autoencode
    recipe.hidden = .sizes([1])
    recipe.activations = [.prelu(slope: 0.25)]
    recipe.normalization = .identity
    recipe.learningRate = 0.1
    recipe.batchSize = .full
    recipe.optimizer = .given(.sgd(momentum: 0))
    recipe.epochs = 20
    let table = try Table(rows: [[-2], [-1], [1], [2]])
    let model = try recipe.prepare(table, as: Double.self).train().model.typed(as: Double.self)
    let slope = try #require(model.network.slope(ofLayer: 0))
    #expect(abs(slope - 0.684_630_874_115_860_1) < 1e-12)
    let code = try model.hiddenCode(of: table).values
    #expect(abs(code[0] - 3.0780) < 1e-4 && abs(code[1] - 1.4814) < 1e-4)
    #expect(
      relativeDifference(Array(code[2...]), [-1.171_858_393_019_887_4, -2.264_910_576_477_175_8]) < 1e-12)
  }

  @Test func randomAutoencodersInF64() throws {
    for seed in 0..<25 as Range<UInt64> { try compare(seed: seed, as: Double.self, tolerance: 1e-12) }
  }

  @Test func randomAutoencodersInF32() throws {
    for seed in 0..<25 as Range<UInt64> { try compare(seed: seed, as: Float.self, tolerance: 1e-5) }
  }

  /// A random autoencoder with a trained slope in one layer at least, after some epochs.
  private func compare<Element: Scalar>(seed: UInt64, as type: Element.Type, tolerance: Double) throws {
    var generator = RandomGenerator(seed: seed, stream: 9)
    let inputCount = 1 + generator.uniform(below: 4)
    let rows = (0..<12).map { _ in (0..<inputCount).map { _ in 10 * generator.gaussian() } }
    var recipe = TrainingRecipe(preset: .classic)
    recipe.task = .autoencode
    let sizes = (0...generator.uniform(below: 3)).map { _ in 1 + generator.uniform(below: 4) }
    recipe.hidden = .sizes(sizes)
    var activations: [Activation] = sizes.map { _ in
      generator.element(of: [.prelu(), .prelu(slope: -0.4), .tanh, .elu(), .prelu(slope: 0.7)])
    }
    activations[generator.uniform(below: sizes.count)] = .prelu(slope: 0.1)
    recipe.activations = activations
    recipe.bias = generator.element(of: Topology.BiasMode.allCases)
    recipe.learningRate = 0.05
    recipe.epochs = 5
    recipe.seed = seed
    let table = try Table(rows: rows)
    let model = try recipe.prepare(table, as: type).train().model.typed(as: type)
    let tensors = try Safetensors(decoding: model.encoded(path: ""), file: "m")
    for layer in 1...sizes.count {
      let found = try model.hiddenCode(of: table, layer: layer)
      let expected = try rows.flatMap {
        try Self.code(of: $0, layerCount: layer, model: model, tensors: tensors)
      }
      #expect(found.width == sizes[layer - 1])
      #expect(
        relativeDifference(found.values, expected) < tolerance,
        "seed \(seed), layer \(layer) of \(model.network.topology)")
    }
  }
}
