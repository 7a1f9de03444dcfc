import Foundation
import Testing

@testable import BPNet

@Suite struct NumberParserTests {
  private static func parse(_ text: String) -> Double? {
    let padded = Array(text.utf8) + [UInt8](repeating: 0, count: InputBytes.padding)
    return padded.withUnsafeBufferPointer {
      NumberParser().parse(UnsafeBufferPointer(rebasing: $0[..<text.utf8.count]))
    }
  }

  /// Bits from CPython, whose conversion is exact.
  @Test(
    arguments: [
      ("0", 0x0000000000000000),
      ("-0", 0x8000000000000000),
      ("5", 0x4014000000000000),
      ("-5", 0xC014000000000000),
      ("+5", 0x4014000000000000),
      ("007", 0x401C000000000000),
      (".5", 0x3FE0000000000000),
      ("5.", 0x4014000000000000),
      ("-.5e1", 0xC014000000000000),
      ("1e22", 0x4480F0CF064DD592),
      ("1e23", 0x44B52D02C7E14AF6),
      ("1e-22", 0x3B5E392010175EE6),
      ("1e-23", 0x3B282DB34012B251),
      ("123456789012345678", 0x437B69B4BA630F35),
      ("9007199254740993", 0x4340000000000000),
      ("9007199254740992", 0x4340000000000000),
      ("9007199254740995", 0x4340000000000002),
      ("9223372036854775808", 0x43E0000000000000),
      ("18446744073709551615", 0x43F0000000000000),
      ("18446744073709551616", 0x43F0000000000000),
      ("0.1", 0x3FB999999999999A),
      ("0.3", 0x3FD3333333333333),
      ("1E5", 0x40F86A0000000000),
      ("1e+5", 0x40F86A0000000000),
      ("1e05", 0x40F86A0000000000),
      ("0e999999999999999999999", 0x0000000000000000),
      ("0.000e-5", 0x0000000000000000),
      ("2.2250738585072011e-308", 0x000FFFFFFFFFFFFF),
      ("2.2250738585072014e-308", 0x0010000000000000),
      ("2.225073858507201e-308", 0x000FFFFFFFFFFFFF),
      ("4.9406564584124654e-324", 0x0000000000000001),
      ("2.4703282292062327e-324", 0x0000000000000000),
      ("2.4703282292062328e-324", 0x0000000000000001),
      ("1e-400", 0x0000000000000000),
      ("1.7976931348623157e308", 0x7FEFFFFFFFFFFFFF),
      ("1.7976931348623158e308", 0x7FEFFFFFFFFFFFFF),
      ("8.98846567431158e307", 0x7FE0000000000000),
      ("6929495644600919.5", 0x43389E56EE5E7A58),
      ("3.518437208883201171875e13", 0x42C0000000000002),
      ("1.00000000000000011102230246251565404236316680908203125", 0x3FF0000000000000),
      ("1.00000000000000011102230246251565404236316680908203126", 0x3FF0000000000001),
      ("1.00000000000000033306690738754696212708950042724609375", 0x3FF0000000000002),
      ("0.00000000000000000000000000000000000000012345678901234567890123456789", 0x37A5825B568FF414),
      ("100000000000000000000000000000000000000000", 0x48725DFA371A19E7),
      ("1448997445238699", 0x4314976C0803FEAC),
      ("7.2057594037927933e16", 0x4370000000000000),
      ("5e-324", 0x0000000000000001),
      ("3e-324", 0x0000000000000001),
      ("2.5e-324", 0x0000000000000001),
      ("10000000000000000000000e-22", 0x3FF0000000000000),
      ("0.500000000000000166533453693773481063544750213623046875", 0x3FE0000000000002),
      ("30078505129381147446200", 0x44997A3C7271B021),
      ("1777820000000000000001", 0x4458180D5BAD2E3E),
      ("358416272e-33", 0x3ADBBB2A68C9D0B9),
      ("9.5e-322", 0x00000000000000C0),
      ("1.5e-323", 0x0000000000000003),
      ("-2.2222222222223e-322", 0x800000000000002D),
      (
        "0.000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001e90",
        0x3FF0000000000000
      ),
    ] as [(String, UInt64)])
  func roundsCorrectly(text: String, bits: UInt64) {
    #expect(Self.parse(text)?.bitPattern == bits, "\(text)")
  }

  @Test(arguments: [
    "", " ", "-", "+", ".", "-.", "e5", ".e5", "1e", "1e+", "1.2.3", "1,5", "--1", "+-1", "1 2", "0x10", "1f",
    "inf", "Infinity", "nan", "1_000", "1'000", "abc", "1e5.0", "٣",
  ])
  func refusesWhatIsNoNumber(text: String) {
    #expect(Self.parse(text) == nil)
  }

  @Test(arguments: ["1e999", "-1e999", "1.7976931348623159e308", "1e99999999999999999999999"])
  func tooLargeIsInfinite(text: String) {
    #expect(Self.parse(text)?.isInfinite == true)
  }

  @Test func blanksAroundANumberDoNotCount() {
    #expect(Self.parse(" \t 1.5\t ") == 1.5)
  }

  @Test func agreesWithTheStandardLibrary() {
    var generator = TestGenerator(state: 1)
    var wrong: [String] = []
    for index in 0..<250_000 {
      let text = Self.randomNumber(index % 5, &generator)
      if Self.parse(text)?.bitPattern != Double(text)?.bitPattern { wrong.append(text) }
    }
    #expect(wrong.isEmpty, "\(wrong.count), such as \(wrong.prefix(5))")
  }

  private static func randomNumber(_ kind: Int, _ generator: inout TestGenerator) -> String {
    func digits(_ count: Int) -> String {
      String((0..<count).map { _ in Character(UnicodeScalar(48 + UInt8(generator.next() % 10))) })
    }
    switch kind {
    case 0:  // Shortest form of any finite Double.
      let value = Double(bitPattern: generator.next())
      return value.isFinite ? "\(value)" : "0"
    case 1:  // Many digits, any exponent.
      let digitCount = Int(1 + generator.next() % 25)
      return "\(digits(1)).\(digits(digitCount))e\(Int(generator.next() % 700) - 350)"
    case 2:  // A plain decimal.
      return "-\(digits(Int(1 + generator.next() % 6))).\(digits(Int(generator.next() % 20)))"
    case 3:  // An integer, beyond 64 bits too.
      return digits(Int(1 + generator.next() % 24))
    default:  // Half way between two integers of 54 bits or more, and a little beside.
      let odd = (1 << 53 + generator.next() % (1 << 53)) | 1
      return "\(odd)\(["", ".0", ".0000000000000000000000001"][Int(generator.next() % 3)])"
    }
  }

  /// - Parameter rest: what follows the field.
  private static func parseField(
    _ text: String, rest: String = ",1.5,12345678.9,1234567", parser: NumberParser = NumberParser()
  ) -> Double? {
    let bytes = Array((text + rest).utf8)
    var mayBeCode = false
    let value = bytes.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.flatMap { parser.parseField($0, $0 + text.utf8.count, mayBeCode: &mayBeCode) }
    }
    let isCode = Array(text.utf8).withUnsafeBufferPointer(CSVCellReader.isCode)
    if isCode, value != nil { #expect(mayBeCode, "\(text)") }
    return value
  }

  /// Everything that is short enough for the instructions without branches, and a little more: lengths up
  /// to 19, a point anywhere, and characters that do not belong there.
  @Test func fieldsAgreeWithTheStandardLibrary() {
    var generator = TestGenerator(state: 5)
    var wrong: [String] = []
    for round in 0..<600_000 {
      let alphabet = Array(round % 2 == 0 ? "0123456789." : "0123456789.-+e /:,\0")
      let length = Int(generator.next() % 20)
      let sign = generator.next() % 2 == 0 ? "-" : ""
      let text =
        sign + String((0..<length).map { _ in alphabet[Int(generator.next() % UInt64(alphabet.count))] })
      let parsed = Self.parseField(text)
      if parsed?.bitPattern != Self.reference(text)?.bitPattern { wrong.append(text) }
    }
    #expect(wrong.isEmpty, "\(wrong.count), such as \(wrong.prefix(5))")
  }

  /// Another mark in place of the point comes to the same numbers, and a point is then none.
  @Test func anyMarkStandsBeforeTheFraction() {
    let comma = NumberParser(decimalMark: UInt8(ascii: ","))
    func parse(_ text: String) -> Double? {
      Self.parseField(text, rest: ";1,5;12345678;1234567", parser: comma)
    }
    var generator = TestGenerator(state: 9)
    for index in 0..<20_000 {
      let text = Self.randomNumber(index % 5, &generator)
      let marked = text.replacingOccurrences(of: ".", with: ",")
      #expect(parse(marked)?.bitPattern == Self.parseField(text)?.bitPattern, "\(text)")
      if text.contains(".") { #expect(parse(text) == nil, "\(text)") }
    }
    #expect(parse("1,5") == 1.5 && parse("-,5") == -0.5 && parse("1,2,3") == nil && parse("1,234.5") == nil)
  }

  /// What the standard library says, which takes no blanks, and takes a zero for the end.
  private static func reference(_ text: String) -> Double? {
    if text.utf8.contains(0) { return nil }
    let value = Double(text.trimmingCharacters(in: CharacterSet(charactersIn: " ")))
    return value?.isFinite == true ? value : nil
  }
}
