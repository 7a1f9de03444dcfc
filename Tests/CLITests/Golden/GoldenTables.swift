import Foundation

/// The tables of the golden cases: samples of `Examples/Data`, and some made of integers and quotients of
/// them, which are the same on every system.
enum GoldenTables {
  /// Writes the table called `name`, and what belongs to it, into `folder`.
  static func write(_ name: String, into folder: TemporaryFolder) throws {
    _ = try folder.write(text(of: name), to: name)
    if name == "surface.csv" { _ = try folder.write(surface(rows: 200..<240), to: "surface-2.csv") }
    if name == "gaps.csv" { _ = try folder.write(counts(), to: "counts.csv") }
  }

  private static func text(of name: String) throws -> String {
    switch name {
    case "iris.csv": try String(contentsOfFile: CommandSandbox.iris, encoding: .utf8)
    case "digits.csv": try digits()
    case "surface.csv": surface(rows: 0..<97)
    case "gaps.csv": gaps()
    case "counts.csv": counts()
    case "answers.csv": answers()
    case "weighted.csv": weighted()
    case "tags.csv": tags()
    case "series.csv": series()
    case "tall.csv": tall()
    case "exclusive-or.csv": "a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"
    default: throw CocoaError(.fileNoSuchFile)
    }
  }

  /// An integer from 0 to 100, as good as random.
  private static func draw(_ row: Int, _ column: Int) -> Int {
    let mixed = (row &* 7919 &+ column &* 104_729 &+ 12_345) % 1_000_003
    return mixed * mixed % 999_983 % 101
  }

  /// The same as a number from -1 to 1.
  private static func number(_ row: Int, _ column: Int) -> Double { Double(draw(row, column) - 50) / 50 }

  private static func table(_ header: String, rows: Range<Int>, row: (Int) -> [String]) -> String {
    header + "\n" + rows.map { row($0).joined(separator: ",") + "\n" }.joined()
  }

  /// Three inputs and two targets.
  private static func surface(rows: Range<Int>) -> String {
    table("x1,x2,x3,y1,y2", rows: rows) { row in
      let x = (1...3).map { number(row, $0) }
      return [x[0], x[1], x[2], x[0] * x[1] - x[2] / 2, x[0] * x[0] + (x[1] < 0 ? -0.5 : 0.25)].map {
        "\($0)"
      }
    }
  }

  /// Two inputs, some cells of which are missing, and a target.
  private static func gaps() -> String {
    table("x1,x2,y", rows: 0..<60) { row in
      [
        row % 7 == 3 ? "" : "\(number(row, 1))", row % 11 == 5 ? "" : "\(number(row, 2))",
        "\(number(row, 1) / 2 + number(row, 2))",
      ]
    }
  }

  /// Two inputs and a count.
  private static func counts() -> String {
    table("x1,x2,events", rows: 0..<80) { row in
      ["\(number(row, 1))", "\(number(row, 2))", "\((draw(row, 1) + draw(row, 3) / 4) / 20)"]
    }
  }

  /// Two inputs, a weight, and an answer that is seldom yes.
  private static func answers() -> String {
    table("x1,x2,weight,answer", rows: 0..<75) { row in
      [
        "\(number(row, 1))", "\(number(row, 2))", "\(Double(1 + draw(row, 3) % 8) / 4)",
        draw(row, 1) + draw(row, 2) + draw(row, 4) / 3 > 150 ? "yes" : "no",
      ]
    }
  }

  /// Two inputs, a weight, and a number.
  private static func weighted() -> String {
    table("x1,x2,weight,y", rows: 0..<50) { row in
      [
        "\(number(row, 1))", "\(number(row, 2))", "\(draw(row, 3) % 4)",
        "\(number(row, 1) * number(row, 2) + number(row, 5) / 10)",
      ]
    }
  }

  /// Three inputs and three columns of two labels each.
  private static func tags() -> String {
    table("x1,x2,x3,warm,wet,windy", rows: 0..<70) { row in
      let x = (1...3).map { draw(row, $0) }
      return x.map { "\($0)" } + [
        "\(x[0] > 55 ? 1 : 0)", "\(x[0] + x[1] > 90 ? 1 : 0)", x[2] > 30 ? "on" : "off",
      ]
    }
  }

  /// Two series.
  private static func series() -> String {
    table("a,b", rows: 0..<90) { row in
      let phase = row % 12
      return [
        "\(Double(phase * (12 - phase)) / 18 + number(row, 1) / 8)", "\(Double((row % 7) * row) / 200)",
      ]
    }
  }

  /// More rows than one pass takes.
  private static func tall() -> String {
    table("x1,x2,y", rows: 0..<5000) { row in
      [
        "\(number(row, 1))", "\(number(row, 2))",
        "\(number(row, 1) * number(row, 2) + number(row, 3) / 4)",
      ]
    }
  }

  /// The header and the first 380 rows of the digits.
  private static func digits() throws -> String {
    let lines = try String(contentsOfFile: CommandSandbox.digits, encoding: .utf8).split(separator: "\n")
    return lines.prefix(381).joined(separator: "\n") + "\n"
  }
}
