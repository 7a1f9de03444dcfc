/// Arithmetic of vectors of doubles in the caller's memory; sums in a fixed order.
enum DenseVector {
  /// Σ a[i] b[i].
  static func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int) -> Double {
    FixedOrderSum.sum(count: count) { a[$0] * b[$0] }
  }

  /// √Σ a[i]².
  static func norm(_ a: UnsafePointer<Double>, count: Int) -> Double {
    dot(a, a, count: count).squareRoot()
  }

  /// result = a + scale · b; `result` may be `a` or `b`.
  static func add(
    _ a: UnsafePointer<Double>, _ scale: Double, _ b: UnsafePointer<Double>, count: Int,
    into result: UnsafeMutablePointer<Double>
  ) {
    for index in 0..<count { result[index] = a[index] + scale * b[index] }
  }

  /// result = scale · a; `result` may be `a`.
  static func multiply(
    _ scale: Double, _ a: UnsafePointer<Double>, count: Int, into result: UnsafeMutablePointer<Double>
  ) {
    for index in 0..<count { result[index] = scale * a[index] }
  }

  /// Whether all elements are equal.
  static func areEqual(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int) -> Bool {
    (0..<count).allSatisfy { a[$0] == b[$0] }
  }

  /// The bytes of `vectors` vectors of `count` numbers; `Int.max` on overflow.
  static func byteCount(vectors: Int, count: Int) -> Int {
    let (bytes, overflow) = (vectors * MemoryLayout<Double>.stride).multipliedReportingOverflow(by: count)
    return overflow ? Int.max : bytes
  }
}
