/// Lines through points.
enum Polyline {
  /// The line without the points that it passes at most `tolerance` beside (Ramer, Douglas and Peucker).
  ///
  /// Both ends stay; a closed line is divided at the point that is farthest from where it begins.
  static func simplified(_ points: [Point], tolerance: Double) -> [Point] {
    guard let first = points.first, points.count > 2 else { return points }
    var isKept = [Bool](repeating: false, count: points.count)
    isKept[0] = true
    isKept[points.count - 1] = true
    var parts = [(0, points.count - 1)]
    if first == points[points.count - 1] {
      let middle = points.indices.max { first.distance(to: points[$0]) < first.distance(to: points[$1]) } ?? 0
      isKept[middle] = true
      parts = [(0, middle), (middle, points.count - 1)]
    }
    while let (start, end) = parts.popLast() {
      guard end - start > 1 else { continue }
      var (farthest, distance) = (start, tolerance)
      for index in start + 1..<end {
        let this = points[index].distance(toLineFrom: points[start], to: points[end])
        if this > distance { (farthest, distance) = (index, this) }
      }
      guard farthest > start else { continue }
      isKept[farthest] = true
      parts += [(start, farthest), (farthest, end)]
    }
    return points.indices.filter { isKept[$0] }.map { points[$0] }
  }
}

extension Point {
  fileprivate func distance(to other: Point) -> Double {
    ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
  }

  /// The distance to the part of a line between two points.
  fileprivate func distance(toLineFrom a: Point, to b: Point) -> Double {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let square = dx * dx + dy * dy
    guard square > 0 else { return distance(to: a) }
    let part = min(max(((x - a.x) * dx + (y - a.y) * dy) / square, 0), 1)
    return distance(to: Point(a.x + part * dx, a.y + part * dy))
  }
}
