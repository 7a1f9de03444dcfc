/// A help text made of paragraphs and two-column lists.
struct HelpText {
  typealias Entry = (label: String, help: String)

  /// The maximum length of labels that are on the same line as their explanation.
  private static let longestSharedLabel = 26

  /// The width from which on labels and their explanations stand side by side.
  private static let leastSharedWidth = 60

  private enum Block {
    case lines([String])
    case list(title: String, entries: [Entry])
  }

  private let width: Int
  private var blocks: [Block] = []

  init(width: Int) {
    self.width = width
  }

  /// The whole text, with a line feed at its end.
  var text: String {
    let column = explanationColumn
    let texts = blocks.map { block in
      switch block {
      case .lines(let lines): lines
      case .list(let title, let entries): [title + ":"] + entries.flatMap { lines(for: $0, column: column) }
      }
    }
    return texts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  mutating func add(paragraph: String) {
    blocks.append(.lines(wrapped(paragraph, width: width)))
  }

  /// Adds paragraphs; lines that begin with a space are not wrapped.
  mutating func add(notes: String) {
    let lines = notes.split(separator: "\n", omittingEmptySubsequences: false)
    blocks.append(
      .lines(lines.flatMap { $0.hasPrefix(" ") ? [String($0)] : wrapped(String($0), width: width) }))
  }

  /// Adds a list of labels with explanations under a heading.
  mutating func add(title: String, entries: [Entry]) {
    blocks.append(.list(title: title, entries: entries))
  }

  /// The column of the explanations, the same in all lists.
  private var explanationColumn: Int {
    let lengths = blocks.flatMap { (block) -> [Int] in
      switch block {
      case .lines: []
      case .list(_, let entries): entries.map(\.label.count).filter { $0 <= Self.longestSharedLabel }
      }
    }
    return 2 + (lengths.max() ?? Self.longestSharedLabel) + 2
  }

  private func lines(for entry: Entry, column: Int) -> [String] {
    if width < Self.leastSharedWidth {
      let indent = String(repeating: " ", count: 6)
      return ["  " + entry.label] + wrapped(entry.help, width: width - indent.count).map { indent + $0 }
    }
    let explanation = wrapped(entry.help, width: max(width - column, 20))
    let indented = explanation.map { String(repeating: " ", count: column) + $0 }
    let head = "  " + entry.label
    guard entry.label.count <= Self.longestSharedLabel, let first = indented.first else {
      return [head] + indented
    }
    return [head + first.dropFirst(head.count)] + indented.dropFirst()
  }
}

/// The lines of a text, of at most `width` characters each, broken between words.
///
/// A longer word has a line of its own. Line feeds in the text are kept. Never empty.
func wrapped(_ text: String, width: Int) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
    var lines: [String] = []
    var line = ""
    for word in paragraph.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.displayWidth + 1 + word.displayWidth <= width {
        line += " \(word)"
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return lines + [line]
  }
}
