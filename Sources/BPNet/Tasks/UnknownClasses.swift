/// The labels of a table that a model does not know.
struct UnknownClasses: Equatable {
  /// The labels in the order of their bytes, with the number of rows of each.
  private(set) var counts: [(label: String, count: Int)] = []

  /// The number of rows with unknown labels.
  var rowCount: Int { counts.reduce(0) { $0 + $1.count } }

  /// "2 rows of classes that the model does not know (d, e)"; nil if there are none.
  var text: String? {
    guard rowCount > 0 else { return nil }
    let labels = counts.prefix(5).map(\.label).joined(separator: ", ") + (counts.count > 5 ? ", …" : "")
    return "\(rowCount) \(rowCount == 1 ? "row" : "rows") of \(counts.count == 1 ? "a class" : "classes") "
      + "that the model does not know (\(labels))"
  }

  static func == (one: UnknownClasses, other: UnknownClasses) -> Bool {
    one.counts.elementsEqual(other.counts) { $0 == $1 }
  }

  init(_ counts: [String: Int]) {
    self.counts = counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
      ($0.key, $0.value)
    }
  }
}

extension Preprocessing {
  /// Removes the rows whose class is not one of `labels`.
  ///
  /// Rows without a label stay.
  ///
  /// - Throws: `BPNetError.invalidData` if no row is left, because the model knows none of the labels.
  func removeUnknownClasses(from rows: inout [Int], of table: Table) throws(BPNetError) -> UnknownClasses {
    guard let labels else { return UnknownClasses([:]) }
    let column = try locateTargets(in: table)[0]
    let coding = ClassCoding(labels: labels)
    var counts: [String: Int] = [:]
    var isKnown: [Double: Bool] = [:]
    var kept: [Int] = []
    for row in rows {
      let cell = table[row, column]
      if cell.isNaN {
        kept.append(row)
        continue
      }
      let known = isKnown[cell] ?? coding.knows(table.text(of: cell, column: column))
      isKnown[cell] = known
      if known { kept.append(row) } else { counts[table.text(of: cell, column: column), default: 0] += 1 }
    }
    if kept.isEmpty {
      do throws(BPNetError) {
        _ = try coding.classes(of: table, column: column, rows: Array(rows.prefix(1)))
      } catch .invalidData(let place, let found, let expected, _) {
        throw .invalidData(
          at: place, found: found, expected: expected,
          hint: "none of the \(counts.count) different labels of the data is known")
      }
    }
    rows = kept
    return UnknownClasses(counts)
  }
}
