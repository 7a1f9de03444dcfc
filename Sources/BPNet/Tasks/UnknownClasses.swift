/// The rows of a table with labels that a model does not know.
struct UnknownClasses: Equatable {
  /// The rows, in ascending order.
  private(set) var rows: [Int] = []
  /// The class of each of `rows`, for several columns of labels `[rows][columns]`: one from the number of
  /// known classes on for an unknown label, each with its own number in one column of classes.
  private(set) var classes: [Int] = []
  /// The unknown labels in the order of their bytes, with the number of rows of each.
  private(set) var counts: [(label: String, count: Int)] = []
  /// Where the first of the rows is: "line 32".
  private(set) var firstPlace = ""
  /// How an unknown label differs from a known one that looks like it; nil if there is none.
  private(set) var similarText: String?

  /// "2 rows of classes that the model does not know (d, e; first in line 7)"; nil if there are none.
  var text: String? {
    guard !rows.isEmpty else { return nil }
    let labels = listed(counts.map(\.label))
    let place = rows.count == 1 ? firstPlace : "first in \(firstPlace)"
    return "\(counted(rows.count, "row")) of \(counts.count == 1 ? "a class" : "classes") "
      + "that the model does not know (\(labels); \(place)\(similarText.map { "; \($0)" } ?? ""))"
  }

  static func == (one: UnknownClasses, other: UnknownClasses) -> Bool {
    one.rows == other.rows && one.classes == other.classes
  }
}

/// Samples of a table with labels that a model does not know: inputs, and classes from `UnknownClasses`.
struct UnknownSamples<Element: Scalar>: Sendable {
  /// The classes, as `UnknownClasses.classes` has them.
  let classes: [Int]
  /// The number of different unknown labels of one column of classes; 1 for several columns.
  let labelCount: Int
  /// The inputs, with any targets at all.
  let samples: Dataset<Element>

  /// Nil without such rows.
  ///
  /// - Throws: `BPNetError.invalidData` for inputs that cannot be used.
  init?(_ unknown: UnknownClasses, of table: Table, by preprocessing: Preprocessing) throws(BPNetError) {
    guard !unknown.rows.isEmpty else { return nil }
    classes = unknown.classes
    labelCount = preprocessing.labels == nil ? 1 : unknown.counts.count
    samples = try preprocessing.encodeInputsAlone(of: table, samples: unknown.rows)
  }
}

extension Preprocessing {
  /// Removes the rows with a label that is none of the known ones.
  ///
  /// Rows without a label stay.
  ///
  /// - Throws: `BPNetError.invalidData` if no row is left, or all labels of a column are unknown.
  func removeUnknownClasses(from rows: inout [Int], of table: Table) throws(BPNetError) -> UnknownClasses {
    let known = labels.map { [$0] } ?? details?.labelPairs ?? []
    guard !known.isEmpty else { return UnknownClasses() }
    let columns = try locateTargets(in: table)
    let codings = known.map(ClassCoding.init(labels:))
    let numbers = zip(columns, codings).map { column, coding in
      coding.numbersOfCells(of: table, column: column, rows: rows)
    }
    var unknown = UnknownClasses()
    let kept = unknown.add(
      rows, of: table, columns: columns, numbers: numbers, knownCounts: known.map(\.count),
      isOne: labels != nil)
    unknown.compare(with: known.flatMap { $0 }, ofOneColumn: labels != nil)
    for (column, coding) in zip(columns, codings) where kept.isEmpty {
      // The error for the first label, if it is one of this column.
      do throws(BPNetError) {
        _ = try coding.classes(of: table, column: column, rows: Array(unknown.rows.prefix(1)))
      } catch .invalidData(let place, let found, let expected, _) {
        let similar = unknown.similarText.map { "; \($0)" } ?? ""
        throw .invalidData(
          at: place, found: found, expected: expected,
          hint: labels == nil
            ? "there is no row whose labels are all known"
            : unknown.counts.count == 1
              ? "it is the only label of the data\(similar)"
              : "none of the \(unknown.counts.count) different labels of the data is known\(similar)")
      }
    }
    rows = kept
    return unknown
  }

  /// Samples of a readied table, with any targets at all.
  func encodeInputsAlone<Element: Scalar>(
    of table: Table, samples: [Int]
  ) throws(BPNetError) -> Dataset<Element> {
    let inputs = try definition.encodeInputs(of: table, samples: samples, by: self, as: Element.self)
    return Dataset(
      rowCount: samples.count, inputCount: inputCount, outputCount: outputCount, inputs: inputs,
      targets: .classes(AlignedBuffer(count: samples.count)))
  }
}

extension ClassCoding {
  /// The class of each cell of a column, those of unknown labels from the number of classes on.
  fileprivate func numbersOfCells(of table: Table, column: Int, rows: [Int]) -> [Double: Int] {
    var numbers: [Double: Int] = [:]
    var unknown: Set<Double> = []
    for row in rows {
      let cell = table[row, column]
      guard !cell.isNaN, numbers[cell] == nil, !unknown.contains(cell) else { continue }
      if let number = number(of: table.text(of: cell, column: column)) {
        numbers[cell] = number
      } else {
        unknown.insert(cell)
      }
    }
    let sorted = unknown.map { (cell: $0, label: table.text(of: $0, column: column)) }.sorted {
      $0.label.utf8.lexicographicallyPrecedes($1.label.utf8)
    }
    for (index, item) in sorted.enumerated() { numbers[item.cell] = labels.count + index }
    return numbers
  }
}

extension UnknownClasses {
  /// Looks for an unknown label that looks like a known one, where they are those of one column.
  fileprivate mutating func compare(with known: [String], ofOneColumn isOne: Bool) {
    guard isOne else { return }
    similarText = SimilarWords(counts.map(\.label), among: known).map {
      "\($0.pair) differ in \($0.difference) alone"
    }
  }

  /// Takes in the rows with an unknown label, and returns the others.
  ///
  /// - Parameters:
  ///   - numbers: the class of each cell, for each column.
  ///   - knownCounts: the number of known classes of each column.
  ///   - isOne: whether there is one column of classes, whose unknown labels are told apart.
  fileprivate mutating func add(
    _ rows: [Int], of table: Table, columns: [Int], numbers: [[Double: Int]], knownCounts: [Int],
    isOne: Bool
  ) -> [Int] {
    var kept: [Int] = []
    var counts: [String: Int] = [:]
    for row in rows {
      let cells = columns.map { table[row, $0] }
      let classes = columns.indices.map { index -> Int? in
        cells[index].isNaN ? nil : numbers[index][cells[index]]
      }
      let unknown = columns.indices.filter { index in
        classes[index].map { $0 >= knownCounts[index] } ?? false
      }
      if unknown.isEmpty || classes.contains(nil) {
        kept.append(row)
        continue
      }
      self.rows.append(row)
      self.classes += classes.map { $0.map { isOne ? $0 : min($0, 2) } ?? 0 }
      for index in unknown {
        let label = table.text(of: cells[index], column: columns[index])
        counts[isOne ? label : "\(table.columns[columns[index]].name)=\(label)", default: 0] += 1
      }
    }
    self.counts = counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
      (label: $0.key, count: $0.value)
    }
    if let first = self.rows.first {
      firstPlace = table.line(ofRow: first).map { "line \($0)" } ?? "row \(first + 1)"
    }
    return kept
  }
}
