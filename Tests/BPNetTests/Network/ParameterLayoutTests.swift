import Testing

@testable import BPNet

/// The weights of wide layers lie in panels; whoever asks for them gets `[out][in]`.
@Suite struct ParameterLayoutTests {
  /// 300 × 450 with panels, the last of 2 columns, and layers around it in rows.
  private static func wideTopology() throws -> Topology {
    try Topology(
      inputCount: 3,
      layers: [300, 450, 5].map { Layer(outputCount: $0, activation: .tanh) })
  }

  @Test func wideLayersHavePanels() throws {
    let layers = ParameterLayout(try Self.wideTopology(), elementSize: 8).layers
    #expect(layers.map(\.hasPanels) == [false, true, false])
    #expect(layers[0].panels == [0..<300])
    #expect(layers[1].panels.count == 15)
    #expect(layers[1].panels.first == 0..<32)
    #expect(layers[1].panels.last == 448..<450)
  }

  /// Element (in, out) of a panel of c columns that begins at output o is at o · inputs + in · c + out − o.
  @Test func weightsAreSetAndRead() throws {
    var network = try Network<Double>(topology: try Self.wideTopology())
    let (inputs, outputs) = (300, 450)
    let values = (0..<inputs * outputs).map(Double.init)
    network.setWeights(values, ofLayer: 1)
    #expect(network.weights(ofLayer: 1) == values)
    let base = network.parameters + network.layout.layers[1].weightOffset
    for (input, output) in [(0, 0), (7, 31), (7, 32), (299, 447), (0, 448), (299, 449)] {
      let first = output / 32 * 32
      let place = first * inputs + input * min(32, outputs - first) + output - first
      #expect(base[place] == values[output * inputs + input])
      #expect(
        network.layout.layers[1].offset(ofWeightFrom: input, to: output) == place
          + (base - network.parameters))
    }
  }

  @Test func runsAreAllWeightsInTheOrderOfRows() throws {
    var network = try Network<Float>(topology: try Self.wideTopology())
    for (index, layer) in network.layout.layers.enumerated() {
      // In the order [in][out] the numbers count up.
      network.setWeights(
        (0..<layer.outputCount).flatMap { output in
          (0..<layer.inputCount).map { Float($0 * layer.outputCount + output) }
        }, ofLayer: index)
      var found: [Float] = []
      layer.forEachWeightRun { offset, count in
        found += (0..<count).map { network.parameters[offset + $0] }
      }
      #expect(found == (0..<layer.weightCount).map(Float.init))
    }
  }

  /// The vector of a full-batch method has the order `[in][out]` whatever the layout.
  @Test func vectorsHaveTheOrderOfRows() throws {
    var network = try Network<Double>(topology: try Self.wideTopology())
    network.initialize(seed: 3)
    let parameters = TrainedParameters(network.layout)
    var vector = [Double](repeating: 0, count: parameters.count)
    vector.withUnsafeMutableBufferPointer { parameters.pack(network.parameters, into: $0.baseAddress!) }
    let weights = network.weights(ofLayer: 1)
    let segment = try #require(parameters.segments.first { $0.layer == 1 && $0.kind == .weights })
    for (input, output) in [(0, 0), (12, 40), (299, 449)] {
      #expect(vector[segment.range.lowerBound + input * 450 + output] == weights[output * 300 + input])
    }
    var other = try Network<Double>(topology: network.topology)
    let destination = other.uniqueParameters()
    vector.withUnsafeBufferPointer { parameters.unpack($0.baseAddress!, into: destination) }
    #expect(other.parameterBytes == network.parameterBytes)
  }

  @Test func theOtherPrecisionHasTheSameWeights() throws {
    var network = try Network<Float>(topology: try Self.wideTopology())
    network.initialize(seed: 5)
    let converted = network.converted(to: Double.self)
    #expect(converted.weights(ofLayer: 1) == network.weights(ofLayer: 1).map(Double.init))
    let input: [Float] = [0.3, -0.2, 0.9]
    let difference = zip(network.predict(input), converted.predict(input.map(Double.init)))
      .map { abs(Double($0) - $1) }.max()
    #expect(try #require(difference) < 1e-5)
  }
}
