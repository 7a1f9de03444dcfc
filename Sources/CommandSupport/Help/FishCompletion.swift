extension CompletionWords {
  /// The script for fish.
  var fish: String {
    let names = groups.map { ($0.name, $0.summary) } + others.map { ($0.name, $0.summary) }
    let commands = names.map { name, summary in
      "complete -c \(program) -n __fish_use_subcommand -f -a \(name) -d '\(plain(summary))'"
    }
    let options = groups.flatMap { group in group.entries.map { fishLine(group, $0) } }
    let words = others.map {
      "complete -c \(program) -n '__fish_seen_subcommand_from \($0.name)' -f "
        + "-a '\($0.words.joined(separator: " "))'"
    }
    return "# fish completion for \(program), as `\(program) completions fish` prints it\n"
      + (commands + options + words).joined(separator: "\n") + "\n"
  }

  private func fishLine(_ group: Group, _ entry: Entry) -> String {
    let names = entry.option.names.map { $0.count == 1 ? "-s \($0)" : "-l \($0)" }
    var parts = [
      "complete -c \(program) -n '__fish_seen_subcommand_from \(group.name)'",
      names.joined(separator: " "), "-d '\(plain(entry.help))'",
    ]
    if entry.takesValue { parts.append("-r") }
    if !entry.choices.isEmpty { parts.append("-f -a '\(entry.choices.joined(separator: " "))'") }
    return parts.joined(separator: " ")
  }

  private func plain(_ text: String) -> String { text.replacing("'", with: "’").filter { $0 != "\\" } }
}
