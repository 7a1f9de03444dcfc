/// A subject of `help` beside the commands, such as an option's values.
package struct HelpTopic: Sendable {
  /// A list or a paragraph of a topic.
  package enum Part: Sendable {
    /// A text, whose lines that begin with a space are not wrapped.
    case text(String)
    /// Names with explanations, under a heading.
    case list(title: String, entries: [(label: String, help: String)])
  }

  /// The name that is typed.
  package let name: String
  /// Other words for it that people may type.
  private let otherNames: [String]
  /// What it is about, in a few words.
  package let summary: String
  /// What there is to say.
  package let parts: [Part]

  /// The given topic.
  package init(_ name: String, otherNames: [String] = [], summary: String, parts: [Part]) {
    self.name = name
    self.otherNames = otherNames
    self.summary = summary
    self.parts = parts
  }

  /// Whether a word is the topic's name or another word for it.
  func isCalled(_ word: String) -> Bool { word == name || otherNames.contains(word) }

  /// The text, in lines of at most `width` columns.
  package func text(width: Int) -> String {
    var text = HelpText(width: width)
    for part in parts {
      switch part {
      case .text(let words): text.add(notes: words)
      case .list(let title, let entries): text.add(title: title, entries: entries.map { ($0.label, $0.help) })
      }
    }
    return text.text
  }
}
