/// A point of a picture.
struct Point: Equatable, Sendable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
}

/// A rectangle of a picture.
struct Rectangle: Equatable, Sendable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  init(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  var right: Double { x + width }
  var bottom: Double { y + height }
  var middle: Double { x + width / 2 }

  func inset(left: Double = 0, top: Double = 0, right: Double = 0, bottom: Double = 0) -> Rectangle {
    Rectangle(x + left, y + top, max(width - left - right, 1), max(height - top - bottom, 1))
  }
}

/// The elements of a picture as SVG, and the styles that they have.
struct Canvas {
  private(set) var content = ""
  private(set) var styles: Set<Style> = []

  enum Anchor: String { case start, middle, end }

  /// A coordinate with one digit after the point at most.
  static func coordinate(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e6 else { return "0" }
    let tenths = Int((value * 10).rounded())
    let (whole, rest) = (tenths.magnitude / 10, tenths.magnitude % 10)
    return (tenths < 0 ? "-" : "") + "\(whole)" + (rest == 0 ? "" : ".\(rest)")
  }

  private func at(_ value: Double) -> String { Self.coordinate(value) }

  private mutating func classes(_ styles: [Style]) -> String {
    self.styles.formUnion(styles)
    return "class=\"\(styles.map(\.name).joined(separator: " "))\""
  }

  mutating func rectangle(_ r: Rectangle, _ styles: Style..., radius: Double = 0, extra: String = "") {
    let round = radius > 0 ? " rx=\"\(at(radius))\"" : ""
    content += "<rect \(classes(styles)) x=\"\(at(r.x))\" y=\"\(at(r.y))\" width=\"\(at(r.width))\" "
    content += "height=\"\(at(r.height))\"\(round)\(extra)/>\n"
  }

  mutating func line(
    from a: Point, to b: Point, _ style: Style, width: Double = 1, dash: String? = nil
  ) {
    content += "<line \(classes([style])) x1=\"\(at(a.x))\" y1=\"\(at(a.y))\" x2=\"\(at(b.x))\" "
    content += "y2=\"\(at(b.y))\" stroke-width=\"\(at(width))\"\(dashes(dash))/>\n"
  }

  private func dashes(_ dash: String?) -> String { dash.map { " stroke-dasharray=\"\($0)\"" } ?? "" }

  /// A path of SVG's commands.
  mutating func path(_ data: String, _ styles: Style..., width: Double? = nil, dash: String? = nil) {
    guard !data.isEmpty else { return }
    let stroke = width.map { " stroke-width=\"\(at($0))\" stroke-linejoin=\"round\"" } ?? ""
    content += "<path \(classes(styles)) d=\"\(data)\"\(stroke)\(dashes(dash))/>\n"
  }

  /// A line through points, with a gap at each nil.
  mutating func polyline(_ points: [Point?], _ style: Style, width: Double = 2, dash: String? = nil) {
    path(Self.pathData(points), style, width: width, dash: dash)
  }

  /// The path through points, with a gap at each nil; a point alone is a short line.
  static func pathData(_ points: [Point?]) -> String {
    var (data, isOpen) = ("", false)
    for (index, point) in points.enumerated() {
      guard let point else {
        isOpen = false
        continue
      }
      data += "\(isOpen ? "L" : "M")\(coordinate(point.x)) \(coordinate(point.y))"
      let isAlone = !isOpen && (index + 1 == points.count || points[index + 1] == nil)
      if isAlone { data += "h.1" }
      isOpen = true
    }
    return data
  }

  /// The closed path through points, in steps from each to the next, which is short where there are many.
  static func outline(_ points: some Sequence<Point>) -> String {
    let tenths = points.map { (x: Int(($0.x * 10).rounded()), y: Int(($0.y * 10).rounded())) }
    guard let first = tenths.first else { return "" }
    func text(_ tenths: Int) -> String { coordinate(Double(tenths) / 10) }
    var data = "M\(text(first.x)) \(text(first.y))"
    for (a, b) in zip(tenths, tenths.dropFirst()) where a != b {
      let (x, y) = (b.x - a.x, b.y - a.y)
      data += y == 0 ? "h\(text(x))" : x == 0 ? "v\(text(y))" : "l\(text(x))\(y < 0 ? "" : " ")\(text(y))"
    }
    return data + "Z"
  }

  mutating func circle(_ center: Point, radius: Double, _ styles: Style..., extra: String = "") {
    content += "<circle \(classes(styles)) cx=\"\(at(center.x))\" cy=\"\(at(center.y))\" "
    content += "r=\"\(at(radius))\"\(extra)/>\n"
  }

  /// A line of text, shortened to `limit`.
  mutating func text(
    _ text: String, at point: Point, _ style: Style = .ink, anchor: Anchor = .start, size: Double = 12,
    isBold: Bool = false, limit: Double = .infinity, rotation: Double? = nil
  ) {
    let shown = PictureText.fitted(text, width: limit, size: isBold ? size * 1.08 : size)
    let turn = rotation.map { " transform=\"rotate(\(at($0)) \(at(point.x)) \(at(point.y)))\"" } ?? ""
    content += "<text \(classes([style])) x=\"\(at(point.x))\" y=\"\(at(point.y))\" font-size=\"\(at(size))\""
    if anchor != .start { content += " text-anchor=\"\(anchor.rawValue)\"" }
    if isBold { content += " font-weight=\"600\"" }
    content += "\(turn)>\(PictureText.escaped(shown))</text>\n"
  }

  /// What `body` draws, cut off outside a rectangle; its coordinates stay those of the picture.
  mutating func clipped(to r: Rectangle, _ body: (inout Canvas) -> Void) {
    let box = [r.x, r.y, r.width, r.height].map(at)
    content += "<svg x=\"\(box[0])\" y=\"\(box[1])\" width=\"\(box[2])\" height=\"\(box[3])\" "
    content += "viewBox=\"\(box.joined(separator: " "))\">\n"
    body(&self)
    content += "</svg>\n"
  }

  /// Another picture's elements, moved.
  mutating func embed(_ picture: Picture, at point: Point) {
    content += "<g transform=\"translate(\(at(point.x)) \(at(point.y)))\">\n\(picture.content)</g>\n"
    styles.formUnion(picture.styles)
  }
}
