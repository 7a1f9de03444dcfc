import Testing

@testable import BPNet

/// Warnings of classes of one row, and of inputs that say what the target is; categories that are one.
@Suite struct LoneClassTests {
  private func remarks(_ text: String, target: String? = nil) throws -> [Table.Remark] {
    var request = TaskRequest()
    request.target = target
    let table = try CSVReader().read(text: text, source: "t.csv")
    return try request.chooseSamples(of: table).remarks
  }

  private static func rows(_ label: (Int) -> String) -> String {
    "x,y\n" + (0..<60).map { "\($0 * 37 % 60).5,\(label($0))\n" }.joined()
  }

  @Test func classesOfOneRowAreWarnedOf() throws {
    let slip = try remarks(Self.rows { $0 == 33 ? "yse" : ["yes", "no"][$0 % 2] })
    #expect(slip.map(\.text) == ["y: the class yse (line 35) has one row"] && slip[0].isWarning)
    let two = try remarks(Self.rows { [33: "a", 40: "b"][$0] ?? ["yes", "no"][$0 % 2] })
    #expect(two.map(\.text) == ["y: 2 classes have one row each: a (line 35), b (line 42)"])
    let rare = try remarks(Self.rows { $0 == 50 ? "1" : "0" })
    #expect(rare.map(\.text).contains("y: the class 1 (line 52) has one row"))
  }

  /// Two rows say more, and of very many classes there is another warning.
  @Test func otherClassesAreNot() throws {
    #expect(try remarks(Self.rows { 33...34 ~= $0 ? "maybe" : ["yes", "no"][$0 % 2] }) == [])
    #expect(try !remarks(Self.rows { "c\($0 / 2 % 29)" }).contains { $0.text.contains("one row") })
  }

  /// What would leave no input is not proposed, nor a number that is another column's name.
  @Test func hintsAtCopiesCanBeFollowed() throws {
    let rows = (0..<40).map { ["on,yes\n", "off,no\n"][$0 % 2] }.joined()
    #expect(try remarks("a,y\n" + rows).last?.hint == "is this the column to predict? `target: COLUMN`")
    let numbers = (0..<40).map { "\($0 * 7 % 40).25,\($0 % 2 + 1).5,\(["A", "B"][$0 % 2])\n" }.joined()
    #expect(try remarks("2,1,y\n" + numbers).last?.hint == "`ignoredColumns: 1` leaves it out")
  }

  @Test func lettersWithAccentsAreOneCategory() throws {
    let words = ["K\u{F6}ln", "Ko\u{308}ln", "Bonn"]
    let rows = (0..<60).map { "\(words[$0 % 3]),\($0).5\n" }.joined()
    let table = try CSVReader().read(text: "city,y\n" + rows, source: "t.csv")
    let samples = try TaskRequest().chooseSamples(of: table)
    #expect(samples.columns.inputs.count == 2)
  }
}
