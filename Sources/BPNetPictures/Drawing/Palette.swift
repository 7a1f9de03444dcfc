/// The colours of pictures, each for light and for dark surroundings.
///
/// The series are Okabe and Ito's hues at lightnesses of their own, so that they also differ for eyes without
/// one kind of cones and in print. `Scripts/check-pictures.py` measures contrasts and distances in the
/// pictures themselves.
enum Palette {
  /// A colour by the name of its custom property.
  struct Color: Sendable {
    let name: String
    let light: String
    let dark: String
  }

  /// The number of colours for series; further ones repeat them with other markers and dashes.
  static let seriesCount = 6
  /// The number of steps from little to much.
  static let stepCount = 9
  /// The number of steps from negative to positive, the middle one of which is 0.
  static let signedStepCount = 17
  /// The number of bands between two classes.
  static let bandCount = 8

  /// All colours.
  static let colors: [Color] =
    [
      Color(name: "surface", light: "#ffffff", dark: "#14181d"),
      Color(name: "ink", light: "#1b2126", dark: "#e8ecef"),
      Color(name: "muted", light: "#57606a", dark: "#a3adb7"),
      Color(name: "axis", light: "#6b7680", dark: "#87919b"),
      Color(name: "grid", light: "#e4e8ec", dark: "#2b3239"),
      // Of pages alone: a field with a frame, what is chosen or can be operated, and a field behind that.
      Color(name: "panel", light: "#f9fafb", dark: "#1c2127"),
      Color(name: "accent", light: "#5b3fb0", dark: "#b9a3ff"),
      Color(name: "mark", light: "#efe9ff", dark: "#2d2550"),
    ]
    + list(
      "series", "#00508f #c84b00 #008f66 #b04f92 #574600 #2f8fcf",
      "#4a94e8 #f0731f #3fd6a6 #d883be #f2dc6a #b5deff")
    + list(
      "tint", "#dae4ef #fae5dd #dfeee7 #f5e4ee #e4e1d8 #e9f2fb",
      "#203144 #3f2c25 #223c38 #3a2e3c #3d3d30 #333d48")
    + list(
      "step", "#f1f6fb #d3dfeb #b9cadc #9fb7cf #86a5c2 #7094b6 #3f6c9c #275a89 #0a4a7c",
      "#1d2833 #2b3a48 #394d5f #496176 #58758f #698aa8 #79a0c1 #8ab6dc #9ccdf7")
    + list(
      "on-step", "#1b2126 #1b2126 #1b2126 #1b2126 #1b2126 #1b2126 #ffffff #ffffff #ffffff",
      "#ffffff #ffffff #ffffff #ffffff #ffffff #0c1014 #0c1014 #0c1014 #0c1014")
    + list(
      "signed",
      "#bc4500 #c65e32 #cf7450 #d78a6c #dfa087 #e5b5a2 #ebcabd #f1e0d8 #f5f5f4 "
        + "#d8e1ea #bccedf #a0bad5 #84a7ca #6994bf #4d80b3 #2f6da8 #005a9c",
      "#ff9450 #e2874f #c57a4e #a96d4b #8d6048 #735344 #59463f #403a3a #272d34 "
        + "#2f3c49 #364b60 #3d5b77 #446b8f #4b7ca7 #528dc1 #589eda #5fb0f5")
    + list(
      "band",
      "#bacde1 #cedbe9 #dfe7f1 #f0f4f9 #fdf5f1 #fbe8e1 #f8dcd1 #f5cebf",
      "#294363 #23364d #1e2b3b #19212b #231f20 #352824 #493127 #603b29")

  private static func list(_ name: String, _ light: String, _ dark: String) -> [Color] {
    zip(light.split(separator: " "), dark.split(separator: " ")).enumerated().map { index, values in
      Color(name: "\(name)-\(index)", light: String(values.0), dark: String(values.1))
    }
  }

  /// The declarations of the custom properties, first for light surroundings.
  ///
  /// - Parameters:
  ///   - selector: what they apply to.
  ///   - isUsed: the colours that are needed.
  static func properties(of selector: String, where isUsed: (Color) -> Bool = { _ in true }) -> String {
    let used = colors.filter(isUsed)
    func rule(_ value: (Color) -> String) -> String {
      "\(selector){\(used.map { "--\($0.name):\(value($0))" }.joined(separator: ";"))}"
    }
    return """
      \(rule(\.light))
      @media screen and (prefers-color-scheme:dark){\(rule(\.dark))}

      """
  }
}
