/// The classes of a target column, numbered in ascending order: numbers by value, text by its bytes.
///
/// A label has the text of its cells. Whole numbers of one value are one class (`ClassLabel`), which is
/// called by its plain number where its cells are written in several ways.
struct ClassCoding {
  let labels: [String]
  /// Two texts of one class, if there is a class that is written in several ways.
  private(set) var joinedTexts: (String, String)?
  /// By the label's UTF-8: texts that look the same but have other bytes are other classes.
  private let numberOfLabel: [[UInt8]: Int]
  /// By the label's value, where only one label is that number.
  private let numberOfValue: [Double: Int]

  init(labels: [String]) {
    self.labels = labels
    let values = labels.indices.compactMap { index in
      ClassLabel.value(of: labels[index]).map { (value: $0, number: index) }
    }
    numberOfValue = Dictionary(grouping: values, by: \.value).compactMapValues {
      $0.count == 1 ? $0[0].number : nil
    }
    self.numberOfLabel = Dictionary(
      zip(labels.map { Array($0.utf8) }, labels.indices), uniquingKeysWith: { first, _ in first })
  }

  /// The classes that stand in `rows` of a column.
  ///
  /// - Throws: `BPNetError.invalidData` if a cell is missing, if there are not two classes, or if one is a
  ///   whole number so large that others would be the same to a 64-bit number.
  init(of table: Table, column: Int, rows: [Int]) throws(BPNetError) {
    if let fault = table.fault(inColumn: column) { throw fault }
    var seen: Set<Double> = []
    for row in rows {
      let value = table[row, column]
      if value.isNaN { throw .missingCell(of: table, row: row, column: column, expected: "a class") }
      // −0 and 0 are one class.
      seen.insert(value == 0 ? 0 : value)
    }
    let place = table.place(ofColumn: column)
    switch table.columns[column].kind {
    case .number:
      if let large = seen.first(where: { $0.magnitude > 0x1p53 }) {
        throw .invalidData(
          at: place, found: "the class \(ClassCoding.label(ofNumber: large))",
          expected: "numbers up to 9007199254740992, or text")
      }
      self.init(labels: seen.sorted().map(ClassCoding.label(ofNumber:)))
    case .text(let values):
      self.init(texts: seen.map { values[Int($0)] })
    }
    guard labels.count > 1 else {
      let value = labels.first.map { "'\($0)'" } ?? "nothing"
      let flag = FlagColumn(of: table, column: column, rows: Array(0..<table.rowCount))
      let isNumber = labels.first.map { ClassLabel.value(of: $0) != nil } ?? false
      let hints = [
        flag?.targetHint,
        isNumber ? "`task: regress` takes it as a number" : nil,
        table.columns[column].isLabel ? nil : "is this the column to predict? `target: COLUMN`",
      ].compactMap { $0 }
      throw .invalidData(
        at: place, found: "\(value) in every row", expected: "at least two classes",
        hint: hints.isEmpty ? nil : hints.joined(separator: "; "))
    }
  }

  /// The classes of different texts.
  private init(texts: [String]) {
    let groups = Dictionary(grouping: texts) { ClassLabel.key(of: $0) }
    self.init(
      labels: ClassLabel.sorted(
        groups.values.map { texts in
          guard texts.count > 1, let value = ClassLabel.value(of: texts[0]) else { return texts[0] }
          return ClassCoding.label(ofNumber: value)
        }))
    let joined = groups.values.filter { $0.count > 1 }.map { ClassLabel.sorted($0) }
    joinedTexts = joined.min { $0[0].utf8.lexicographicallyPrecedes($1[0].utf8) }.map { ($0[0], $0[1]) }
  }

  /// The class of each row.
  ///
  /// - Throws: `BPNetError.invalidData` if a cell is missing or not one of the classes.
  func classes(of table: Table, column: Int, rows: [Int]) throws(BPNetError) -> [Int] {
    var result: [Int] = []
    result.reserveCapacity(rows.count)
    if let fault = table.fault(inColumn: column) { throw fault }
    // Each distinct cell is looked up by its label once.
    var known: [Double: Int] = [:]
    for row in rows {
      let value = table[row, column]
      if value.isNaN { throw .missingCell(of: table, row: row, column: column, expected: "a class") }
      if let number = known[value] {
        result.append(number)
        continue
      }
      let label =
        switch table.columns[column].kind {
        case .number: ClassCoding.label(ofNumber: value)
        case .text(let values): values[Int(value)]
        }
      guard let number = number(of: label) else {
        let known = labels.prefix(10).joined(separator: ", ") + (labels.count > 10 ? ", …" : "")
        throw .invalidData(
          at: table.place(ofRow: row, column: column), found: "'\(label)'",
          expected: "one of the classes \(known)")
      }
      known[value] = number
      result.append(number)
    }
    return result
  }

  /// The class of a label; a number in a column that also holds words is the class of that number.
  func number(of label: String) -> Int? {
    numberOfLabel[Array(label.utf8)]
      ?? ClassLabel.value(of: label).flatMap { numberOfValue[$0] }
  }

  /// Whether a number may stand for several labels, or for one that is written in another way.
  static func isDoubtful(_ number: Double) -> Bool {
    number.magnitude >= 0x1p53 || number != number.rounded() && !number.isNaN
  }

  /// The class that a user names among `labels`; a number in any notation is the label of that number.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `target`.
  static func number(of text: String, among labels: [String]) throws(BPNetError) -> Int {
    guard let number = ClassCoding(labels: labels).number(of: text) else {
      throw .invalidArgument(
        name: "target", found: "\"\(text)\"", expected: "one of \(labels.joined(separator: ", "))")
    }
    return number
  }

  /// A number as a label: without a fraction where it has none.
  static func label(ofNumber value: Double) -> String {
    Int(exactly: value).map(String.init) ?? value.description
  }
}
