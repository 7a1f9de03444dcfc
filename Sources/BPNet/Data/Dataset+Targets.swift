extension Dataset {
  /// All targets as a network's outputs should be, `[rows][outputs]`.
  func targetElements() -> AlignedBuffer<Element> {
    if case .values(let values) = targets { return values }
    let values = AlignedBuffer<Element>(uninitializedCount: rowCount * outputCount)
    (0..<Int32(rowCount)).map { $0 }.withUnsafeBufferPointer {
      gatherTargets($0, into: Matrix(base: values.base, rows: rowCount, columns: outputCount))
    }
    return values
  }
}
