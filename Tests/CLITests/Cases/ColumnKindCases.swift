import Foundation
import Testing

/// What columns are: targets with odd cells, words as inputs, columns that nobody means.
@Suite struct ColumnKindCases {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox()
  }

  /// Prices of which one is no number.
  private static func prices(_ odd: String?, _ write: (Double) -> String = { fixed($0, 2) }) -> String {
    var numbers = CaseNumbers(seed: 2)
    return "area,rooms,price\n"
      + (0..<200).map { row in
        let (area, rooms) = (40 + 160 * numbers.uniform(), Double(1 + row % 6))
        let price = 1500 * area + 9000 * rooms + 4000 * numbers.normal()
        return "\(fixed(area, 1)),\(Int(rooms)),\(row == 136 ? odd ?? write(price) : write(price))\n"
      }.joined()
  }

  @Test func numbersAreRegressed() throws {
    try sandbox.write("ok.csv", Self.prices(nil))
    let result = try sandbox.train("ok.csv", "--optimizer", "lm", "--epochs", "20")
    #expect(result["task"] as? String == "regress")
    #expect(try sandbox.figure("r2", "ok.csv") > 0.98)
  }

  @Test(arguments: [
    ("tbd", "odd.csv:138:price: found 'tbd', expected a number: 199 of 200 values of price are numbers"),
    ("NULL", "odd.csv:138:price: found a missing value"),
  ])
  func oddTargetsAreErrors(odd: String, message: String) throws {
    try sandbox.write("odd.csv", Self.prices(odd))
    let result = try sandbox.run("train", "odd.csv", "-o", "m.safetensors")
    #expect(result.exitCode == 65 && result.standardError.contains(message), "\(result.standardError)")
    #expect(result.standardError.contains("--missing drop"))
    let dropped = try sandbox.run(
      "train", "odd.csv", "--missing", "drop", "--missing-values", odd, "--epochs", "1", "-o", "m.safetensors"
    )
    #expect(dropped.standardError.contains("1 of 200 rows left out: missing values (1 in price)"))
    #expect(dropped.exitCode == 0)
  }

  @Test func thousandsAreErrors() throws {
    try sandbox.write(
      "odd.csv", Self.prices(nil) { "\"\(Int($0) / 1000),\(String(format: "%03d", Int($0) % 1000))\"" })
    let result = try sandbox.run("train", "odd.csv", "-o", "m.safetensors")
    #expect(result.exitCode == 65 && result.standardError.contains("written with other signs"))
    #expect(result.standardError.contains("--task classify"))
  }

  @Test func aTargetThatDoesNotVaryIsNamed() throws {
    try sandbox.write("five.csv", "x,y\n1,5\n2,5\n3,5\n4,5\n")
    let result = try sandbox.run("train", "five.csv", "-o", "m.safetensors")
    #expect(result.exitCode == 65 && result.standardError.contains("found '5' in every row"))
    #expect(result.standardError.contains("--task regress"))
    try sandbox.train("five.csv", "--task", "regress")
    let predictions = try sandbox.lines("predict", "m.safetensors", "five.csv").dropFirst().compactMap(
      Double.init)
    #expect(predictions.count == 4 && predictions.allSatisfy { abs($0 - 5) < 0.05 })
  }

  @Test func moreClassesThanATenthOfTheRowsAreWarnedOf() throws {
    try sandbox.write("ids.csv", "x,id\n" + (0..<40).map { "\($0),name\($0 / 2)\n" }.joined())
    let result = try sandbox.run("train", "ids.csv", "--epochs", "1", "--quiet", "-o", "m.safetensors")
    #expect(result.exitCode == 0 && result.standardError.contains("warning: 20 classes in 40 rows of id"))
    try sandbox.write("own.csv", "x,id\n" + (0..<40).map { "\($0),name\($0)\n" }.joined())
    let refused = try sandbox.run("train", "own.csv", "--epochs", "1", "-o", "own.safetensors")
    #expect(refused.exitCode == 65)
    #expect(refused.standardError.contains("own.csv::id: found 40 different texts in 40 rows"))
    #expect(refused.standardError.contains("--task classify takes every value as a class"))
    try sandbox.train("own.csv", "--task", "classify", "--epochs", "1")
  }

  /// pandas writes an index without a name before the columns.
  @Test func aColumnThatCountsTheRowsIsLeftOut() throws {
    let rows = (0..<30).map { "\($0),\($0 % 7),\($0 % 2)\n" }.joined()
    try sandbox.write("frame.csv", ",x,y\n" + rows)
    let result = try sandbox.run("train", "frame.csv", "--epochs", "1", "-o", "m.safetensors")
    #expect(result.standardError.contains("column 1 has no name and counts the rows: left out"))
    #expect(result.standardError.contains("network 1-"))
    try sandbox.write("index.csv", "n,x,y\n" + rows)
    let named = try sandbox.run("train", "index.csv", "--epochs", "1", "-o", "m.safetensors")
    #expect(named.standardError.contains("network 2-"))
  }

  /// y = v + 2 · member + {0, 1, 3} of the plan.
  private static func plans(_ count: Int = 120) -> String {
    var numbers = CaseNumbers(seed: 17)
    let plans = [("basic", 0.0), ("plus", 1), ("pro", 3)]
    return "x,member,plan,paid,y\n"
      + (0..<count).map { row in
        let (v, member, plan) = (numbers.normal(), numbers.uniform() > 0.5, plans[Int(3 * numbers.uniform())])
        let y = v + (member ? 2 : 0) + plan.1
        let paid = row % 3 == 0 ? "yes" : "no"
        return "\(fixed(v, 4)),\(member ? "True" : "False"),\(plan.0),\(paid),\(fixed(y, 4))\n"
      }.joined()
  }

  @Test func wordsBecomeInputs() throws {
    try sandbox.write("plans.csv", Self.plans())
    let result = try sandbox.run(
      "train", "plans.csv", "--optimizer", "lm", "--hidden", "none", "--epochs", "20", "-o", "m.safetensors")
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(result.standardError.contains("plan: 3 inputs, one a category (basic, plus, pro)"))
    #expect(result.standardError.contains("member: true or yes is 1, false or no is 0"))
    #expect(result.standardError.contains("network 6-1"))
    #expect(try sandbox.figure("r2", "plans.csv") > 0.9999)

    try sandbox.write("new.csv", "member,x,plan,paid\nfalse,1,pro,no\n0,1,gold,no\n")
    let unknown = try sandbox.run("predict", "m.safetensors", "new.csv")
    #expect(unknown.exitCode == 65 && unknown.standardError.contains("new.csv:3:plan: found 'gold'"))
    #expect(unknown.standardError.contains("--unknown-category zero"))
    let zero = try sandbox.lines("predict", "m.safetensors", "new.csv", "--unknown-category", "zero")
    try #require(zero.count == 3)
    #expect(abs(try #require(Double(zero[1])) - 4) < 0.01)
  }

  /// The words are those of the model, in whatever order they come.
  @Test func validationUsesTheSameInputs() throws {
    try sandbox.write("plans.csv", Self.plans())
    try sandbox.write("rest.csv", Self.plans(40))
    let result = try sandbox.train("plans.csv", "--validation", "rest.csv", "--epochs", "2")
    #expect(result["validation_loss"] as? Double != nil)
    let cv = try sandbox.json("cv", "plans.csv", "--folds", "3", "--epochs", "2")
    #expect(cv["folds"] as? Int == 3)
  }

  @Test func allColumnsThatCannotBeUsedAreListed() throws {
    try sandbox.write(
      "mixed.csv",
      "day,name,size,x,y\n"
        + (0..<30).map { "2024-03-\(10 + $0 % 20),name\($0),\($0 == 4 ? "big" : "\($0)"),\($0),\($0 % 2)\n" }
        .joined())
    let result = try sandbox.run("train", "mixed.csv", "-o", "m.safetensors")
    #expect(result.exitCode == 65)
    #expect(result.standardError.contains("day (dates or times), name (30 different texts in 30 rows), size"))
    #expect(result.standardError.contains("--ignore day,name,size"))
    try sandbox.train("mixed.csv", "--ignore", "day,name,size", "--epochs", "1")
    try sandbox.train("mixed.csv", "--ignore", "day,size", "--one-hot", "name", "--epochs", "1")
    let none = try sandbox.run(
      "train", "mixed.csv", "--ignore", "day,name,size", "--one-hot", "none", "--epochs", "1", "-o",
      "m.safetensors")
    #expect(none.exitCode == 0)
  }
}
