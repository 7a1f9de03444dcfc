/// Sums whose order of additions, and so whose last bit, does not depend on the processor.
///
/// Element i is added to lane i mod 16, in rising order, in double precision; then lane j + 8 is added to
/// lane j, then j + 4, j + 2 and j + 1. Sixteen lanes are two AVX-512 or eight SSE registers, so sums are
/// fast with any vector width.
enum FixedOrderSum {
  /// Σ element(i) for 0 ≤ i < count.
  ///
  /// O(count); 0 for a count of 0.
  @inline(__always)
  static func sum(count: Int, _ element: (Int) -> Double) -> Double {
    // Adding the other, empty lanes would take longer than a whole step of a small network.
    if count == 1 { return 0 + element(0) }
    var lanes = SIMD16<Double>.zero
    let whole = count & ~15
    addWholeLanes(count: whole, element, to: &lanes)
    if whole < count { add(whole..<count, element, to: &lanes) }
    return sumOfLanes(lanes)
  }

  /// The same sum with a single call site of `element`, for long closures that would otherwise be inlined
  /// once for each lane.
  @inline(__always)
  static func sumOneByOne(count: Int, _ element: (Int) -> Double) -> Double {
    var lanes = SIMD16<Double>.zero
    add(0..<count, element, to: &lanes)
    return sumOfLanes(lanes)
  }

  /// The same sum of elements that `body` computes for a block at a time, so that it can use vectors.
  ///
  /// - Parameter body: is given the number of the block's first element and memory for its elements, which it
  ///   is to write.
  @inline(__always)
  static func sumOfBlocks(
    count: Int, _ body: (_ start: Int, _ elements: UnsafeMutableBufferPointer<Double>) -> Void
  ) -> Double {
    if count == 1 {
      // As in `sum`.
      var element = 0.0
      withUnsafeMutablePointer(to: &element) { body(0, UnsafeMutableBufferPointer(start: $0, count: 1)) }
      return 0 + element
    }
    // 1,024 bytes are the most that Swift reserves on the stack.
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 128) { memory in
      var runs = Runs()
      var start = 0
      while start < count {
        let elements = UnsafeMutableBufferPointer(rebasing: memory[..<min(memory.count, count - start)])
        body(start, elements)
        runs.add(count: elements.count) { elements[$0] }
        start += elements.count
      }
      return runs.total
    }
  }

  /// A sum whose elements are given in several runs, with the result of `sum` over all of them.
  struct Runs {
    private var lanes = SIMD16<Double>.zero
    private var lane = 0

    /// Adds the next `count` elements.
    @inline(__always)
    mutating func add(count: Int, _ element: (Int) -> Double) {
      if lane == 0, count & 15 == 0 {
        FixedOrderSum.addWholeLanes(count: count, element, to: &lanes)
      } else {
        let first = lane
        FixedOrderSum.add(first..<first + count, { element($0 - first) }, to: &lanes)
        lane = (first + count) & 15
      }
    }

    /// The sum of the elements so far.
    var total: Double { FixedOrderSum.sumOfLanes(lanes) }
  }

  /// Adds elements sixteen at a time.
  ///
  /// - Parameter count: their number, a multiple of 16.
  @inline(__always)
  private static func addWholeLanes(
    count: Int, _ element: (Int) -> Double, to lanes: inout SIMD16<Double>
  ) {
    var start = 0
    while start < count {
      var terms = SIMD16<Double>.zero
      for lane in 0..<16 {
        terms[lane] = element(start + lane)
      }
      lanes += terms
      start += 16
    }
  }

  /// Adds elements one by one.
  ///
  /// Lanes are addressed in memory: indexing a vector by a variable would store and load all of it each time.
  @inline(__always)
  private static func add(
    _ indices: Range<Int>, _ element: (Int) -> Double, to lanes: inout SIMD16<Double>
  ) {
    withUnsafeMutablePointer(to: &lanes) { lanes in
      lanes.withMemoryRebound(to: Double.self, capacity: 16) { lanes in
        for index in indices { lanes[index & 15] += element(index) }
      }
    }
  }

  /// Σ values[i]², with squares in double precision.
  ///
  /// O(count).
  static func sumOfSquares(_ values: UnsafeBufferPointer<Float>) -> Double {
    sum(count: values.count) { index in
      let value = Double(values[index])
      return value * value
    }
  }

  /// Σ values[i]².
  ///
  /// O(count).
  static func sumOfSquares(_ values: UnsafeBufferPointer<Double>) -> Double {
    sum(count: values.count) { values[$0] * values[$0] }
  }

  @inline(__always)
  private static func sumOfLanes(_ lanes: SIMD16<Double>) -> Double {
    let eight = lanes.lowHalf + lanes.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}
