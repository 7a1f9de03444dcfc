/// What is said of columns whose whole numbers are names of rows, or days, and no amounts.
extension TaskRequest {
  /// The most rows that are looked at.
  private static let mostRows = 100_000
  /// The least rows of which different numbers say something.
  private static let leastRows = 20
  /// What columns are called whose numbers are names.
  private static let names: Set = [
    "id", "uid", "key", "rowid", "row", "no", "nr", "index", "idx", "serial", "phone", "telephone", "ssn",
    "isbn", "ean", "gtin", "upc", "imei", "barcode",
  ]
  /// What columns are called that hold measured numbers, too: `consumer_price_index`.
  private static let doubtfulNames: Set = ["index", "idx"]
  /// What has an id, in one word with it: `userid`.
  private static let owners: Set = [
    "user", "customer", "cust", "client", "order", "product", "prod", "item", "patient", "student", "stud",
    "member", "employee", "emp", "account", "acct", "person", "record", "case", "sample", "subject",
    "session", "device", "transaction", "trans", "invoice", "ticket", "trip", "loan", "policy",
  ]

  /// A note of each column with another whole number in each row that is called an id, and a warning of days
  /// and times that are written as numbers, such as 20150131.
  ///
  /// - Complexity: O(rows) for columns that are called so, else O(1) for most.
  func remarks(onNamesOfRowsIn table: Table, inputs: [Int]) -> [Table.Remark] {
    guard task != .forecast else { return [] }
    let columns = inputs.filter { table.columns[$0].isNamed && table.columns[$0].kind == .number }
    let ids = columns.filter { Self.namesRows($0, in: table) }
    // Those that count from 0 or 1 have a note of their own.
    let numbers = inputs.count > 1 ? ids.filter { !table.columnCountsRows($0) } : []
    var remarks = numbers.map { column in
      Table.Remark.note(
        "\(table.columns[column].name) numbers the rows and is an input: "
          + "`ignoredColumns: \(table.selection(of: [column]))` leaves it out")
    }
    for column in columns where !ids.contains(column) {
      guard let days = Self.calendarColumn(column, in: table) else { continue }
      let (name, range) = (table.columns[column].name, days.range)
      let choice = "`ignoredColumns: \(table.selection(of: [table.source(ofColumn: column)]))`"
      remarks.append(
        .warning(
          "\(name): \(days.code.noun) written as numbers, \(range.lowerBound) to \(range.upperBound), "
            + "are taken as amounts, \(days.code.fault)",
          hint: "\(choice), or \(days.code.remedy)"))
    }
    return remarks
  }

  /// A column of days or times that are written as numbers; nil for others, and where it is called an id.
  static func calendarColumn(_ column: Int, in table: Table) -> CalendarColumn? {
    let words = nameWords(table.columns[column].name)
    guard CalendarCode.isNamed(by: words) || !isCalledID(words) else { return nil }
    return CalendarColumn(of: table, column: column)
  }

  /// Whether a column is called an id, and has a whole number of its own in each row.
  private static func namesRows(_ column: Int, in table: Table) -> Bool {
    let words = nameWords(table.columns[column].name)
    guard isCalledID(words), table.columns[column].name.last?.isLetter == true,
      areAllDifferent(0..<min(table.rowCount, mostRows), in: table, column: column)
    else { return false }
    if doubtfulNames.contains(words.last ?? ""), words.count > 1 { return rises(column, in: table) }
    return !CalendarCode.isNamed(by: words) || CalendarColumn(of: table, column: column) == nil
  }

  /// Whether the words of a column's name, or the last of them, say that its numbers are names: `id`,
  /// `customer_id`, `PassengerId`, `userid`.
  private static func isCalledID(_ words: [String]) -> Bool {
    guard let word = words.last else { return false }
    return names.contains(word) || word.hasSuffix("id") && owners.contains(String(word.dropLast(2)))
  }

  private static func areAllDifferent(_ rows: Range<Int>, in table: Table, column: Int) -> Bool {
    guard rows.count >= leastRows else { return false }
    var seen = Set<Double>(minimumCapacity: rows.count)
    return rows.allSatisfy { row in
      let cell = table[row, column]
      return cell == cell.rounded() && seen.insert(cell).inserted
    }
  }

  /// Whether the numbers of a column rise, or fall, from row to row.
  private static func rises(_ column: Int, falling: Bool = false, in table: Table) -> Bool {
    (1..<min(table.rowCount, mostRows)).allSatisfy { row in
      falling ? table[row, column] < table[row - 1, column] : table[row, column] > table[row - 1, column]
    }
  }
}

extension TaskRequest {
  /// The warning of a last column that is the target since no other was chosen, and whose numbers are names
  /// of rows; nil for others.
  ///
  /// - Parameter inputs: the columns of the data that are inputs.
  func remark(onUnchosenTarget column: Int, in table: Table, inputs: [Int]) -> Table.Remark? {
    guard target == nil, table.columns[column].kind == .number else { return nil }
    let inputs = inputs.filter { table.columns[$0].kind == .number }
    let what: String
    if table.columnCountsRows(column), !inputs.contains(where: table.columnCountsRows) {
      what = "counts the rows"
    } else if Self.namesRows(column, in: table) {
      what = "numbers the rows"
    } else if table.rowCount >= Self.leastRows, let step = Self.step(ofColumn: column, in: table),
      // What rises with another column may be measured or computed.
      !inputs.contains(where: { Self.rises($0, in: table) || Self.rises($0, falling: true, in: table) })
    {
      what = "rises by \(ClassCoding.label(ofNumber: step)) from row to row"
    } else {
      return nil
    }
    return .warning(
      "\(table.columns[column].name), the last column, \(what)",
      hint: "is this the column to predict? `target: COLUMN`")
  }

  /// By which whole number a column of whole numbers rises from each row to the next; nil if there is none.
  private static func step(ofColumn column: Int, in table: Table) -> Double? {
    let (first, step) = (table[0, column], table[1, column] - table[0, column])
    guard step >= 1, first == first.rounded(), step == step.rounded() else { return nil }
    let rises = (1..<table.rowCount).allSatisfy { table[$0, column] - table[$0 - 1, column] == step }
    return rises ? step : nil
  }
}
