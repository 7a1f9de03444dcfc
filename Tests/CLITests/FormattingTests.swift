import BPNet
import CommandSupport
import Testing

@Suite struct FormattingTests {
  @Test(arguments: [
    (0.0, 2, "0.00"), (3.14159, 2, "3.14"), (-0.5, 0, "-1"), (0.125, 2, "0.13"), (2.675, 2, "2.68"),
    (999.995, 2, "1000.00"), (9.99, 0, "10"), (0.0004, 2, "0.00"), (-0.0004, 2, "0.00"), (0.005, 2, "0.01"),
    (1e21, 1, "1000000000000000000000.0"), (123456789, 0, "123456789"), (1.5e-7, 8, "0.00000015"),
    (1.5e-7, 7, "0.0000002"), (0.95, 1, "1.0"), (100, 2, "100.00"), (.leastNonzeroMagnitude, 3, "0.000"),
    (.infinity, 2, "inf"), (-.infinity, 2, "-inf"), (.nan, 2, "nan"),
  ])
  func fixed(value: Double, digits: Int, expected: String) {
    #expect(NumberText.fixed(value, digits: digits) == expected)
  }

  @Test(arguments: [
    (0.0, 4, "0.000"), (0.0123456, 4, "0.01235"), (123.456, 4, "123.5"), (1.2345678e-7, 4, "1.235e-07"),
    (99999.6, 4, "100000"), (12345.6, 4, "12346"), (958_012_345.4, 4, "958012345"),
    (-999_999_999.4, 5, "-999999999"), (999_999_999.5, 4, "1.000e+09"), (1234567891, 4, "1.235e+09"),
    (1234567891, 10, "1234567891"), (0.99996, 4, "1.000"), (-0.5, 3, "-0.500"),
    (1e-4, 3, "0.000100"), (9.9996e-5, 4, "0.0001000"), (1e300, 2, "1.0e+300"), (5, 1, "5"), (.nan, 4, "nan"),
  ])
  func significant(value: Double, digits: Int, expected: String) {
    #expect(NumberText.significant(value, digits: digits) == expected)
  }

  @Test(arguments: [
    (0.0, "0"), (999, "999"), (999.5, "1,000"), (12345.6, "12,346"), (-1_234_567, "-1,234,567"),
    (1e9, "1,000,000,000"), (.infinity, "inf"),
  ])
  func grouped(value: Double, expected: String) {
    #expect(NumberText.grouped(value) == expected)
  }

  @Test func groupedIntegers() {
    #expect(NumberText.grouped(Int.min) == "-9,223,372,036,854,775,808")
    #expect(NumberText.grouped(100) == "100")
    #expect(NumberText.grouped(1, "row") == "1 row" && NumberText.grouped(1001, "row") == "1,001 rows")
  }

  @Test(arguments: [
    (0.0, "0.00 s"), (0.254, "0.25 s"), (4.2, "4.2 s"), (9.96, "10 s"), (42.4, "42 s"), (59.6, "1 min 00 s"),
    (187, "3 min 07 s"), (7500, "2 h 05 min"), (.infinity, "inf s"),
  ])
  func durations(seconds: Double, expected: String) {
    #expect(NumberText.duration(seconds: seconds) == expected)
  }

  @Test func tablesAlign() {
    var table = TextTable([("class", .left), ("rows", .right), ("note", .left)])
    table.add(["setosa", "50", ""])
    table.add(["a\tb", "1234", "odd"])
    #expect(
      table.text == """
        class   rows  note
        setosa    50
        a\\tb    1234  odd
        """)
  }

  @Test func columnsWithoutRoomStandBelow() {
    var table = TextTable([("part", .left), ("rows", .right), ("loss", .right), ("accuracy", .right)])
    table.add(["training", "1,000", "0.5", "0.75"])
    #expect(table.text(width: 80) == table.text && table.text(width: 31) == table.text)
    #expect(
      table.text(width: 30) == """
        part       rows  loss
        training  1,000   0.5

        part      accuracy
        training      0.75
        """)
    // Narrower than two columns.
    #expect(table.text(width: 1).split(separator: "\n").count == 6)
    #expect(TextTable([]).text(width: 80) == "")
    var long = TextTable([("name", .left), ("n", .right)])
    long.add([String(repeating: "x", count: 1_000_000), "1"])
    #expect(long.text.utf8.count < 4000)
  }

  @Test func textsOfTheLastColumnAreBroken() {
    var table = TextTable([("kind", .left), ("of", .left), ("shows", .left)])
    table.add(["loss", "MODEL", "the losses over the epochs of a training"])
    table.add(["fit", "MODEL", "a curve"])
    #expect(
      table.text(width: 36) == """
        kind  of     shows
        loss  MODEL  the losses over the
                     epochs of a training
        fit   MODEL  a curve
        """)
    #expect(
      table.text(width: 30) == """
        kind  of
        loss  MODEL
        fit   MODEL

        kind  shows
        loss  the losses over the
              epochs of a training
        fit   a curve
        """)
    #expect(table.text(width: 90) == table.text)
  }

  @Test func wideCharactersTakeTwoColumns() {
    var table = TextTable([("class", .left), ("rows", .right)])
    table.add(["反向传播", "1"])
    table.add(["naïve ☃", "20"])
    #expect(table.text == "class     rows\n反向传播     1\nnaïve ☃     20")
  }
}
