/// The places at which a comma between fields may be one between the thousands of a number: `45,000` without
/// quotes.
struct UnquotedThousands {
  private let fieldCount: Int
  /// The fields of exactly three digits, each behind one to three, in all records so far.
  private var places: Set<Int>
  /// Those that began with a 0 somewhere, as numbers of their own do not.
  private var placesOfZeros: Set<Int> = []
  private var recordCount = 0
  private var countsRecords = true

  /// Places in records of so many fields; others are not looked at.
  init(fieldCount: Int) {
    self.fieldCount = fieldCount
    places = Set(1..<max(fieldCount, 1))
  }

  /// Looks at the next record.
  mutating func add(_ record: [CSVField]) {
    guard record.count == fieldCount, !places.isEmpty else { return }
    recordCount += 1
    countsRecords = countsRecords && record[0].withText { $0.elementsEqual("\(recordCount)".utf8) }
    places = places.filter { place in
      let (before, group) = (record[place - 1], record[place])
      return 1...3 ~= before.count && group.count == 3 && before.start.pointee != UInt8(ascii: "0")
        && Self.isDigits(before) && Self.isDigits(group)
    }
    placesOfZeros.formUnion(places.filter { record[$0].start.pointee == UInt8(ascii: "0") })
  }

  /// Whether numbers with commas explain a field more in each record.
  ///
  /// Numbers of rows before codes such as 001 do not.
  var areFound: Bool {
    let found = places.intersection(placesOfZeros)
    return !(countsRecords ? found.subtracting([1]) : found).isEmpty
  }

  private static func isDigits(_ field: CSVField) -> Bool {
    !field.isQuoted && field.withText { $0.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } }
  }
}
