/// Values at the nodes of a grid over an area, and the regions in which they exceed a level.
struct ValueGrid {
  /// The number of cells across and down.
  let count: Int
  let area: Rectangle
  /// `[rows][columns]` of nodes, the top row first.
  let values: [Double]

  /// - Parameter values: `(count + 1)²` values.
  init(count: Int, area: Rectangle, values: [Double]) {
    precondition(values.count == (count + 1) * (count + 1), "a value for each node")
    (self.count, self.area, self.values) = (count, area, values)
  }

  private func value(_ row: Int, _ column: Int) -> Double { values[row * (count + 1) + column] }

  private func node(_ row: Int, _ column: Int) -> Point {
    Point(
      area.x + area.width * Double(column) / Double(count),
      area.y + area.height * Double(row) / Double(count))
  }

  /// The corners of a cell in their order, with their values above `level`.
  private func corners(_ row: Int, _ column: Int, _ level: Double) -> [(point: Point, value: Double)] {
    [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)].map {
      (node($0.0, $0.1), value($0.0, $0.1) - level)
    }
  }

  private static func crossing(
    _ a: (point: Point, value: Double), _ b: (point: Point, value: Double)
  ) -> Point {
    let t = a.value / (a.value - b.value)
    return Point(a.point.x + (b.point.x - a.point.x) * t, a.point.y + (b.point.y - a.point.y) * t)
  }

  /// The path around all places whose value is at least `level`.
  func region(atLeast level: Double) -> String {
    var data = ""
    for row in 0..<count {
      var start: Int?
      /// Ends the run of whole cells before `column`.
      func close(_ column: Int) {
        guard let first = start else { return }
        let (a, b) = (node(row, first), node(row + 1, column))
        data += Canvas.outline([a, Point(b.x, a.y), b, Point(a.x, b.y)])
        start = nil
      }
      for column in 0..<count {
        let corners = corners(row, column, level)
        if corners.allSatisfy({ $0.value >= 0 }) {
          start = start ?? column
          continue
        }
        close(column)
        guard corners.contains(where: { $0.value >= 0 }) else { continue }
        var outline: [Point] = []
        for (index, corner) in corners.enumerated() {
          let next = corners[(index + 1) % 4]
          if corner.value >= 0 { outline.append(corner.point) }
          if (corner.value >= 0) != (next.value >= 0) { outline.append(Self.crossing(corner, next)) }
        }
        data += Canvas.outline(outline)
      }
      close(count)
    }
    return data
  }

  /// The lines along which the value is `level`.
  func contour(at level: Double) -> String {
    var data = ""
    for row in 0..<count {
      for column in 0..<count {
        let corners = corners(row, column, level)
        let crossings = corners.indices.compactMap { index -> Point? in
          let next = corners[(index + 1) % 4]
          return (corners[index].value >= 0) != (next.value >= 0) ? Self.crossing(corners[index], next) : nil
        }
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
          data += Canvas.pathData([crossings[pair], crossings[pair + 1]])
        }
      }
    }
    return data
  }
}
