import Testing

@testable import BPNet

/// The positions of a workspace's matrices.
@Suite struct WorkspacePlanTests {
  private static let activations: [Activation] = [.sigmoid(), .gelu, .prelu(), .relu]

  /// Topologies of several widths, among them multiples of 256, whose rows are padded, and of one neuron.
  private static func topology(_ variant: Int) throws -> Topology {
    let widths = [1, 7, 256, 30, 512, 16]
    let layers = (0..<1 + variant % 4).map { index in
      Layer(
        outputCount: widths[(variant + index) % widths.count], activation: activations[(variant + index) % 4])
    }
    return try Topology(inputCount: widths[(2 * variant) % widths.count], layers: layers)
  }

  private func places<Element: Scalar>(_ plan: Network<Element>.Workspace.Plan) -> [Network<Element>.Workspace
    .Plan
    .MatrixPlacement]
  {
    let layers = plan.layers.flatMap { [$0.outputs, $0.netInputs, $0.undropped, $0.errors, $0.slopeTerms] }
    return ([plan.input, plan.targets] + layers).compactMap { $0 }.sorted { $0.offset < $1.offset }
  }

  private func check<Element: Scalar>(_ plan: Network<Element>.Workspace.Plan) {
    let room = kernelRoomByteCount / MemoryLayout<Element>.stride
    var end = 0
    for place in places(plan) {
      #expect(place.offset >= end && place.offset * MemoryLayout<Element>.stride % 64 == 0)
      #expect(place.stride >= place.columns && (place.columns < 256 || place.stride % 256 != 0))
      end = place.offset + plan.rowCapacity * place.stride + room
    }
    #expect(plan.elementCount >= end && plan.elementCount < end + 16)
    #expect(plan.byteCount == plan.elementCount * MemoryLayout<Element>.stride)
  }

  @Test(arguments: 0..<12) func placesFollowEachOther(variant: Int) throws {
    let topology = try Self.topology(variant)
    for rowCapacity in [1, 3, 100] {
      for purpose in [Network<Float>.Workspace.Purpose.inference, .evaluation, .training] {
        check(Network<Float>.Workspace.Plan(topology: topology, rowCapacity: rowCapacity, purpose: purpose))
      }
      check(
        Network<Double>.Workspace.Plan(
          topology: topology, rowCapacity: rowCapacity, purpose: .training, drops: true))
    }
  }

  /// The same row of two matrices must not have the same place in a page: loads would wait for the stores to
  /// the other.
  @Test func matricesStartAtDifferentPlacesOfAPage() throws {
    // 100 rows of 10 f32, with the room after them, are a page less a cache line.
    let layers = [Layer(outputCount: 10, activation: .gelu), Layer(outputCount: 10, activation: .softmax)]
    let topology = try Topology(inputCount: 10, layers: layers)
    for rowCapacity in [1, 100, 102, 1024] {
      let single = Network<Float>.Workspace.Plan(
        topology: topology, rowCapacity: rowCapacity, purpose: .training)
      let double = Network<Double>.Workspace.Plan(
        topology: topology, rowCapacity: rowCapacity, purpose: .training)
      #expect(Set(places(single).map { $0.offset * 4 % 4096 }).count == places(single).count)
      #expect(Set(places(double).map { $0.offset * 8 % 4096 }).count == places(double).count)
    }
  }

  /// Passes that compute less need less memory.
  @Test func purposesTakeWhatTheyNeed() throws {
    let layers = [
      Layer(outputCount: 5, activation: .tanh), Layer(outputCount: 6, activation: .prelu()),
      Layer(outputCount: 3, activation: .softmax),
    ]
    let topology = try Topology(inputCount: 4, layers: layers)
    func plan(_ purpose: Network<Float>.Workspace.Purpose, drops: Bool = false)
      -> Network<Float>.Workspace.Plan
    {
      Network<Float>.Workspace.Plan(topology: topology, rowCapacity: 10, purpose: purpose, drops: drops)
    }
    func columns(_ plan: Network<Float>.Workspace.Plan) -> [Int] { places(plan).map(\.columns).sorted() }
    #expect(columns(plan(.inference)) == [3, 4, 5, 6])
    #expect(columns(plan(.evaluation)) == [3, 3, 3, 4, 5, 6])
    #expect(columns(plan(.training)) == [1, 3, 3, 3, 3, 4, 5, 5, 6, 6, 6])
    // f(z) of tanh is kept beside what is left of it; PReLU's slope is taken from z.
    #expect(columns(plan(.training, drops: true)) == [1, 3, 3, 3, 3, 4, 5, 5, 5, 6, 6, 6])
  }

  @Test func whatCannotBeCountedIsTheLargestNumber() throws {
    let topology = try Topology(inputCount: 1 << 20, layers: [Layer(outputCount: 1, activation: .linear)])
    for rowCapacity in [Int.max >> 20, Int.max >> 22, Int.max] {
      let plan = Network<Float>.Workspace.Plan(
        topology: topology, rowCapacity: rowCapacity, purpose: .training)
      #expect(plan.byteCount == .max)
    }
    let plan = Network<Double>.Workspace.Plan(topology: topology, rowCapacity: 1 << 20, purpose: .training)
    #expect(plan.byteCount >= (8 << 40) + (4 * 8 << 20) && plan.byteCount < 9 << 40)
    #expect(MemoryBudget.sum([]) == 0 && MemoryBudget.sum([1, 2, 3]) == 6)
    #expect(MemoryBudget.sum([1, .max, 3]) == .max)
  }
}
