/// A picture as SVG, for light and dark surroundings, with a title and a description for those who cannot
/// see it.
///
/// The same values give the same bytes. Nothing is loaded from elsewhere.
public struct Picture: Sendable {
  /// The title, which stands above the picture too.
  public let title: String
  /// What the picture shows, in a sentence or two.
  public let summary: String
  /// The width in units of SVG, about those of a screen.
  public let width: Double
  /// The height.
  public let height: Double
  /// The elements.
  let content: String
  /// What the elements need of the style sheet.
  let styles: Set<Style>

  /// The width of pictures: legible on a phone and in two columns on a desk.
  static let usualWidth = 440.0
  static let usualHeight = 320.0

  init(title: String, summary: String, width: Double, height: Double, content: String, styles: Set<Style>) {
    (self.title, self.summary) = (title.shortened(200), summary.shortened(1000))
    (self.width, self.height, self.content, self.styles) = (width, height, content, styles)
  }

  /// A picture with its title, remarks and a legend above what `draw` draws.
  ///
  /// - Parameters:
  ///   - caption: a line below the title.
  ///   - legend: the series.
  ///   - draw: draws in the rectangle that is left.
  init(
    title: String, summary: String, caption: String? = nil, legend: [Legend.Entry] = [],
    width: Double = usualWidth, height: Double = usualHeight, draw: (inout Canvas, Rectangle) -> Void
  ) {
    var canvas = Canvas()
    canvas.rectangle(Rectangle(0, 0, width, height), .surface)
    let margin = 14.0
    canvas.text(title, at: Point(margin, 25), size: 15, isBold: true, limit: width - 2 * margin)
    var top = 34.0
    if let caption {
      canvas.text(caption, at: Point(margin, 43), .muted, limit: width - 2 * margin)
      top = 52
    }
    if !legend.isEmpty {
      top =
        Legend(entries: legend).draw(
          on: &canvas, in: Rectangle(margin, top + 2, width - 2 * margin, height - top)) + 2
    }
    draw(&canvas, Rectangle(margin, top, width - 2 * margin, height - top - 10))
    self.init(
      title: title, summary: summary, width: width, height: height, content: canvas.content,
      styles: canvas.styles)
  }
}

extension Picture {
  /// A whole SVG file.
  public var svg: String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + element(id: "picture", style: Style.sheet(styles), isFile: true)
  }

  /// The picture as an element of an HTML page whose style sheet has `Style.all`.
  ///
  /// - Parameter id: the beginning of its ids, another one for each picture of the page.
  func element(id: String) -> String { element(id: id, style: nil, isFile: false) }

  private func element(id: String, style: String?, isFile: Bool) -> String {
    let size = [width, height].map(Canvas.coordinate)
    let space =
      isFile ? " xmlns=\"http://www.w3.org/2000/svg\" width=\"\(size[0])\" height=\"\(size[1])\"" : ""
    return """
      <svg\(space) class="bpnet-picture" viewBox="0 0 \(size[0]) \(size[1])" role="img" \
      aria-labelledby="\(id)-title \(id)-desc">
      <title id="\(id)-title">\(PictureText.escaped(title))</title>
      <desc id="\(id)-desc">\(PictureText.escaped(summary))</desc>
      \(style.map { "<style>\n\($0)</style>\n" } ?? "")\(content)</svg>

      """
  }

  /// Several pictures side by side.
  ///
  /// - Parameter columns: how many stand in a row.
  public static func sheet(_ pictures: [Picture], title: String, columns: Int) -> Picture {
    let columns = max(min(columns, pictures.count), 1)
    let cell = (width: pictures.map(\.width).max() ?? 1, height: pictures.map(\.height).max() ?? 1)
    let rows = (pictures.count + columns - 1) / columns
    let (width, height) = (Double(columns) * cell.width, 44 + Double(rows) * cell.height)
    var canvas = Canvas()
    canvas.rectangle(Rectangle(0, 0, width, height), .surface)
    canvas.text(title, at: Point(14, 30), size: 19, isBold: true, limit: width - 28)
    for (index, picture) in pictures.enumerated() {
      canvas.embed(
        picture,
        at: Point(Double(index % columns) * cell.width, 44 + Double(index / columns) * cell.height))
    }
    let summaries = pictures.map { "\($0.title): \($0.summary)" }
    return Picture(
      title: title, summary: summaries.joined(separator: " "), width: width, height: height,
      content: canvas.content, styles: canvas.styles)
  }
}

extension String {
  fileprivate func shortened(_ count: Int) -> String { PictureText.shortened(self, to: count) }
}
