import BPNet

/// A column of a table in a report: what it is used as, its range, and a small picture of its distribution.
package struct ColumnStrip: Sendable {
  let name: String
  let role: String
  let values: String
  let missingCount: Int
  private let heights: [Double]
  private let label: String

  /// The most rows that distributions are taken from.
  private static let rowLimit = 20_000
  private static let binCount = 22

  /// Column `index` of a table.
  ///
  /// - Parameter role: what it is used as: "input".
  package init(of table: Table, column index: Int, role: String) {
    let column = table.columns[index]
    let rows = Thinning.indices(table.rowCount, limit: Self.rowLimit)
    let cells = rows.map { table[$0, index] }
    let present = cells.filter(\.isFinite)
    name = column.name
    self.role = role
    missingCount = (0..<table.rowCount).count { table[$0, index].isNaN }
    switch column.kind {
    case .number:
      let (low, high) = (present.min() ?? .nan, present.max() ?? .nan)
      let mean = present.reduce(0, +) / Double(present.count)
      func text(_ value: Double) -> String { PictureText.number(value, wholeDigits: 9) }
      values =
        present.isEmpty
        ? "none" : low == high ? "always \(text(low))" : "\(text(low)) to \(text(high)), mean \(text(mean))"
      let counts = Histogram(present, from: low, to: high, count: Self.binCount).counts
      heights = Self.heights(counts)
      label = "Distribution from \(text(low)) to \(text(high))"
    case .text(let words):
      var counts = [Int](repeating: 0, count: words.count)
      for cell in present where counts.indices.contains(Int(cell)) { counts[Int(cell)] += 1 }
      let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
      values =
        order.prefix(3).map { words[$0].shortened(to: 20) }.joined(separator: ", ")
        + (words.count > 3 ? " and \(words.count - 3) more" : "")
      heights = Self.heights(order.prefix(Self.binCount).map { counts[$0] })
      label = "Frequencies of the most frequent words"
    }
  }

  private static func heights(_ counts: [Int]) -> [Double] {
    let most = Double(max(counts.max() ?? 1, 1))
    return counts.map { Double($0) / most }
  }

  /// The distribution as bars.
  var svg: String {
    let (width, height) = (132.0, 30.0)
    let step = width / Double(max(heights.count, 6))
    let bars = heights.enumerated().map { index, fraction -> String in
      guard fraction > 0 else { return "" }
      let bar = max(fraction * (height - 2), 1)
      return "M\(Canvas.coordinate(Double(index) * step)) \(Canvas.coordinate(height - bar))"
        + "h\(Canvas.coordinate(max(step - 1, 0.8)))V\(Canvas.coordinate(height))"
        + "h\(Canvas.coordinate(-max(step - 1, 0.8)))Z"
    }
    return "<svg class=\"bpnet-picture strip\" viewBox=\"0 0 132 30\" role=\"img\" aria-label=\""
      + "\(PictureText.escaped(label))\"><path class=\"fill-0\" d=\"\(bars.joined())\"/></svg>"
  }
}
