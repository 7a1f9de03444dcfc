import Testing

@testable import BPNet

/// What a column is, and the evidence.
@Suite struct ColumnProfileTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let title: String
    /// The cells of one column, top to bottom.
    let cells: [String]
    let kind: ColumnProfile.Kind
    /// The number of cells that are numbers, words and missing.
    let counts: (numbers: Int, words: Int, missing: Int)
    let distinct: Int
    var range: ClosedRange<Double>?
    var words: [String] = []
    var testDescription: String { title }
  }

  /// 12 texts, all different.
  private static let many = (0..<12).map { "text \($0)" }

  private static let cases: [Case] = [
    Case(
      title: "numbers", cells: ["1.5", "-2", "1.5", "3e2"], kind: .numbers, counts: (4, 0, 0), distinct: 3,
      range: -2...300),
    Case(
      title: "numbers with gaps", cells: ["1", "", "NA", "2"], kind: .numbers, counts: (2, 0, 2), distinct: 2,
      range: 1...2),
    Case(title: "empty", cells: ["", "NA", "?"], kind: .empty, counts: (0, 0, 3), distinct: 0),
    Case(
      title: "codes", cells: ["007", "012", "120", "120"], kind: .codes, counts: (4, 0, 0), distinct: 3,
      range: 7...120),
    Case(
      title: "true and false", cells: ["True", "FALSE", "true", ""], kind: .truth, counts: (0, 3, 1),
      distinct: 3, words: ["FALSE", "True", "true"]),
    Case(
      title: "yes alone", cells: ["yes", "yes"], kind: .truth, counts: (0, 2, 0), distinct: 1,
      words: ["yes"]),
    Case(
      title: "true and false beside 1 and 0", cells: ["True", "0", "False", "1", ""], kind: .truth,
      counts: (2, 2, 1), distinct: 4, range: 0...1, words: ["False", "True"]),
    Case(
      title: "true and false beside 2", cells: ["True", "2", "False", "1"], kind: .numbersAndWords,
      counts: (2, 2, 0), distinct: 4, range: 1...2, words: ["False", "True"]),
    Case(
      title: "on and off", cells: ["on", "off"], kind: .truth, counts: (0, 2, 0), distinct: 2,
      words: ["off", "on"]),
    Case(
      title: "yes and false, which are no pair", cells: ["yes", "false", "yes", "false", "yes"],
      kind: .categories, counts: (0, 5, 0), distinct: 2, words: ["false", "yes"]),
    Case(
      title: "few words", cells: ["b", "a", "b", "a", "b", "", "a"], kind: .categories, counts: (0, 6, 1),
      distinct: 2, words: ["a", "b"]),
    Case(
      title: "as many words as half of the rows", cells: ["a", "b", "a", "b"], kind: .texts,
      counts: (0, 4, 0), distinct: 2, words: ["a", "b"]),
    Case(
      title: "many texts", cells: many, kind: .texts, counts: (0, 12, 0), distinct: 12, words: many.sorted()),
    Case(
      title: "numbers and a word", cells: ["1", "2", "tbd", "4"], kind: .numbersAndWords, counts: (3, 1, 0),
      distinct: 4, range: 1...4, words: ["tbd"]),
    Case(
      title: "words and a number", cells: ["a", "b", "a", "7", "a", "b", "a"], kind: .categories,
      counts: (1, 6, 0), distinct: 3, range: 7...7, words: ["a", "b"]),
    Case(
      title: "dates", cells: ["2023-01-05", "2023-02-06", "2023-03-07"], kind: .dates, counts: (0, 3, 0),
      distinct: 3, words: ["2023-01-05", "2023-02-06", "2023-03-07"]),
    Case(
      title: "thousands", cells: ["1,234", "5,678", "9,012"], kind: .writtenNumbers, counts: (0, 3, 0),
      distinct: 3, words: ["1,234", "5,678", "9,012"]),
    Case(
      title: "currencies", cells: ["$5", "€ 6", "7 £"], kind: .writtenNumbers, counts: (0, 3, 0), distinct: 3,
      words: ["$5", "7 £", "€ 6"]),
    Case(
      title: "many numbers of one unit", cells: ["1.493 kg", "10.48 kg", "2.1 kg"], kind: .writtenNumbers,
      counts: (0, 3, 0), distinct: 3, words: ["1.493 kg", "10.48 kg", "2.1 kg"]),
    Case(
      title: "few numbers of one unit", cells: ["10 mg", "20 mg", "10 mg", "20 mg", "10 mg"],
      kind: .categories,
      counts: (0, 5, 0), distinct: 2, words: ["10 mg", "20 mg"]),
    Case(
      title: "numbers, of which one has a unit", cells: ["1", "2", "12 kg", "4"], kind: .writtenNumbers,
      counts: (3, 1, 0), distinct: 4, range: 1...4, words: ["12 kg"]),
    Case(
      title: "as many words as half of the rows with a value", cells: ["C1", "", "C2", "", "C1", "", "", ""],
      kind: .texts, counts: (0, 3, 5), distinct: 2, words: ["C1", "C2"]),
  ]

  @Test(arguments: cases) func columnsAreWhatTheyHold(_ sample: Case) throws {
    // In quotes, so that commas stay; missing cells are not.
    let rows = sample.cells.map { ["", "NA", "?"].contains($0) ? "0,\($0)" : "0,\"\($0)\"" }
    let table = try CSVReader(header: .absent).read(text: rows.joined(separator: "\n") + "\n")
    let profile = ColumnProfile(of: table, column: 1)
    #expect(profile.kind == sample.kind)
    #expect(profile.numberCount == sample.counts.numbers)
    #expect(profile.wordCount == sample.counts.words)
    #expect(profile.missingCount == sample.counts.missing)
    #expect(profile.distinctCount == sample.distinct)
    #expect(profile.range == sample.range)
    #expect(profile.words == sample.words)
    #expect(profile.canBeCategories == (sample.kind == .categories))
  }

  /// An index counts the rows, or numbers them in any order; it has no name, or pandas' name for that.
  @Test(arguments: [
    (",x\n0,5\n1,6\n2,7\n", true), (",x\n1,5\n2,6\n", true), (",x\n17,5\n3,6\n9,7\n", true),
    ("Unnamed: 0,x\n0,5\n1,6\n", true), ("id,x\n0,5\n1,6\n", false), (",x\n0,5\n0,6\n", false),
    (",x\n0.5,5\n1,6\n", false), (",x\n-1,5\n0,6\n", false),
  ])
  func rowNumbersAreKnown(text: String, isIndex: Bool) throws {
    let table = try CSVReader(header: .present).read(text: text)
    #expect(ColumnProfile(of: table, column: 0).countsRows == isIndex)
    #expect(!ColumnProfile(of: table, column: 1).countsRows)
  }
}
