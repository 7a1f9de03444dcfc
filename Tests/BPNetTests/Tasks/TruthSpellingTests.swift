import Testing

@testable import BPNet

/// Truth values that are written in several ways in one column.
@Suite struct TruthSpellingTests {
  private func warnings(_ words: [String], asTarget: Bool) throws -> [Table.Remark] {
    let rows = (0..<120).map { row in
      let word = words[row * 7 % 11 % words.count]
      return asTarget ? "\(row * 37 % 50).25,\(word)\n" : "\(word),\(row * 37 % 50).25\n"
    }
    let table = try CSVReader().read(text: "a,b\n" + rows.joined(), source: "t.csv")
    return try TaskRequest().chooseSamples(of: table).remarks.filter(\.isWarning)
  }

  @Test(
    arguments: [
      (["0", "1", "false", "true"], "4 classes are spellings of 2 truth values: 0, false; 1, true"),
      (["N", "Y", "no", "yes"], "4 classes are spellings of 2 truth values: N, no; Y, yes"),
      (["False", "True", "no", "yes"], "4 classes are spellings of 2 truth values: False, no; True, yes"),
      (["1", "no", "yes"], "3 classes are spellings of 2 truth values: no; 1, yes"),
      (["yes", "y"], "2 classes are spellings of 1 truth value: y, yes"),
      (["No", "no", "yes"], "No and no are two classes, and differ in case alone"),
    ])
  func ofClassesAreWarnedOf(words: [String], text: String) throws {
    #expect(try warnings(words, asTarget: true).map(\.text) == ["b: \(text)"])
  }

  @Test(
    arguments: [
      ["0", "1"], ["no", "yes"], ["f", "t"], ["0", "1", "2"], ["no", "yes", "maybe"], ["n", "e", "s", "w"],
      ["off", "on", "standby"],
    ])
  func othersAreNot(words: [String]) throws {
    #expect(try warnings(words, asTarget: true) == [])
    #expect(try warnings(words, asTarget: false) == [])
  }

  @Test func ofCategoriesAreWarnedOf() throws {
    let found = try warnings(["N", "Y", "no", "yes"], asTarget: false)
    #expect(found.map(\.text) == ["a: 4 categories are spellings of 2 truth values: N, no; Y, yes"])
    #expect(found.first?.hint == "write each of them in one way")
  }
}
