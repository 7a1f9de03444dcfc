import AllocationCounting
import Dispatch
import Synchronization
import Testing

@testable import BPNet

@Suite struct PredictorTests {
  @Test(arguments: InferenceSample.all) func predictorsAgreeWithTables(sample: InferenceSample) throws {
    try expectAgreement(of: sample, as: Double.self)
    try expectAgreement(of: sample, as: Float.self)
  }

  /// Row by row and in passes of any size, bit for bit.
  private func expectAgreement<Element: Scalar>(of sample: InferenceSample, as type: Element.Type) throws {
    let model = Model(try sample.model(as: type))
    let expected = try model.predict(sample.table)
    let rows = try sample.rows(model.preprocessing)
    let single = model.makePredictor()
    #expect(try rows.map { try single.predict($0) } == Array(expected))
    #expect(single.inputCount == rows[0].count)
    #expect(single.outputCount == expected.numbers.count / rows.count)
    for capacity in [1, 7, 100] {
      #expect(try model.makePredictor(rowCapacity: capacity).predict(rows: rows) == expected)
    }
    #expect(try model.predict(rows[2]) == expected[2])
  }

  @Test func spansAndBuffersAreAlike() throws {
    for name in ["three classes", "two classes with one output", "two columns of labels", "two values"] {
      let (predictor, rows) = try predictor(name)
      for row in rows.prefix(5) {
        let prediction = try predictor.predict(row)
        var numbers = [Double](repeating: -1, count: predictor.outputCount + 1)
        let index = try predict(predictor, row, into: &numbers)
        #expect(numbers.last == -1)
        #expect(Array(numbers.dropLast()) == Predictions(prediction).numbers)
        #expect(index.map { [predictor.outputNames[$0]] } ?? [] == (prediction.label.map { [$0] } ?? []))
      }
      let values = Array(rows.joined())
      var numbers = [Double](repeating: 0, count: rows.count * predictor.outputCount)
      var span = numbers.mutableSpan
      try predictor.predict(rows: values.span, into: &span)
      #expect(try predictor.predict(rows: rows).numbers == numbers)
    }
  }

  @discardableResult
  private func predict(
    _ predictor: Predictor, _ row: [Double], into numbers: inout [Double]
  ) throws -> Int? {
    var span = numbers.mutableSpan
    return try predictor.predict(row.span, into: &span)
  }

  private func predictor(_ name: String) throws -> (Predictor, rows: [[Double]]) {
    let sample = try #require(InferenceSample.all.first { $0.description == name })
    let model = Model(try sample.model(as: Float.self))
    return (model.makePredictor(), try sample.rows(model.preprocessing))
  }

  /// One model, and a predictor for each thread.
  @Test func threadsShareAModel() throws {
    let sample = try #require(InferenceSample.all.first { $0.description == "three classes" })
    let model = Model(try sample.model(as: Float.self))
    let rows = try sample.rows(model.preprocessing)
    let expected = Array(try model.predict(sample.table))
    let differences = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      let predictor = model.makePredictor()
      for index in 0..<500 {
        let place = (index * 7 + thread) % rows.count
        if (try? predictor.predict(rows[place])) != expected[place] {
          differences.add(1, ordering: .relaxed)
        }
      }
    }
    #expect(differences.load(ordering: .relaxed) == 0)
  }

  #if !DEBUG
    @Test(
      .enabled(if: allocation_count_is_available(), "allocations can be counted with glibc only"),
      arguments: InferenceSample.all)
    func predictionAllocatesNothing(sample: InferenceSample) throws {
      try expectNoAllocations(of: sample, as: Float.self)
      try expectNoAllocations(of: sample, as: Double.self)
    }
  #endif

  private func expectNoAllocations<Element: Scalar>(of sample: InferenceSample, as type: Element.Type) throws
  {
    let model = Model(try sample.model(as: type))
    let rows = try sample.rows(model.preprocessing)
    let predictor = model.makePredictor(rowCapacity: 3)
    let all = Array(rows.joined())
    var numbers = [Double](repeating: 0, count: rows.count * predictor.outputCount)
    try all.withUnsafeBufferPointer { all in
      try numbers.withUnsafeMutableBufferPointer { numbers in
        let row = UnsafeBufferPointer(rebasing: all[..<predictor.inputCount])
        allocation_count_begin()
        for _ in 0..<100 { try predictor.predict(row, into: numbers) }
        for _ in 0..<10 { try predictor.predict(rows: all, into: numbers) }
      }
    }
    #expect(allocation_count_end() == 0)
    let row = rows[0]
    allocation_count_begin()
    for _ in 0..<100 { try predict(predictor, row, into: &numbers) }
    #expect(allocation_count_end() == 0)
  }

  private static let badRows: [(sample: String, row: [Double], message: String)] = [
    ("one value", [], "found 0 numbers, expected 3: x, z, n"),
    ("one value", [1, 2], "found 2 numbers, expected 3: x, z, n"),
    ("one value", [1, 2, 3, 4], "found 4 numbers, expected 3: x, z, n"),
    ("one value", [1, .nan, 3], "found a missing value for z, expected a finite number"),
    ("one value", [1, 2, .infinity], "found inf for n, expected a finite number"),
    ("missing values", [1, .nan, -.infinity], "found -inf for n, expected a finite number"),
    ("one value", [1e300, 2, 3], "found 1e+300 for x, expected a number within the range of f32"),
    ("a forecast", [1, 2, 3, 4], "found 4 numbers, expected 5: 5 rows of t"),
    ("a forecast", [1, 2, 3, .nan, 5], "found a missing value for t, expected a finite number"),
  ]

  @Test(arguments: Self.badRows.indices) func badRowsAreRefused(index: Int) throws {
    let (name, row, message) = Self.badRows[index]
    let (predictor, _) = try predictor(name)
    let error = #expect(throws: BPNetError.self) { () -> Prediction in try predictor.predict(row) }
    #expect(error?.description == "input: \(message)")
    var numbers = [Double](repeating: 0, count: 10)
    let same = #expect(throws: BPNetError.self) { try predict(predictor, row, into: &numbers) }
    #expect(same == error)
  }

  @Test func errorsNameTheRow() throws {
    let (predictor, _) = try predictor("one value")
    let error = #expect(throws: BPNetError.self) { try predictor.predict(rows: [[1, 2, 3], [1, 2, .nan]]) }
    #expect(error?.description == "input: found a missing value for n in row 2, expected a finite number")
    #expect(throws: BPNetError.self) { try predictor.predict(rows: [[1, 2, 3], [1, 2]]) }
    #expect(try predictor.predict(rows: []).isEmpty)
  }

  @Test func outputsNeedRoom() throws {
    let (predictor, rows) = try predictor("three classes")
    var numbers = [0.0, 0]
    let error = #expect(throws: BPNetError.self) { try predict(predictor, rows[0], into: &numbers) }
    #expect(error?.description == "outputs: found room for 2 numbers, expected 3")
  }
}

extension Predictions {
  fileprivate init(_ prediction: Prediction) {
    self =
      switch prediction {
      case .class(let index, let probabilities, let labels):
        .classes([index], probabilities: probabilities, labels: labels)
      case .labels(let indices, let probabilities, let pairs, let names):
        .labels(indices, probabilities: probabilities, pairs: pairs, names: names)
      case .values(let values, let names): .values(values, names: names)
      }
  }
}
