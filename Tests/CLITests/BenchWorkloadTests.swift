import BPNet
import Testing

@testable import BPNetBench

@Suite struct BenchWorkloadTests {
  @Test func readsShapes() {
    #expect(ProductShape(parsing: "128x784x30") == ProductShape(128, 784, 30))
    #expect(ProductShape(parsing: "1x1x1")?.operations == 2)
    #expect(ProductShape.standard.allSatisfy { ProductShape(parsing: "\($0)") == $0 })
  }

  @Test(arguments: [
    "", "1", "1x2", "1x2x3x4", "1x2x", "x1x2", "1xx2", "0x1x1", "-1x1x1", "+1x1x1", "1.5x1x1", "1X2X3",
    " 1x2x3", "1x2x3 ", "ax1x1", "1x2x99999999999999999999", "65536x65536x1", "2147483648x1x1",
  ])
  func refusesShapes(text: String) {
    #expect(ProductShape(parsing: text) == nil)
  }

  @Test(arguments: ProductShape.standard + [ProductShape(17, 5000, 33), ProductShape(40, 1_000_000, 8)])
  func dividesAll(shape: ProductShape) {
    for threadCount in [1, 2, 3, 7, 64] {
      let division = ProductDivision(shape: shape, threadCount: threadCount)
      #expect(1...threadCount ~= division.ranges.count)
      #expect(division.ranges.allSatisfy { !$0.isEmpty })
      #expect(division.ranges.flatMap(Array.init) == Array(0..<max(shape.rows, shape.columns)))
    }
  }

  @Test func keepsSmallProductsOnOneThread() {
    #expect(ProductDivision(shape: ProductShape(16, 10, 10), threadCount: 8).ranges.count == 1)
    #expect(ProductDivision(shape: ProductShape(512, 512, 512), threadCount: 8).ranges.count == 8)
  }

  @Test(arguments: Transpose.allCases)
  func dividedProductsHaveTheSameBytes(transpose: Transpose) throws {
    for kernels in KernelTable.supported {
      for shape in [ProductShape(67, 160, 50), ProductShape(50, 160, 67)] {
        let whole = Product<Float>(shape: shape, transpose: transpose, kernels: kernels, threadCount: 1)
        let divided = Product<Float>(shape: shape, transpose: transpose, kernels: kernels, threadCount: 2)
        #expect(whole.threadCount == 1)
        #expect(divided.threadCount == 2)
        #expect(whole.computed() == divided.computed())
        #expect(Set(whole.computed()).count > 1)
      }
    }
  }

  @Test func countsTrainingOperationsAsTheLibraryDoes() throws {
    for workload in TrainingWorkload.standard + [.wide] {
      let layers = workload.sizes.dropFirst().map { Layer(outputCount: $0, activation: .sigmoid()) }
      let topology = try Topology(inputCount: workload.sizes[0], layers: layers)
      #expect(workload.operationsPerSample == Double(topology.trainingOperationsPerSample))
    }
  }

  @Test func takesWholeBatches() {
    for workload in TrainingWorkload.standard + [.wide] {
      let count = workload.defaultSampleCount(elementSize: 4)
      #expect(count >= 2 * workload.batch)
      #expect(count % workload.batch == 0)
      #expect(count <= max(20_000, 2 * workload.batch))
    }
    #expect(TrainingWorkload(sizes: [2, 5, 1], batch: 1).defaultSampleCount(elementSize: 4) == 20_000)
    #expect(TrainingWorkload.wide.defaultSampleCount(elementSize: 4) == 2048)
  }
}
