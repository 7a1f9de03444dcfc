import Testing

@testable import BPNet

@Suite struct RandomGeneratorTests {
  /// Golden numbers: they may never change, because a model's seed has to reproduce it.
  @Test func bitsStayAsTheyAre() {
    let cases: [(seed: UInt64, stream: UInt64, expected: [UInt64])] = [
      (0, 0, [0x568A9B0B1A2C05EC, 0x44E5B8B147EF718B, 0x458563AB55521133, 0x7AEC644539B6C0F9]),
      (0, 1, [0x85C61A300EC70FA1, 0x4952C2A6E1EF0B78, 0xF30F1E318359884B, 0x2D1C15313A47EDC3]),
      (1, 0, [0x6EC85F1F8547BC0C, 0x6CF63AFCC21A470A, 0x8A27B94CFF7526AA, 0xD13756F65520A1EC]),
      (.max, .max, [0xBB01391F6277D93C, 0x03C554C6013F24B5, 0x00EE715D1A32488E, 0xEA13D6A1B24B2B58]),
    ]
    for (seed, stream, expected) in cases {
      var generator = RandomGenerator(seed: seed, stream: stream)
      #expect((0..<4).map { _ in generator.next() } == expected, "\(seed), \(stream)")
    }
  }

  @Test func derivedSequencesStayAsTheyAre() {
    var generator = RandomGenerator(seed: 42, stream: 7)
    #expect((0..<8).map { _ in generator.uniform(below: 1000) } == [696, 986, 273, 378, 552, 59, 390, 964])
    #expect(
      (0..<3).map { _ in generator.uniform() } == [0.9592038157217783, 0.7003863393151, 0.05222519579659979])
    #expect(
      (0..<4).map { _ in generator.gaussian() } == [
        -0.15529417777110374, -2.18200821816934, -2.6671044629552063, 1.5515527949698915,
      ])
    var order = Array(0..<12)
    generator.shuffle(&order)
    #expect(order == [5, 6, 4, 2, 8, 9, 0, 7, 10, 1, 3, 11])
  }

  @Test func shufflesOfAllIndexTypesAgree() {
    var indices = Array(0..<1000)
    var first = RandomGenerator(seed: 5, stream: 5)
    first.shuffle(&indices)
    var compact = (0..<1000).map { UInt32($0) }
    var second = RandomGenerator(seed: 5, stream: 5)
    compact.withUnsafeMutableBufferPointer { second.shuffle($0) }
    #expect(compact.map { Int($0) } == indices)
    #expect(indices.sorted() == Array(0..<1000))
    #expect(indices != Array(0..<1000))
    #expect(first.next() == second.next())
  }

  @Test func shufflesOfNothingDrawNothing() {
    for count in 0...1 {
      var indices = Array(0..<count)
      var generator = RandomGenerator(seed: 5, stream: 5)
      generator.shuffle(&indices)
      var fresh = RandomGenerator(seed: 5, stream: 5)
      #expect(generator.next() == fresh.next())
    }
  }

  /// Each of the 24 orders of four elements, within five standard deviations of its expected count.
  @Test func shufflesAreUniform() {
    var generator = RandomGenerator(seed: 6, stream: 0)
    var counts: [[Int]: Int] = [:]
    let rounds = 24_000
    for _ in 0..<rounds {
      var order = [0, 1, 2, 3]
      generator.shuffle(&order)
      counts[order, default: 0] += 1
    }
    #expect(counts.count == 24)
    #expect(counts.values.allSatisfy { ($0 - rounds / 24).magnitude < 160 })
  }

  @Test(arguments: [1, 2, 3, 10, 255, 1 << 62, Int.max])
  func boundedNumbersStayBelowTheBound(bound: Int) {
    var generator = RandomGenerator(seed: 7, stream: 0)
    let numbers = (0..<10_000).map { _ in generator.uniform(below: bound) }
    #expect(numbers.allSatisfy { $0 >= 0 && $0 < bound })
    let mean = numbers.reduce(0) { $0 + Double($1) } / 10_000
    #expect((mean / (Double(bound) - 1).nextUp - 0.5).magnitude < 0.02 || bound == 1)
  }

  /// 2⁶⁴ is 8/3 of this bound: without rejections two of three neighbours would come 3 times in 8, the third
  /// one 2 times.
  @Test func largeBoundsAreUnbiased() {
    var generator = RandomGenerator(seed: 8, stream: 0)
    var counts = [0, 0, 0]
    for _ in 0..<30_000 { counts[generator.uniform(below: 3 << 61) % 3] += 1 }
    #expect(counts.allSatisfy { ($0 - 10_000).magnitude < 400 })
  }

  @Test func uniformNumbersHaveTheRightMoments() {
    var generator = RandomGenerator(seed: 9, stream: 0)
    let numbers = (0..<100_000).map { _ in generator.uniform() }
    #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect((numbers.reduce(0, +) / 100_000 - 0.5).magnitude < 0.005)
    #expect((numbers.reduce(0) { $0 + $1 * $1 } / 100_000 - 1.0 / 3).magnitude < 0.005)
  }

  @Test func normalNumbersHaveTheRightMoments() {
    var generator = RandomGenerator(seed: 10, stream: 0)
    let count = 200_000.0
    var sums = (0.0, 0.0, 0.0, 0.0)
    for _ in 0..<Int(count) {
      let x = generator.gaussian()
      sums.0 += x
      sums.1 += x * x
      sums.2 += x * x * x
      sums.3 += x * x * x * x
    }
    #expect((sums.0 / count).magnitude < 0.012)
    #expect((sums.1 / count - 1).magnitude < 0.016)
    #expect((sums.2 / count).magnitude < 0.05)
    #expect((sums.3 / count - 3).magnitude < 0.12)
  }

  @Test func streamsDiffer() {
    var numbers: Set<UInt64> = [RandomStream.split, RandomStream.exampleData]
    for index in 0..<100 {
      numbers.insert(RandomStream.weights(layer: index))
      numbers.insert(RandomStream.biases(layer: index))
      numbers.insert(RandomStream.shuffle(epoch: index))
      numbers.insert(RandomStream.samplingOrder(epoch: index))
    }
    #expect(numbers.count == 402)
    let firsts = numbers.map { stream in
      var generator = RandomGenerator(seed: 0, stream: stream)
      return generator.next()
    }
    #expect(Set(firsts).count == 402)
    #expect(RandomStream.shuffle(epoch: 3) == 4 << 48 | 3)
  }
}
