/// Two words that people read as one: they differ in case, blanks, the bytes of the same letters, or in how
/// the same number is written.
struct SimilarWords {
  private let first: String
  private let second: String

  /// The first two of some words that look alike; nil where none do.
  ///
  /// - Complexity: O(n) in the bytes.
  init?(among words: [String]) {
    var seen: [String: String] = [:]
    for word in words {
      guard let first = seen.updateValue(word, forKey: SimilarWords.key(word)) else { continue }
      (self.first, second) = (first, word)
      return
    }
    return nil
  }

  /// The first of some words that looks like one of some others, and that one; nil where none does.
  ///
  /// - Complexity: O(n) in the bytes of both.
  init?(_ words: [String], among known: [String]) {
    let knownByKey = Dictionary(
      known.map { (SimilarWords.key($0), $0) }, uniquingKeysWith: { first, _ in first })
    for word in words {
      guard let other = knownByKey[SimilarWords.key(word)] else { continue }
      (first, second) = (word, other)
      return
    }
    return nil
  }

  /// Both words, in quotes where blanks are to be seen.
  var pair: String { difference == "case" ? "\(first) and \(second)" : "'\(first)' and '\(second)'" }

  /// In what they differ.
  var difference: String {
    if first.lowercased().utf8.elementsEqual(second.lowercased().utf8) { return "case" }
    if first == second { return "the bytes of their letters" }
    if SimilarWords.number(first) != nil { return "how the number is written" }
    let (one, other) = (SimilarWords.divided(first), SimilarWords.divided(second))
    return one.elementsEqual(other) ? "blanks" : "case and blanks"
  }

  /// What is the same for words that look alike: strings of the same letters are equal whatever their bytes.
  private static func key(_ word: String) -> String {
    number(word).map { "\($0)" } ?? divided(word.lowercased()).joined(separator: " ")
  }

  /// The number that a word is, if another number cannot have the same value.
  private static func number(_ word: String) -> Double? {
    ClassLabel.value(of: word).flatMap { $0.magnitude < 0x1p53 ? $0 : nil }
  }

  private static func divided(_ word: String) -> [Substring] { word.split(whereSeparator: \.isWhitespace) }
}
