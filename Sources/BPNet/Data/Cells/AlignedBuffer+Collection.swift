extension AlignedBuffer {
  /// A copy of `values`.
  convenience init(copying values: [Element]) {
    self.init(uninitializedCount: values.count)
    values.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      base.update(from: start, count: source.count)
    }
  }
}
