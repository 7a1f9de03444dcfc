/// Values at the nodes of a grid over an area, and the regions in which they exceed a level.
///
/// Between nodes values are interpolated. Outlines are simplified by less than can be seen.
struct ValueGrid {
  /// The number of cells across and down.
  let count: Int
  let area: Rectangle
  /// `[rows][columns]` of nodes, the top row first.
  let values: [Double]

  /// By how much an outline may differ from the interpolated one, in units of the picture.
  private static let tolerance = 0.15

  /// - Parameter values: `(count + 1)²` values.
  init(count: Int, area: Rectangle, values: [Double]) {
    precondition(values.count == (count + 1) * (count + 1), "a value for each node")
    (self.count, self.area, self.values) = (count, area, values)
  }

  /// The path around all places whose value is at least `level`.
  func region(atLeast level: Double) -> String {
    chains(of: outline(of: level)).map { chain in
      let points = Polyline.simplified(chain.map { point($0, level) }, tolerance: Self.tolerance)
      // The path closes itself.
      return Canvas.outline(points.dropLast())
    }.joined()
  }

  /// The lines along which the value is `level`.
  func contour(at level: Double) -> String {
    // What leads along the frame of the grid is an edge of the region, and no line.
    let edges = outline(of: level).filter { $0.from.side != .node && $0.to.side != .node }
    return chains(of: edges).map { chain in
      Canvas.pathData(Polyline.simplified(chain.map { point($0, level) }, tolerance: Self.tolerance))
    }.joined()
  }
}

extension ValueGrid {
  /// A corner of an outline: a node, or the place between a node and the next one to the right or below
  /// where the level is crossed.
  private struct Corner: Hashable {
    enum Side { case node, right, below }

    let row: Int
    let column: Int
    let side: Side
  }

  /// A part of an outline, with the region to its right.
  private struct Edge: Hashable {
    let from: Corner
    let to: Corner

    var reversed: Edge { Edge(from: to, to: from) }
  }

  private func value(_ row: Int, _ column: Int) -> Double { values[row * (count + 1) + column] }

  private func point(_ corner: Corner, _ level: Double) -> Point {
    let (row, column) = (corner.row, corner.column)
    let across = corner.side == .right ? 1 : 0
    let down = corner.side == .below ? 1 : 0
    let (a, b) = (value(row, column) - level, value(row + down, column + across) - level)
    let crossing = corner.side == .node ? 0 : a / (a - b)
    let part = crossing.isFinite ? crossing : 0.5
    return Point(
      area.x + area.width * (Double(column) + part * Double(across)) / Double(count),
      area.y + area.height * (Double(row) + part * Double(down)) / Double(count))
  }

  /// The edges between what is at least `level` and what is not, or is outside of the grid.
  private func outline(of level: Double) -> [Edge] {
    var (edges, open) = ([Edge](), Set<Edge>())
    for row in 0..<count {
      for column in 0..<count {
        let corners = cell(row, column, level)
        for (index, corner) in corners.enumerated() {
          let edge = Edge(from: corner, to: corners[(index + 1) % corners.count])
          // Two cells that both belong to the region have no edge between them.
          if open.remove(edge.reversed) == nil {
            open.insert(edge)
            edges.append(edge)
          }
        }
      }
    }
    return edges.filter { open.contains($0) }
  }

  /// The part of a cell that is at least `level`, clockwise.
  private func cell(_ row: Int, _ column: Int, _ level: Double) -> [Corner] {
    let nodes = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
    let sides = [
      Corner(row: row, column: column, side: .right), Corner(row: row, column: column + 1, side: .below),
      Corner(row: row + 1, column: column, side: .right), Corner(row: row, column: column, side: .below),
    ]
    let isInside = nodes.map { value($0.0, $0.1) >= level }
    return nodes.indices.flatMap { index -> [Corner] in
      (isInside[index] ? [Corner(row: nodes[index].0, column: nodes[index].1, side: .node)] : [])
        + (isInside[index] != isInside[(index + 1) % 4] ? [sides[index]] : [])
    }
  }

  /// Edges as chains, each as long as it can be; a closed one ends where it begins.
  private func chains(of edges: [Edge]) -> [[Corner]] {
    var next = Dictionary(grouping: edges, by: \.from).mapValues { $0.map(\.to) }
    let ends = Set(edges.map(\.to))
    // Open chains first, from their beginnings.
    let order = edges.filter { !ends.contains($0.from) } + edges
    return order.compactMap { edge in
      var chain = [edge.from]
      while let corner = next[chain[chain.count - 1]]?.popLast() { chain.append(corner) }
      return chain.count > 1 ? chain : nil
    }
  }
}
