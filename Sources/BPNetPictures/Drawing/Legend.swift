/// The names of series beside what they look like.
struct Legend {
  /// One series.
  struct Entry {
    enum Symbol {
      case line(Int)
      /// A line with the dashes of another series.
      case plainLine(Style, dash: String?)
      case marker(Int)
      case field(Style)
    }

    let symbol: Symbol
    let name: String
    /// What stands behind the name, and is never shortened.
    var value: String?

    /// The name and the value, with the name shortened so that both are at most `limit` wide.
    func text(limit: Double) -> String {
      guard let value else { return PictureText.fitted(name, width: limit, size: Legend.size) }
      let rest = ": \(value)"
      let room = limit - PictureText.width(rest, size: Legend.size)
      return PictureText.joined(PictureText.fitted(name, width: room, size: Legend.size), rest)
    }
  }

  let entries: [Entry]

  fileprivate static let size = 12.0
  private static let lineHeight = 18.0
  private static let symbolWidth = 24.0
  private static let gap = 14.0

  /// Draws the entries in as many lines as they need, of three at most, and says where they end.
  func draw(on canvas: inout Canvas, in r: Rectangle) -> Double {
    var (x, y) = (r.x, r.y)
    var shown = 0
    // Two of the longest have room in a line.
    let limit = (r.width - Self.gap) / 2 - Self.symbolWidth
    for entry in entries {
      let name = entry.text(limit: limit)
      let width = Self.symbolWidth + PictureText.width(name, size: Self.size) + Self.gap
      if x > r.x, x + width - Self.gap > r.right + 0.5 {
        (x, y) = (r.x, y + Self.lineHeight)
        if y >= r.y + 3 * Self.lineHeight { break }
      }
      Self.draw(entry.symbol, on: &canvas, at: Point(x, y + 8))
      canvas.text(name, at: Point(x + Self.symbolWidth, y + 12), size: Self.size)
      x += width
      shown += 1
    }
    if shown < entries.count {
      canvas.text("and \(entries.count - shown) more", at: Point(r.x, y + 12), .muted, size: Self.size)
    }
    return y + Self.lineHeight
  }

  private static func draw(_ symbol: Entry.Symbol, on canvas: inout Canvas, at p: Point) {
    switch symbol {
    case .line(let index):
      canvas.line(
        from: p, to: Point(p.x + 18, p.y), .line(index), width: 2, dash: Marker.dash(series: index))
    case .plainLine(let style, let dash):
      canvas.line(from: p, to: Point(p.x + 18, p.y), style, width: 2, dash: dash)
    case .marker(let index): canvas.markers([Point(p.x + 10, p.y)], series: index, radius: 4)
    case .field(let style): canvas.rectangle(Rectangle(p.x + 2, p.y - 6, 14, 12), style, radius: 2)
    }
  }
}
