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
        if (( CURRENT == 2 )); then
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
    let lines = options + ["        '--help[print this help]'", "        '*:file:_files'"]
    return "    \(group.name))\n      _arguments -s -S \\\n\(lines.joined(separator: " \\\n"))\n      ;;"
  }

  /// `--task[what is learnt]:NAME:(classify regress)`.
  private func specification(_ entry: Entry, _ spelling: String) -> String {
    let repeated = entry.option.isRepeatable ? "*" : ""
    let head = "\(repeated)\(spelling)[\(plain(entry.help))]"
    guard let placeholder = entry.option.placeholder else { return head }
    let values = entry.choices.isEmpty ? "_files" : "(\(entry.choices.joined(separator: " ")))"
    return "\(head):\(placeholder.filter { $0.isLetter }):\(values)"
  }

  /// A text without what a specification ends at.
  private func plain(_ text: String) -> String {
    text.replacing("'", with: "’").filter { !":[]\\".contains($0) }
  }
}
