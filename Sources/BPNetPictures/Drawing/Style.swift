/// The class of an element of a picture, which says how it is painted.
struct Style: Hashable, Sendable {
  /// The name of the class.
  let name: String
  /// The name of its colour.
  fileprivate let color: String
  /// The declarations, with `$` for the colour.
  fileprivate let declarations: String

  private init(_ name: String, _ color: String, _ declarations: String) {
    (self.name, self.color, self.declarations) = (name, color, declarations)
  }

  static let surface = Style("surface", "surface", "fill:$")
  static let ink = Style("ink", "ink", "fill:$")
  static let muted = Style("muted", "muted", "fill:$")
  static let inkLine = Style("ink-line", "ink", "fill:none;stroke:$")
  static let axis = Style("axis", "axis", "fill:none;stroke:$")
  static let grid = Style("grid", "grid", "fill:none;stroke:$")
  static let halo = Style("halo", "surface", "stroke:$")
  /// A field without anything in it.
  static let blank = Style("blank", "grid", "fill:$")

  /// A line of series `index`.
  static func line(_ index: Int) -> Style { series("line", index, "series", "fill:none;stroke:$") }
  /// A surface of series `index`.
  static func fill(_ index: Int) -> Style { series("fill", index, "series", "fill:$") }
  /// A surface behind series `index`.
  static func tint(_ index: Int) -> Style { series("tint", index, "tint", "fill:$") }

  private static func series(_ name: String, _ index: Int, _ color: String, _ text: String) -> Style {
    let index = index % Palette.seriesCount
    return Style("\(name)-\(index)", "\(color)-\(index)", text)
  }

  /// A field of step `index` from little to much.
  static func step(_ index: Int) -> Style { Style("step-\(index)", "step-\(index)", "fill:$") }
  /// Text on such a field.
  static func onStep(_ index: Int) -> Style { Style("on-step-\(index)", "on-step-\(index)", "fill:$") }
  /// A field of step `index` from negative to positive.
  static func signed(_ index: Int) -> Style { Style("signed-\(index)", "signed-\(index)", "fill:$") }
  /// Band `index` between two classes.
  static func band(_ index: Int) -> Style { Style("band-\(index)", "band-\(index)", "fill:$") }

  /// The step for a fraction from 0 to 1.
  static func step(ofFraction fraction: Double) -> Int {
    guard fraction.isFinite else { return 0 }
    return Int((min(max(fraction, 0), 1) * Double(Palette.stepCount - 1)).rounded())
  }

  /// The signed step for a fraction from −1 to 1.
  static func signedStep(ofFraction fraction: Double) -> Int {
    let half = Palette.signedStepCount / 2
    guard fraction.isFinite else { return half }
    return half + Int((min(max(fraction, -1), 1) * Double(half)).rounded())
  }
}

extension Style {
  /// The style sheet of pictures with these classes.
  ///
  /// Each colour stands twice, for readers of SVG that know no custom properties.
  ///
  /// - Parameter declaresColors: whether the colours are declared, which a page does for all of its pictures.
  static func sheet(
    _ styles: Set<Style>, selector: String = ".bpnet-picture", declaresColors: Bool = true
  ) -> String {
    let used = styles.sorted { $0.name < $1.name }
    let names = Set(used.map(\.color))
    let light = Dictionary(Palette.colors.map { ($0.name, $0.light) }, uniquingKeysWith: { $1 })
    var text = declaresColors ? Palette.properties(of: selector) { names.contains($0.name) } : ""
    text += "\(selector) text{font-family:\(fonts)}\n"
    for style in used {
      let color = "$"
      let declarations = style.declarations.split(separator: ";").flatMap { declaration -> [String] in
        guard declaration.hasSuffix(color) else { return [String(declaration)] }
        let property = declaration.dropLast()
        return [property + (light[style.color] ?? "#000"), "\(property)var(--\(style.color))"]
      }
      text += "\(selector) .\(style.name){\(declarations.joined(separator: ";"))}\n"
    }
    return text
  }

  /// Every style of the palette, for pages with several pictures.
  static let all: Set<Style> = {
    var styles: Set<Style> = [.surface, .ink, .muted, .inkLine, .axis, .grid, .halo, .blank]
    for index in 0..<Palette.seriesCount { styles.formUnion([.line(index), .fill(index), .tint(index)]) }
    for index in 0..<Palette.stepCount { styles.formUnion([.step(index), .onStep(index)]) }
    for index in 0..<Palette.signedStepCount { styles.insert(.signed(index)) }
    for index in 0..<Palette.bandCount { styles.insert(.band(index)) }
    return styles
  }()

  private static let fonts = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
}
