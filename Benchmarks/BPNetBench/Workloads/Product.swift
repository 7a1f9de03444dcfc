import CKernels

/// The block of a product that one thread computes: whole rows or whole columns of the result.
///
/// Invariant that makes it `Sendable`: parts of one product write disjoint memory, each has its own
/// scratch, and the operands are not written while they are computed.
struct ProductPart<Element: KernelElement>: @unchecked Sendable {
  var kernels: KernelTable
  var transpose: Transpose
  var shape: ProductShape
  var left: UnsafeMutablePointer<Element>
  var leftStride: Int
  var right: UnsafeMutablePointer<Element>
  var rightStride: Int
  var result: UnsafeMutablePointer<Element>
  var resultStride: Int
  var scratch: UnsafeMutableRawPointer

  /// The rows `rows` of the result.
  func selecting(rows: Range<Int>) -> ProductPart {
    var part = self
    part.shape.rows = rows.count
    part.left += transpose == .tn ? rows.lowerBound : rows.lowerBound * leftStride
    part.result += rows.lowerBound * resultStride
    return part
  }

  /// The columns `columns` of the result.
  func selecting(columns: Range<Int>) -> ProductPart {
    var part = self
    part.shape.columns = columns.count
    part.right += transpose == .nt ? columns.lowerBound * rightStride : columns.lowerBound
    part.result += columns.lowerBound
    return part
  }
}

/// One matrix product with its operands.
final class Product<Element: KernelElement> {
  private let parts: [ProductPart<Element>]
  private let operands: [KernelBuffer<Element>]
  private let elementCount: Int
  private let scratch: [KernelBuffer<UInt8>]

  /// A product of random matrices, divided among at most `threadCount` threads.
  init(shape: ProductShape, transpose: Transpose, kernels: KernelTable, threadCount: Int) {
    let left = KernelBuffer<Element>(count: shape.rows * shape.inner, uniformIn: -1..<1, stream: 1)
    let right = KernelBuffer<Element>(count: shape.inner * shape.columns, uniformIn: -1..<1, stream: 2)
    let result = KernelBuffer<Element>(count: shape.rows * shape.columns)
    let division = ProductDivision(shape: shape, threadCount: threadCount)
    let scratch = division.ranges.map { _ in
      let memory = KernelBuffer<UInt8>(count: bpk_scratch_bytes())
      bpk_scratch_prepare(memory.base)
      return memory
    }
    let whole = ProductPart(
      kernels: kernels, transpose: transpose, shape: shape, left: left.base,
      leftStride: transpose == .tn ? shape.rows : shape.inner, right: right.base,
      rightStride: transpose == .nt ? shape.inner : shape.columns, result: result.base,
      resultStride: shape.columns, scratch: UnsafeMutableRawPointer(scratch[0].base))
    self.parts = zip(division.ranges, scratch).map { range, scratch in
      var part = division.dividesRows ? whole.selecting(rows: range) : whole.selecting(columns: range)
      part.scratch = UnsafeMutableRawPointer(scratch.base)
      return part
    }
    self.operands = [left, right, result]
    self.elementCount = shape.rows * shape.columns
    self.scratch = scratch
  }

  /// The bytes of a product's operands, result and scratch.
  static func byteCount(shape: ProductShape, threadCount: Int) -> Int {
    let division = ProductDivision(shape: shape, threadCount: threadCount)
    return shape.elementCount * MemoryLayout<Element>.stride + division.ranges.count * bpk_scratch_bytes()
  }

  /// The number of threads that compute it.
  var threadCount: Int { parts.count }

  /// The elements of the result, computed part after part.
  func computed() -> [Element] {
    withExtendedLifetime((operands, scratch)) {
      for part in parts { Element.multiply(part) }
      return Array(UnsafeBufferPointer(start: operands[2].base, count: elementCount))
    }
  }

  /// Measures the product, with the synchronisation of the threads at its end.
  ///
  /// - Throws: `MeasurementStopped`, and `BPNetError.invalidArgument` if there are too few threads.
  func measure() throws -> Measurement {
    try withExtendedLifetime((operands, scratch)) {
      let parts = parts
      guard parts.count > 1 else {
        return try MeasurementPlan().measure { calls in
          for _ in 0..<calls { Element.multiply(parts[0]) }
        }
      }
      let work = try ParallelWork(count: parts.count) { Element.multiply(parts[$0]) }
      return try MeasurementPlan().measure { calls in
        for _ in 0..<calls { work.run() }
      }
    }
  }
}
