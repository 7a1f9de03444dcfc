/// What the first records say of the character before the fraction of numbers.
struct DecimalMark {
  /// How a cell is written.
  enum Form {
    /// A number with a comma that can only stand before a fraction, such as `0,5`.
    case comma
    /// A number with a comma that may stand between thousands, such as `1,234`.
    case doubtfulComma
    /// A number with a point that may stand between thousands, such as `1.234`.
    case doubtfulPoint
    /// A number with another point.
    case point
    /// A whole number, or nothing.
    case neutral
    /// Anything else.
    case other
  }

  /// The numbers of cells by their form.
  private struct Counts {
    var comma = 0
    var doubtfulComma = 0
    var doubtfulPoint = 0
    var point = 0
    var other = 0
    /// Whole numbers without a mark, of three digits, and of more.
    var (threeDigits, moreDigits) = (0, 0)
    /// The first number whose mark may stand between thousands.
    var firstDoubtful: (line: Int, text: String)?

    mutating func add(_ form: Form) {
      switch form {
      case .comma: comma += 1
      case .doubtfulComma: doubtfulComma += 1
      case .doubtfulPoint: doubtfulPoint += 1
      case .point: point += 1
      case .neutral: break
      case .other: other += 1
      }
    }

    /// Whether most of what is no whole number has a comma, and none a point.
    var hasCommas: Bool {
      comma + doubtfulComma > other && comma + doubtfulComma > 0 && point + doubtfulPoint == 0
    }

    /// Whether each mark may stand between thousands, and numbers of three digits have none, but no longer
    /// ones: a fraction would end in other numbers of digits, too.
    var areThousands: Bool {
      comma + point == 0 && (doubtfulComma == 0) != (doubtfulPoint == 0)
        && doubtfulComma + doubtfulPoint >= DecimalMark.leastThousands && threeDigits > 0 && moreDigits == 0
    }

    /// Notes what tells marks between thousands from those before a fraction.
    mutating func add(_ field: CSVField, form: Form) {
      switch form {
      case .doubtfulComma, .doubtfulPoint:
        firstDoubtful = firstDoubtful ?? (field.line, field.excerpt)
      case .neutral:
        let digits = field.withText { text in
          text.allSatisfy { 0x30...0x39 ~= $0 } && text.first != 0x30 ? text.count : 0
        }
        if digits == 3 { threeDigits += 1 } else if digits > 3 { moreDigits += 1 }
      default: break
      }
    }
  }

  /// The least number of marks that say that they stand between thousands.
  private static let leastThousands = 3

  private var columns: [Counts] = []

  /// Looks at some records, of which the first may hold names.
  init(_ scanner: CSVScanner, cells: CSVCellReader, recordLimit: Int, byteLimit: Int) {
    var scanner = scanner
    let start = scanner.cursor
    var recordCount = 0
    while recordCount < recordLimit, scanner.cursor - start < byteLimit, scanner.skipToRecord() {
      var (column, endsRecord) = (0, false)
      while !endsRecord {
        guard let field = try? scanner.nextField() else { return }
        endsRecord = field.endsRecord
        let form = cells.isMissing(field) ? .neutral : field.withText(DecimalMark.form)
        if column == columns.count {
          // Records wider than a table are faults of those who read all.
          guard column < Table.maximumColumnCount else { return }
          columns.append(Counts())
        }
        if recordCount > 0 || form != .other {
          columns[column].add(form)
          columns[column].add(field, form: form)
        }
        column += 1
      }
      recordCount += 1
    }
  }

  /// Whether numbers have a comma before their fraction, where the fields are separated by `delimiter`.
  ///
  /// A column of commas that may stand between thousands is none where other numbers have points, or where
  /// commas separate the fields. There a comma in quotes is none beside points at all: it lists, or divides.
  func isComma(delimiter: UInt8) -> Bool {
    let hasPoints = columns.contains { $0.point + $0.doubtfulPoint > 0 }
    let isBetweenFields = delimiter == UInt8(ascii: ",")
    if columns.contains(where: { $0.comma > 0 && $0.hasCommas }) { return !(isBetweenFields && hasPoints) }
    return !isBetweenFields && !hasPoints && columns.contains(where: \.hasCommas)
  }

  /// The faults of columns whose marks stand between thousands, although they would be read as those of
  /// fractions.
  var faultsOfThousands: [Int: Table.Fault] {
    var faults: [Int: Table.Fault] = [:]
    for (index, column) in columns.enumerated() where column.areThousands {
      guard let (line, text) = column.firstDoubtful else { continue }
      faults[index] = Table.Fault(
        line: line, found: "'\(text)' among whole numbers of up to three digits",
        expected: "no signs between thousands",
        hint: "`decimalMark: \(text.contains(",") ? "," : ".")` reads it as a fraction")
    }
    return faults
  }

  /// Whether several numbers have a comma, and each of them may stand between thousands.
  var hasDoubtfulCommasAlone: Bool {
    columns.allSatisfy { $0.comma == 0 } && columns.contains { $0.doubtfulComma > 1 }
  }

  /// Whether a number has a comma.
  var hasCommas: Bool { columns.contains { $0.comma + $0.doubtfulComma > 0 } }

  /// Whether a column has points that may stand between thousands, and no others.
  var hasDoubtfulPoints: Bool {
    columns.contains { $0.doubtfulPoint > 1 && $0.point == 0 && $0.doubtfulPoint > $0.other }
  }
}

extension DecimalMark {
  private static var parser: NumberParser { NumberParser() }

  /// How the text of a cell is written.
  static func form(_ text: UnsafeBufferPointer<UInt8>) -> Form {
    let text = trimmed(text)
    guard !text.isEmpty else { return .neutral }
    let (comma, point) = (UInt8(ascii: ","), UInt8(ascii: "."))
    guard text.count < 64, let mark = text.firstIndex(where: { $0 == comma || $0 == point }) else {
      return parser.parse(text) == nil ? .other : .neutral
    }
    let number = text[mark] == point ? parser.parse(text) : number(withComma: text)
    guard number != nil else { return .other }
    switch (text[mark] == comma, isGroupOfThousands(text, at: mark)) {
    case (true, true): return .doubtfulComma
    case (true, false): return .comma
    case (false, true): return .doubtfulPoint
    case (false, false): return .point
    }
  }

  /// A text without the blanks around it.
  private static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    guard let first = text.firstIndex(where: { !isBlank($0) }),
      let last = text.lastIndex(where: { !isBlank($0) })
    else { return UnsafeBufferPointer(rebasing: text[..<0]) }
    return UnsafeBufferPointer(rebasing: text[first...last])
  }

  /// The number of a text in which a comma stands before the fraction; nil if it has a point or no comma.
  static func number(withComma text: UnsafeBufferPointer<UInt8>) -> Double? {
    text.contains(UInt8(ascii: ",")) ? NumberParser(decimalMark: UInt8(ascii: ",")).parse(text) : nil
  }

  /// Whether the mark of a number may stand between thousands: behind one to three digits, the first of them
  /// not 0, and before exactly three.
  static func isGroupOfThousands(_ text: UnsafeBufferPointer<UInt8>, at mark: Int) -> Bool {
    let whole = text[..<mark].drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    return 1...3 ~= whole.count && whole.first != UInt8(ascii: "0") && whole.allSatisfy(digits.contains)
      && text.count == mark + 4 && text[(mark + 1)...].allSatisfy(digits.contains)
  }

  /// Whether most texts of a column are numbers with a comma that can only stand before a fraction, and none
  /// has a point.
  static func areCommas(_ texts: [String]) -> Bool {
    guard texts.contains(where: { $0.utf8.contains(UInt8(ascii: ",")) }) else { return false }
    var counts = Counts()
    for text in texts {
      let form = form(text)
      if form == .point || form == .doubtfulPoint { return false }
      counts.add(form)
    }
    return counts.comma > 0 && counts.hasCommas
  }

  /// As for the bytes.
  static func form(_ text: String) -> Form {
    var bytes = Array(text.utf8)
    let count = bytes.count
    bytes += [UInt8](repeating: 0, count: 8)
    return bytes.withUnsafeBufferPointer { form(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }
}
