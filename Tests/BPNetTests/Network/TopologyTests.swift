import Testing

@testable import BPNet

@Suite struct TopologyTests {
  private func layers(_ sizes: [Int], _ activation: Activation = .tanh) -> [Layer] {
    sizes.map { Layer(outputCount: $0, activation: activation) }
  }

  @Test func countsWhatItHas() throws {
    let topology = try Topology(inputCount: 64, layers: layers([32, 10]))
    #expect(topology.description == "64-32-10")
    #expect(topology.outputCount == 10)
    #expect(topology.outputActivation == .tanh)
    #expect([0, 1].map { topology.inputCount(ofLayer: $0) } == [64, 32])
    #expect(topology.parameterCount == 65 * 32 + 33 * 10)
    #expect(topology.trainingOperationsPerSample == 2 * (64 * 32 * 2 + 32 * 10 * 3))
  }

  private static let refused: [(inputCount: Int, sizes: [Int], name: String)] = [
    (0, [1], "inputs"), (-1, [1], "inputs"), (3, [], "layers"), (3, [0], "layer 1"), (3, [2, -1], "layer 2"),
    (.max, [2], "layer 1"), (2, [.max], "layer 1"), (1 << 21, [1 << 21], "layer 1"),
    (1, [1 << 20, 1 << 20, 1 << 20], "layers"), (.max, [1], "layer 1"), (1, [.max], "layer 1"),
  ]

  @Test(arguments: Self.refused) func refusesBadShapes(inputCount: Int, sizes: [Int], name: String) {
    let error = #expect(throws: BPNetError.self) {
      try Topology(inputCount: inputCount, layers: layers(sizes))
    }
    guard case .invalidArgument(name, _, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func softmaxIsForTheOutputLayer() throws {
    #expect(try Topology(inputCount: 2, layers: layers([3], .softmax)).outputActivation == .softmax)
    #expect(throws: BPNetError.self) { try Topology(inputCount: 2, layers: layers([3, 3], .softmax)) }
  }

  @Test func biasModes() {
    #expect(Topology.BiasMode.allCases.map(\.rawValue) == ["each", "shared", "frozen", "shared-frozen"])
    #expect(Topology.BiasMode.allCases.map(\.isShared) == [false, true, false, true])
    #expect(Topology.BiasMode.allCases.map(\.isFrozen) == [false, false, true, true])
  }
}
