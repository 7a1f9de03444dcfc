/// Warnings about numbers that are closer together than a precision can distinguish.
extension TrainingRecipe {
  /// The number of distinct values up to which they are counted.
  private static let countLimit = 1 << 16

  /// The warnings about columns whose distinct values cannot be distinguished: in the network's precision if
  /// they are not scaled, or even in 64 bits.
  func remarksOnResolution(
    of samples: SampleChoice, in table: Table, precision: Precision
  ) -> [Table.Remark] {
    let isTargetPlain = samples.definition.targetScaling == .own && usedTargetNormalization == .identity
    let inputs = samples.columns.inputs.compactMap { column in
      remark(on: table, column, isPlain: usedNormalization == .identity, precision, isTarget: false)
    }
    guard samples.labels == nil, samples.definition.targetScaling == .own else { return inputs }
    return inputs
      + samples.columns.targets.compactMap { column in
        remark(on: table, column, isPlain: isTargetPlain, precision, isTarget: true)
      }
  }

  private func remark(
    on table: Table, _ column: Int, isPlain: Bool, _ precision: Precision, isTarget: Bool
  ) -> Table.Remark? {
    let name = table.columns[column].name
    guard table.columns[column].kind == .number, column < table.sourceColumnCount,
      let first = (0..<table.rowCount).lazy.map({ table[$0, column] }).first(where: { !$0.isNaN })
    else { return nil }
    if first.magnitude >= 0x1p53, let (least, greatest) = range(of: table, column),
      greatest - least < 1000 * greatest.ulp, greatest > least
    {
      return .warning(
        "\(name): numbers as large as \(greatest) cannot be told apart by their last digits",
        hint: isTarget ? nil : "`ignoredColumns: \(table.selection(of: [column]))` leaves the column out")
    }
    let type = table.blocks[table.places[column].block].type
    guard isPlain, precision == .f32, type.canExceedSinglePrecision,
      let (least, greatest) = range(of: table, column), greatest > least
    else { return nil }
    let largest = Float(max(least.magnitude, greatest.magnitude))
    guard largest.isFinite, Double(largest.ulp) > (greatest - least) / 1000 else { return nil }
    let counts = distinctCounts(of: table, column)
    guard counts.single < counts.double else { return nil }
    let option = isTarget ? "targetNormalization" : "normalization"
    return .warning(
      "\(name): \(counts.double) different values become \(counts.single) in single precision",
      hint: "`precision: f64`, or `\(option): zscore`")
  }

  private func range(of table: Table, _ column: Int) -> (least: Double, greatest: Double)? {
    var (least, greatest) = (Double.infinity, -Double.infinity)
    for row in 0..<table.rowCount {
      let value = table[row, column]
      if !value.isNaN { (least, greatest) = (min(least, value), max(greatest, value)) }
    }
    return least <= greatest ? (least, greatest) : nil
  }

  private func distinctCounts(of table: Table, _ column: Int) -> (double: Int, single: Int) {
    var (doubles, singles) = (Set<Double>(), Set<Float>())
    for row in 0..<table.rowCount where doubles.count < TrainingRecipe.countLimit {
      let value = table[row, column]
      if value.isNaN { continue }
      doubles.insert(value)
      singles.insert(Float(value))
    }
    return (doubles.count, singles.count)
  }
}

extension NumberType {
  /// Whether the type has numbers that single precision cannot represent.
  fileprivate var canExceedSinglePrecision: Bool {
    switch self {
    case .uint8, .int8, .uint16, .int16, .bigEndianInt16, .bigEndianUInt16, .float16, .bigEndianFloat16,
      .float32, .bigEndianFloat32:
      false
    case .uint32, .int32, .uint64, .int64, .float64, .bigEndianInt32, .bigEndianInt64, .bigEndianUInt32,
      .bigEndianUInt64, .bigEndianFloat64:
      true
    }
  }
}
