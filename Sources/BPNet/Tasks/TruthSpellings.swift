/// Truth values among words, of which one is written in several ways: yes beside Y, true beside 1.
struct TruthSpellings {
  /// What is written so, for people.
  let text: String

  /// Nil where some words are no truth values, or none is written in two ways that differ in more than case.
  ///
  /// - Parameter noun: what the words are, in the plural.
  init?(among words: [String], noun: String) {
    var groups: [Double: [String]] = [:]
    for word in words {
      guard let value = ColumnCoding(.truth).input(ofWord: word, known: []) else { return nil }
      groups[value, default: []].append(word)
    }
    guard groups.values.contains(where: TruthSpellings.areSeveral) else { return nil }
    let lists = groups.sorted { $0.key < $1.key }.map { listed($0.value) }
    text =
      "\(words.count) \(noun) are spellings of \(counted(groups.count, "truth value")): "
      + lists.joined(separator: "; ")
  }

  private static func areSeveral(_ words: [String]) -> Bool {
    Set(words.map { TruthWord.value(of: $0) == nil ? "" : $0.lowercased() }).count > 1
  }

  /// What to do about them.
  static let remedy = "write each of them in one way"
}
