/// The shape of the points of a series, so that series also differ without their colours.
enum Marker: Int, CaseIterable {
  case circle, square, triangle, diamond, cross, wedge

  /// The marker of series `index`; with the colours they differ for 36 series.
  init(series index: Int) {
    let turn = index / Palette.seriesCount
    self = Self.allCases[(index + turn) % Self.allCases.count]
  }

  /// Dashes of the line of series `index`; nil for the first, which is solid.
  static func dash(series index: Int) -> String? {
    [nil, "7 3", "2 3", "9 3 2 3", "12 4", "4 4"][index % 6]
  }

  /// The outline around a point, of some `radius`.
  func data(at p: Point, radius r: Double) -> String {
    func corners(_ offsets: [(Double, Double)]) -> String {
      offsets.enumerated().map { index, offset in
        let (x, y) = (Canvas.coordinate(p.x + offset.0 * r), Canvas.coordinate(p.y + offset.1 * r))
        return "\(index == 0 ? "M" : "L")\(x) \(y)"
      }.joined() + "Z"
    }
    switch self {
    case .circle:
      let (x, y, d) = (Canvas.coordinate(p.x - r), Canvas.coordinate(p.y), Canvas.coordinate(2 * r))
      let radius = Canvas.coordinate(r)
      return "M\(x) \(y)a\(radius) \(radius) 0 1 0 \(d) 0a\(radius) \(radius) 0 1 0 -\(d) 0Z"
    case .square: return corners([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])
    case .triangle: return corners([(0, -1.2), (1.15, 0.9), (-1.15, 0.9)])
    case .diamond: return corners([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)])
    case .wedge: return corners([(0, 1.2), (1.15, -0.9), (-1.15, -0.9)])
    case .cross:
      let (a, b) = (1.2, 0.42)
      return corners([
        (-b, -a), (b, -a), (b, -b), (a, -b), (a, b), (b, b), (b, a), (-b, a), (-b, b), (-a, b), (-a, -b),
        (-b, -b),
      ])
    }
  }
}

extension Canvas {
  /// The points of series `index`, each with a rim in the colour of the surface.
  ///
  /// A path has its rims above all of its points, so that many of them would hide each other: points that
  /// touch are in different paths.
  mutating func markers(_ points: [Point], series index: Int, radius: Double = 3.4) {
    let marker = Marker(series: index)
    for layer in Layers(points, distance: 2.6 * radius + 0.8).layers {
      let data = layer.map { marker.data(at: $0, radius: radius) }.joined()
      path(data, .fill(index), .halo, width: 0.8)
    }
  }
}

/// Points in layers, in each of which none are too near to each other.
private struct Layers {
  private struct Cell: Hashable {
    let column: Int
    let row: Int
  }

  private(set) var layers: [[Point]] = []
  private var cells: [Cell: [(point: Point, layer: Int)]] = [:]
  private let distance: Double

  /// - Parameter distance: by how much points of a layer differ across or down.
  init(_ points: [Point], distance: Double) {
    self.distance = distance
    for point in points { add(point) }
  }

  private mutating func add(_ point: Point) {
    guard point.x.magnitude < 1e6, point.y.magnitude < 1e6 else { return }
    let cell = Cell(column: Int(point.x / distance), row: Int(point.y / distance))
    var taken: Set<Int> = []
    for (column, row) in [-1, 0, 1].flatMap({ column in [-1, 0, 1].map { (column, $0) } }) {
      for other in cells[Cell(column: cell.column + column, row: cell.row + row)] ?? [] {
        let (x, y) = ((other.point.x - point.x).magnitude, (other.point.y - point.y).magnitude)
        // Of points in one place only the first is seen.
        if x < 0.05, y < 0.05 { return }
        if x < distance, y < distance { taken.insert(other.layer) }
      }
    }
    let layer = (0...layers.count).first { !taken.contains($0) } ?? layers.count
    if layer == layers.count { layers.append([]) }
    layers[layer].append(point)
    cells[cell, default: []].append((point, layer))
  }
}
