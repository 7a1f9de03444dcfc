import BPNet
import CommandSupport

extension TrainingRecipe.HiddenLayers {
  private static let expected =
    "none, auto, auto:A with A of at least 1, auto:search, or an integer from 1 to 1000000000, or several "
    + "separated by commas or x"

  /// Reads `none`, `64,32`, `64x32`, `auto`, `auto:3` or `auto:search`.
  static let parser = ValueParser<TrainingRecipe.HiddenLayers>(expected: expected, render: \.description) {
    (text) throws(ValueMismatch) in
    switch text {
    case "none": return .sizes([])
    case "auto": return .automatic()
    case "auto:search": return .search
    case _ where text.hasPrefix("auto:"):
      guard let offset = size(text.dropFirst("auto:".count)) else { throw ValueMismatch(expected: expected) }
      return .automatic(offset: offset)
    default:
      var sizes: [Int] = []
      for part in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "," || $0 == "x" }) {
        guard let size = size(part) else {
          let isZero = Int(part) == 0
          throw ValueMismatch(
            found: part.isEmpty ? text : String(part), expected: expected,
            hint: isZero ? "--hidden none is a network without hidden layers" : nil)
        }
        sizes.append(size)
      }
      return .sizes(sizes)
    }
  }

  private static func size(_ text: Substring) -> Int? {
    Int(text).flatMap { 1...1_000_000_000 ~= $0 ? $0 : nil }
  }
}
