/// The axes of a picture, and the area that they frame.
struct Frame {
  let x: Scale
  let y: Scale
  let area: Rectangle

  /// The titles of axes.
  struct Titles {
    var x: String?
    var y: String?
  }

  private static let tickSize = 11.5
  private let titles: Titles

  /// Axes within `outer`, with room for the labels of their ticks and their titles.
  ///
  /// - Parameters:
  ///   - isSquare: whether the area is as high as it is wide.
  ///   - labelWidth: the room for the labels of `y`; nil means what they need. Frames of the same room stand
  ///     below each other.
  init(
    in outer: Rectangle, x: Scale, y: Scale, titles: Titles = Titles(), isSquare: Bool = false,
    labelWidth: Double? = nil
  ) {
    let widest = labelWidth ?? Self.labelWidth(of: y)
    let last = x.ticks.last.map { PictureText.width($0.label, size: Self.tickSize) / 2 } ?? 0
    var area = outer.inset(
      left: min(widest, 90) + 9 + (titles.y == nil ? 0 : 19), top: 7, right: max(last - 2, 8),
      bottom: 21 + (titles.x == nil ? 0 : 18))
    if isSquare {
      let side = min(area.width, area.height)
      area = Rectangle(area.x + (area.width - side) / 2, area.y, side, side)
    }
    (self.x, self.y, self.area, self.titles) = (x, y, area, titles)
  }

  /// The room that the labels of a vertical scale need.
  static func labelWidth(of scale: Scale) -> Double {
    scale.ticks.map { PictureText.width($0.label, size: tickSize) }.max() ?? 0
  }

  /// The place of a pair of values; nil if one has none.
  func point(_ x: Double, _ y: Double) -> Point? {
    guard let across = self.x.fraction(x), let up = self.y.fraction(y) else { return nil }
    return Point(area.x + across * area.width, area.bottom - up * area.height)
  }

  func horizontal(_ value: Double) -> Double? { x.fraction(value).map { area.x + $0 * area.width } }
  func vertical(_ value: Double) -> Double? { y.fraction(value).map { area.bottom - $0 * area.height } }
}

extension Canvas {
  /// The axes: grid lines behind the area, ticks with labels, and titles.
  mutating func draw(_ frame: Frame, hasGrid: Bool = true) { frame.draw(on: &self, hasGrid: hasGrid) }
}

extension Frame {
  fileprivate func draw(on canvas: inout Canvas, hasGrid: Bool) {
    let labelled = labelledTicks
    for (index, tick) in x.ticks.enumerated() {
      guard let place = horizontal(tick.value) else { continue }
      if hasGrid {
        canvas.line(from: Point(place, area.y), to: Point(place, area.bottom), .grid)
      } else {
        canvas.line(from: Point(place, area.bottom), to: Point(place, area.bottom + 4), .axis)
      }
      guard labelled.contains(index) else { continue }
      canvas.text(
        tick.label, at: Point(place, area.bottom + 16), .muted, anchor: .middle, size: Self.tickSize)
    }
    var top = Double.infinity
    for tick in y.ticks {
      guard let place = vertical(tick.value) else { continue }
      if hasGrid {
        canvas.line(from: Point(area.x, place), to: Point(area.right, place), .grid)
      } else {
        canvas.line(from: Point(area.x - 4, place), to: Point(area.x, place), .axis)
      }
      guard top - place >= 13 else { continue }
      canvas.text(
        tick.label, at: Point(area.x - 7, place + 4), .muted, anchor: .end, size: Self.tickSize, limit: 90)
      top = place
    }
    canvas.line(from: Point(area.x, area.bottom), to: Point(area.right, area.bottom), .axis)
    canvas.line(from: Point(area.x, area.y), to: Point(area.x, area.bottom), .axis)
    if let title = titles.x {
      canvas.text(
        title, at: Point(area.middle, area.bottom + 35), .ink, anchor: .middle, limit: area.width + 40)
    }
    if let title = titles.y {
      let widest = Self.labelWidth(of: y)
      canvas.text(
        title, at: Point(area.x - min(widest, 90) - 15, area.y + area.height / 2), .ink, anchor: .middle,
        limit: area.height + 20, rotation: -90)
    }
  }
}

extension Frame {
  /// The ticks of `x` that have a label: of a linear scale every one, or every second, third and so on, with
  /// 0 among them; of a logarithmic scale all but those that would touch the one before.
  private var labelledTicks: Set<Int> {
    let ends = x.ticks.map { tick in
      horizontal(tick.value).map { place in
        let half = PictureText.width(tick.label, size: Self.tickSize) / 2
        return (left: place - half, right: place + half)
      }
    }
    func apart(_ indices: [Int]) -> [Int] {
      var end = -Double.infinity
      return indices.filter { index in
        guard let label = ends[index], label.left > end + 4 else { return false }
        end = label.right
        return true
      }
    }
    let places = ends.indices.filter { ends[$0] != nil }
    guard !x.isLogarithmic, let first = places.first else { return Set(apart(places)) }
    let origin = places.first { x.ticks[$0].value == 0 } ?? first
    for step in 1...max(places.count, 1) {
      let indices = places.filter { ($0 - origin).isMultiple(of: step) }
      if apart(indices) == indices { return Set(indices) }
    }
    return [origin]
  }

  /// The same with the left and right sides of another frame.
  func aligned(with other: Frame) -> Frame {
    Frame(
      x: x, y: y, titles: titles,
      area: Rectangle(other.area.x, area.y, other.area.width, area.height))
  }

  private init(x: Scale, y: Scale, titles: Titles, area: Rectangle) {
    (self.x, self.y, self.titles, self.area) = (x, y, titles, area)
  }
}
