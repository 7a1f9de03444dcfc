extension CompletionWords {
  /// The script for zsh.
  var zsh: String {
    let commands =
      groups.map { "    '\($0.name):\(plain($0.summary))'" }
      + others.map { "    '\($0.name):\(plain($0.summary))'" }
    return """
      #compdef \(program)
      # zsh completion for \(program), as `\(program) completions zsh` prints it
      \(function)() {
        local -a commands
        commands=(
      \(commands.joined(separator: "\n"))
        )
        if (( CURRENT == 2 )) && [[ "$words[2]" == -* ]]; then
          compadd -- --help --version
          return
        elif (( CURRENT == 2 )); then
          _describe -t commands command commands
          return
        fi
        local command="$words[2]"
        shift words
        (( CURRENT-- ))
        case "$command" in
      \(groups.map(zshCase).joined(separator: "\n"))
      \(others.map { "    \($0.name)) _arguments '1:name:(\($0.words.joined(separator: " ")))' ;;" }
        .joined(separator: "\n"))
        esac
      }
      \(function) "$@"

      """
  }

  private func zshCase(_ group: Group) -> String {
    let options = group.entries.flatMap { entry in
      entry.spellings.map { spelling in "        '\(specification(entry, spelling))'" }
    }
    let argument = group.firstArgument.map {
      ["        '1:\($0.name):(\($0.choices.joined(separator: " ")))'"]
    }
    let ends = ["        '--help[print this help]'"] + (argument ?? []) + ["        '*:file:_files'"]
    let lines = options + ends
    return "    \(group.name))\n      _arguments -s -S \\\n\(lines.joined(separator: " \\\n"))\n      ;;"
  }

  /// `--task=[what is learnt]:NAME:(classify regress)`; a value may follow the equals sign or be a word.
  private func specification(_ entry: Entry, _ spelling: String) -> String {
    let repeated = entry.option.isRepeatable ? "*" : ""
    let help = "[\(plain(entry.help))]"
    guard let placeholder = entry.option.placeholder else { return repeated + spelling + help }
    let names = entry.choices.joined(separator: " ")
    let values =
      entry.takesList
      ? "_values -s , name \(names)"
      : names.isEmpty ? (entry.takesFile ? "_files" : " ") : "(\(names))"
    let equals = spelling.hasPrefix("--") ? "=" : ""
    return "\(repeated)\(spelling)\(equals)\(help):\(placeholder.filter { $0.isLetter }):\(values)"
  }

  /// A text without what a specification ends at.
  private func plain(_ text: String) -> String {
    text.replacing("'", with: "’").filter { !":[]\\".contains($0) }
  }
}
