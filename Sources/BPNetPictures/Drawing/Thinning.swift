/// Which of many values are drawn: more than a picture can show only makes it large and slow.
enum Thinning {
  /// The most points of a scatter plot.
  static let pointCount = 1500
  /// The most points of a line.
  static let lineCount = 600

  /// Evenly spaced indices below `count`, `limit` at most.
  static func indices(_ count: Int, limit: Int = pointCount) -> [Int] {
    guard count > limit else { return Array(0..<count) }
    return (0..<limit).map { Int((Double($0) + 0.5) * Double(count) / Double(limit)) }
  }

  /// "1,500 of 60,000 points", where not all are drawn.
  static func remark(_ count: Int, limit: Int = pointCount, noun: String = "points") -> String? {
    count > limit ? "\(grouped(limit)) of \(grouped(count)) \(noun) drawn" : nil
  }

  private static func grouped(_ count: Int) -> String { PictureText.grouped(count) }

  /// The points of a line: of each stretch the first, the least, the greatest and the last value.
  static func line(_ points: [Point?], limit: Int = lineCount) -> [Point?] {
    guard points.count > limit else { return points }
    let stretch = (points.count + limit / 4 - 1) / (limit / 4)
    return stride(from: 0, to: points.count, by: stretch).flatMap { start -> [Point?] in
      let part = Array(points[start..<min(start + stretch, points.count)])
      let whole = part.compactMap { $0 }
      guard whole.count == part.count, let least = part.indices.min(by: { whole[$0].y < whole[$1].y }),
        let greatest = part.indices.max(by: { whole[$0].y < whole[$1].y })
      else { return whole.isEmpty ? [nil] : whole.prefix(4).map { $0 } + [nil] }
      return Set([0, least, greatest, part.count - 1]).sorted().map { part[$0] }
    }
  }
}
