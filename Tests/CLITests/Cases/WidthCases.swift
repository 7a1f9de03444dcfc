import Foundation
import Testing

/// Tables of many columns take time in proportion to their bytes.
@Suite struct WidthCases {
  /// With a search through all names for each column this takes a minute.
  @Test func timeIsLinearInTheColumns() throws {
    let sandbox = try CommandSandbox()
    let count = 40_000
    var numbers = CaseNumbers(seed: 14)
    var text = (0..<count).map { "gene_expression_\($0)," }.joined() + "y\n"
    for row in 0..<4 {
      for _ in 0..<count { text += "\(Int(1000 * numbers.uniform()))," }
      text += "\(row % 2)\n"
    }
    try sandbox.write("wide.csv", text)
    let start = Date()
    let result = try sandbox.train("wide.csv", "--hidden", "1", "--epochs", "0")
    #expect(result["parameters"] as? Int == count + 1 + 4)
    #expect(try sandbox.evaluate("wide.csv")["rows"] as? Int == 4)
    #expect(try sandbox.lines("predict", "m.safetensors", "wide.csv").count == 5)
    #expect(Date().timeIntervalSince(start) < 25)
  }
}
