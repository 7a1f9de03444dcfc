extension Dataset {
  /// Samples that are made up where they are to lie, without a second copy on the way.
  ///
  /// - Parameters:
  ///   - rowCount: at least 1.
  ///   - inputCount: at least 1.
  ///   - outputCount: at least 1; for classes, their number.
  ///   - generatesClasses: whether a target is a class, and not numbers.
  ///   - input: makes the next input, a finite number; called row by row.
  ///   - target: makes the next target: a class from 0 to `outputCount − 1`, or a finite number.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  package init(
    rowCount: Int, inputCount: Int, outputCount: Int, generatesClasses: Bool, input: () -> Element,
    target: () -> Element
  ) {
    let inputs = AlignedBuffer<Element>(count: rowCount * inputCount)
    for index in 0..<inputs.count { inputs.base[index] = input() }
    let targets: Targets
    if generatesClasses {
      let classes = AlignedBuffer<Int32>(count: rowCount)
      for row in 0..<rowCount { classes.base[row] = Int32(target()) }
      targets = .classes(classes)
    } else {
      let values = AlignedBuffer<Element>(count: rowCount * outputCount)
      for index in 0..<values.count { values.base[index] = target() }
      targets = .values(values)
    }
    self.init(
      rowCount: rowCount, inputCount: inputCount, outputCount: outputCount,
      inputs: .elements(ElementRows(inputs, columns: inputCount)), targets: targets)
  }
}
