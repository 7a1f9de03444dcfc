import BPNet
import CommandSupport

/// What `--hidden` says.
enum HiddenLayers: Sendable {
  /// These sizes.
  case sizes([Int])
  /// One layer of √(inputs + outputs) + `offset` neurons.
  case automatic(offset: Int)
  /// The best of several offsets.
  case search

  private static let expected =
    "auto, auto:A with A of at least 1, auto:search, or an integer from 1 to 1000000000, or several separated "
    + "by commas or x"

  /// Reads `64,32`, `64x32`, `auto`, `auto:3` or `auto:search`.
  static let parser = ValueParser<HiddenLayers>(expected: expected, render: render) {
    (text) throws(ValueMismatch) in
    switch text {
    case "auto": return .automatic(offset: 5)
    case "auto:search": return .search
    case _ where text.hasPrefix("auto:"):
      guard let offset = size(text.dropFirst("auto:".count)) else { throw ValueMismatch(expected: expected) }
      return .automatic(offset: offset)
    default:
      var sizes: [Int] = []
      for part in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "," || $0 == "x" }) {
        guard let size = size(part) else {
          throw ValueMismatch(found: part.isEmpty ? text : String(part), expected: expected)
        }
        sizes.append(size)
      }
      return .sizes(sizes)
    }
  }

  private static func size(_ text: Substring) -> Int? {
    Int(text).flatMap { 1...1_000_000_000 ~= $0 ? $0 : nil }
  }

  @Sendable private static func render(_ layers: HiddenLayers) -> String {
    switch layers {
    case .sizes(let sizes): sizes.map(String.init).joined(separator: ",")
    case .automatic(let offset): offset == 5 ? "auto" : "auto:\(offset)"
    case .search: "auto:search"
    }
  }
}
