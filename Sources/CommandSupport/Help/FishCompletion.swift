extension CompletionWords {
  /// The script for fish.
  var fish: String {
    let names = groups.map { ($0.name, $0.summary) } + others.map { ($0.name, $0.summary) }
    let commands = names.map { name, summary in
      "complete -c \(program) -n __fish_use_subcommand -f -a \(name) -d '\(plain(summary))'"
    }
    let options = groups.flatMap { group in
      group.entries.map { fishLine(group, $0) } + fishArguments(of: group)
    }
    let words = others.map {
      "complete -c \(program) -n '__fish_seen_subcommand_from \($0.name)' -f "
        + "-a '\($0.words.joined(separator: " "))'"
    }
    let common = [
      "complete -c \(program) -s h -l help -d 'print this help'",
      "complete -c \(program) -n __fish_use_subcommand -s V -l version -d 'print the version'",
    ]
    return "# fish completion for \(program), as `\(program) completions fish` prints it\n"
      + (commands + options + words + common).joined(separator: "\n") + "\n"
  }

  private func fishLine(_ group: Group, _ entry: Entry) -> String {
    let names = entry.option.names.map { $0.count == 1 ? "-s \($0)" : "-l \($0)" }
    var parts = [
      "complete -c \(program) -n '__fish_seen_subcommand_from \(group.name)'",
      names.joined(separator: " "), "-d '\(plain(entry.help))'",
    ]
    if entry.takesValue { parts.append(entry.takesFile ? "-r" : "-x") }
    let choices = entry.choices.joined(separator: " ")
    if entry.takesList {
      parts.append("-a '(__fish_append , \(choices))'")
    } else if !choices.isEmpty {
      parts.append("-a '\(choices)'")
    }
    return parts.joined(separator: " ")
  }

  /// The line for the first argument, if it is a name.
  private func fishArguments(of group: Group) -> [String] {
    guard let argument = group.firstArgument else { return [] }
    let choices = argument.choices.joined(separator: " ")
    return [
      "complete -c \(program) -n '__fish_seen_subcommand_from \(group.name); "
        + "and not __fish_seen_subcommand_from \(choices)' -f -a '\(choices)'"
    ]
  }

  private func plain(_ text: String) -> String { text.replacing("'", with: "’").filter { $0 != "\\" } }
}
