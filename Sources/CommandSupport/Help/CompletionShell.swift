/// A shell for which there are completions.
enum CompletionShell: String, CaseIterable {
  case bash, zsh, fish

  /// The name of the command that prints completions.
  static let command = "completions"
  /// What it does.
  static let summary = "Print a shell's completions"

  /// The script that completes a program's commands, options and their names.
  func script(for program: CommandLineInterface) -> String {
    let words = CompletionWords(program)
    return switch self {
    case .bash: words.bash
    case .zsh: words.zsh
    case .fish: words.fish
    }
  }
}

/// What there is to complete, as all shells need it.
struct CompletionWords {
  /// An option of a command.
  struct Entry {
    let option: any CommandOption

    /// All spellings: `-o`, `--model`.
    var spellings: [String] { option.names.map(dashed) }
    /// The first clause of the explanation, or the names where it begins with them.
    var help: String {
      let first = String(option.help.prefix { $0.isLetter || $0.isNumber || $0 == "-" })
      return choices.contains(first) ? CompletionWords.list(choices) : CompletionWords.clause(option.help)
    }
    var choices: [String] { option.choices }
    var takesValue: Bool { option.placeholder != nil }
    /// Whether the value is, or may be, the path of a file or folder.
    var takesFile: Bool { option.placeholder.map(["FILE", "DIR", "MODEL", "PART"].contains) ?? false }
    /// Whether the value may be several names with commas between.
    var takesList: Bool { option.placeholder == "NAMES" && !choices.isEmpty }
  }

  /// A command with its options.
  struct Group {
    let name: String
    let summary: String
    let entries: [Entry]
    /// The name of the first argument, and the names that it may be; nil if it is a file, or there is none.
    let firstArgument: (name: String, choices: [String])?
  }

  let program: String
  let groups: [Group]
  /// The words that are no commands with options, and what may follow each.
  let others: [(name: String, summary: String, words: [String])]

  init(_ program: CommandLineInterface) {
    self.program = program.name
    groups = program.commands.map { command in
      Group(
        name: command.name, summary: command.summary,
        entries: command.sections.flatMap(\.options).map { Entry(option: $0) },
        firstArgument: command.positionals.first.flatMap {
          $0.choices.isEmpty ? nil : ($0.name, $0.choices)
        })
    }
    others = [
      (
        "help", "Explain a command or a topic",
        program.commands.map(\.name) + program.topics.map(\.name)
      ),
      (CompletionShell.command, CompletionShell.summary, CompletionShell.allCases.map(\.rawValue)),
    ]
  }

  var function: String { "_" + program.replacing("-", with: "_") }

  /// The first clause of a text, without what shells would read as their own.
  private static func clause(_ text: String) -> String {
    let end = text.firstIndex { ":;([".contains($0) } ?? text.endIndex
    return String(text[..<end].replacing("'", with: "’").filter { !"\"`\\[]$".contains($0) }).trimmedEnd
  }

  /// As many names as there is room for beside an option.
  private static func list(_ names: [String]) -> String {
    let text = names.joined(separator: ", ")
    guard text.count > 50 else { return text }
    let whole = text.prefix(50)
    return (whole.lastIndex(of: ",").map { whole[...$0] } ?? whole) + " …"
  }
}

extension String {
  /// The text without white space at its end.
  fileprivate var trimmedEnd: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace || last == "," { text.removeLast() }
    return String(text)
  }
}
