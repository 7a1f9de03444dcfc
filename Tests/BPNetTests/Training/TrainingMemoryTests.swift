import AllocationCounting
import Testing

@testable import BPNet

/// The computed memory of training compared with the bytes that it allocates.
@Suite(.enabled(if: allocation_count_is_available(), "allocations can be counted with glibc only"))
struct TrainingMemoryTests {
  struct Case: CustomTestStringConvertible {
    var sizes = [20, 30, 5]
    var rows = 3000
    var batch = TrainingConfiguration.BatchSize.samples(32)
    var optimizer = Optimizer.sgd()
    var hasClasses = true
    var activation = Activation.sigmoid()
    var dropout = 0.0

    var testDescription: String { "\(sizes) \(activation) rows \(rows) batch \(batch) classes \(hasClasses)" }
  }

  static let cases = [
    Case(),
    Case(hasClasses: false),
    Case(sizes: [20, 90, 70, 5], batch: .samples(2000), activation: .gelu),
    Case(sizes: [20, 90, 70, 5], batch: .samples(2000), activation: .gelu, dropout: 0.5),
    Case(sizes: [20, 90, 70, 5], batch: .samples(2000), activation: .tanh, dropout: 0.5),
    Case(sizes: [2, 3, 3, 2], batch: .samples(3000), activation: .prelu()),
    Case(batch: .samples(1)),
    Case(batch: .full),
    Case(rows: 9000, batch: .full),
    Case(sizes: [300, 400, 300, 10], rows: 200),
    Case(sizes: [300, 400, 300, 10], rows: 200, optimizer: .sgd(momentum: 0)),
    Case(sizes: [200, 700, 3], rows: 8192, batch: .samples(5000), optimizer: .nesterov()),
  ]

  @Test(arguments: cases) func countsWhatIsAllocated(testCase: Case) throws {
    try expectCount(testCase, as: Float.self)
    try expectCount(testCase, as: Double.self)
  }

  private func expectCount<Element: Scalar>(_ testCase: Case, as _: Element.Type) throws {
    let layers = testCase.sizes.dropFirst().map { Layer(outputCount: $0, activation: testCase.activation) }
    let topology = try Topology(inputCount: testCase.sizes[0], layers: layers)
    let kernels = try KernelSet.selected()
    var configuration = TrainingConfiguration()
    configuration.batchSize = testCase.batch
    // Each further thread has scratch memory of its own.
    configuration.threads = 1
    configuration.optimizer = testCase.optimizer
    configuration.dropout = testCase.dropout
    func makeTrainer() throws -> Trainer<Element> {
      let data = Dataset<Element>(
        rowCount: testCase.rows, inputCount: topology.inputCount, outputCount: topology.outputCount,
        generatesClasses: testCase.hasClasses, input: { 0.5 }, target: { 1 })
      let network = Network<Element>(topology: topology, kernels: kernels)
      return try Trainer(network: network, data: data, configuration: configuration)
    }
    // Once a process the runtime allocates for the types that it meets.
    _ = try makeTrainer()
    allocation_count_begin()
    let trainer = try makeTrainer()
    _ = allocation_count_end()
    #expect(trainer.epoch == 0)

    let memory = TrainingMemory(
      topology: topology, rowCount: testCase.rows, holdsClasses: testCase.hasClasses,
      configuration: configuration, as: Element.self)
    let expected = Double(memory.byteCount + KernelScratch.byteCount)
    let allocated = Double(allocation_count_bytes())
    // Alignment, small objects, and gaps between rows come on top.
    #expect(abs(allocated - expected) <= 0.02 * (expected - Double(KernelScratch.byteCount)) + 16384)
  }
}
