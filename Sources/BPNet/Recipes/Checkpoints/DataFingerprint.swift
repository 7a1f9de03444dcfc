/// The shape and the digest of data, by which a checkpoint recognises those that its run was trained on.
struct DataFingerprint: Codable, Equatable, Sendable {
  let rowCount: Int
  let columnCount: Int
  /// The SHA-256 of all cells, as 64 hexadecimal digits.
  let sha256: String

  /// The fingerprint of samples as the network sees them: inputs, targets and weights.
  ///
  /// - Complexity: O(samples).
  init<Element: Scalar>(of data: Dataset<Element>) {
    var digest = SHA256()
    let blockRows = 256
    let inputs = AlignedBuffer<Element>(count: blockRows * data.inputCount)
    let targets = AlignedBuffer<Element>(count: blockRows * data.outputCount)
    for start in stride(from: 0, to: data.rowCount, by: blockRows) {
      let rows = (start..<min(start + blockRows, data.rowCount)).map(Int32.init)
      let input = Matrix(base: inputs.base, rows: rows.count, columns: data.inputCount)
      let target = Matrix(base: targets.base, rows: rows.count, columns: data.outputCount)
      rows.withUnsafeBufferPointer {
        data.gatherInputs($0, into: input)
        data.gatherTargets($0, into: target)
      }
      for matrix in [input, target] {
        digest.update(
          UnsafeRawBufferPointer(
            start: matrix.base, count: matrix.rows * matrix.columns * MemoryLayout<Element>.stride))
      }
      guard let weights = data.weights else { continue }
      rows.map { weights[$0] }.withUnsafeBytes { digest.update($0) }
    }
    rowCount = data.rowCount
    columnCount = data.inputCount + data.outputCount
    sha256 = digest.finalized()
  }

  /// The fingerprint of a table, whose source may have another name, and its columns where nothing names one.
  ///
  /// - Parameter includesNames: whether choices name columns, so that names are part of what is trained on.
  /// - Complexity: O(cells).
  init(of table: Table, includesNames: Bool) {
    var digest = SHA256()
    func add(_ text: String) { Array(text.utf8 + [0]).withUnsafeBytes { digest.update($0) } }
    for (index, column) in table.columns.enumerated() {
      if includesNames { add(column.name) }
      // Such columns may be left out by their names.
      if table.hasHeader, column.isUnnamed { add("\(index)") }
      guard case .text(let values) = column.kind else { continue }
      add("\(index) \(values.count)")
      values.forEach(add)
    }
    for row in 0..<table.rowCount {
      table.columns.indices.map { table[row, $0] }.withUnsafeBytes { digest.update($0) }
    }
    rowCount = table.rowCount
    columnCount = table.columns.count
    sha256 = digest.finalized()
  }

  /// The text for messages.
  var text: String { "\(rowCount) rows of \(columnCount) columns with the digest \(sha256.prefix(12))" }
}
