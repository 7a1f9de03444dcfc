/// Text that grows piece by piece as bytes, for lines that are put together more often than strings allow.
package struct LineText: Sendable {
  /// The text so far, in UTF-8.
  package private(set) var bytes: [UInt8] = []

  /// An empty text.
  package init() {}

  /// Makes the text empty, and keeps its memory.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Appends a text that is known when the program is built.
  package mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Appends a text.
  package mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Appends the digits of an integer.
  package mutating func append(_ integer: Int) {
    if integer < 0 { append("-") }
    append(digitsOf: integer.magnitude, atLeast: 1)
  }

  /// Appends a number as JSON has it: with the digits that read back as the same number, or `null`.
  package mutating func append(json number: Double) {
    if number.isFinite { append(number.description) } else { append("null") }
  }

  /// Appends a number with at most as many decimals as given, without zeros at its end.
  ///
  /// It takes a fifth of the time of all digits, which a time does not have.
  package mutating func append(json number: Double, places: Int) {
    let unit = LineText.powersOfTen[places]
    let units = (number * Double(unit)).rounded()
    // Up to here every count of units has a number of its own.
    guard units.magnitude < 1e15 else { return append(json: number) }
    if units < 0 { append("-") }
    let (whole, rest) = UInt(units.magnitude).quotientAndRemainder(dividingBy: unit)
    append(digitsOf: whole, atLeast: 1)
    guard rest > 0 else { return }
    append(".")
    append(digitsOf: rest, atLeast: places)
    while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
  }

  private static let powersOfTen: [UInt] = (0..<16).map { place in
    (0..<place).reduce(1) { power, _ in power * 10 }
  }

  /// Appends a number's digits, with zeros before them up to `count`.
  private mutating func append(digitsOf number: UInt, atLeast count: Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var (rest, start) = (number, 20)
      while rest > 0 || 20 - start < count {
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        start -= 1
        digits[start] = UInt8(ascii: "0") + UInt8(digit)
        rest = quotient
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
    }
  }
}
