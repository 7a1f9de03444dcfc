extension LossEvaluator {
  /// The bytes up to which the outputs of a whole data set are held.
  static var heldByteCount: Int { 256 << 20 }
  /// The bytes of a block of outputs that are not held, as far as a block has more than one pass.
  private static var blockByteCount: Int { 16 << 20 }

  /// The bytes that outputs of all rows take in double precision; `Int.max` on overflow.
  static func outputByteCount(rowCount: Int, outputCount: Int) -> Int {
    let (count, overflow) = rowCount.multipliedReportingOverflow(by: outputCount)
    let (bytes, tooMany) = count.multipliedReportingOverflow(by: MemoryLayout<Double>.stride)
    return overflow || tooMany ? .max : bytes
  }

  /// The bytes of the outputs that are in memory at once where they are asked for in blocks.
  static func blockByteCount(rowCount: Int, outputCount: Int) -> Int {
    outputByteCount(rowCount: min(rowCount, rowsOfBlock(outputCount: outputCount)), outputCount: outputCount)
  }

  private static func rowsOfBlock(outputCount: Int) -> Int {
    let rowByteCount = max(outputCount, 1) * MemoryLayout<Double>.stride
    return max(blockByteCount / rowByteCount / passRows, 1) * passRows
  }

  /// Computes the outputs for all samples in blocks of whole passes, `[rows][outputs]` each.
  ///
  /// - Parameters:
  ///   - response: the function that is applied to each output.
  ///   - measuresLoss: whether the loss is computed too, for `reducedLoss`.
  ///   - body: what is called with the rows of each block, in order, and their outputs.
  func forEachBlock(
    of network: Network<Element>, response: Loss.Response, measuresLoss: Bool = false,
    _ body: (Range<Int>, UnsafeBufferPointer<Double>) throws -> Void
  ) rethrows {
    let width = network.topology.outputCount
    let rowsOfBlock = LossEvaluator.rowsOfBlock(outputCount: width)
    let block = AlignedBuffer<Double>(count: min(rowsOfBlock, rowCount) * width)
    var start = 0
    while start < rowCount {
      let rows = start..<min(start + rowsOfBlock, rowCount)
      evaluateBlock(rows, of: network, response: response, measuresLoss: measuresLoss, into: block.base)
      try body(rows, UnsafeBufferPointer(start: block.base, count: rows.count * width))
      start = rows.upperBound
    }
  }
}
