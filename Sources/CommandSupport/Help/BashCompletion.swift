extension CompletionWords {
  /// The script for bash.
  var bash: String {
    let names = (groups.map(\.name) + others.map(\.name) + ["--help", "--version"]).joined(separator: " ")
    return """
      # bash completion for \(program), as `\(program) completions bash` prints it
      \(function)() {
        local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"
        local options="" values=""
        COMPREPLY=()
        if [ "$COMP_CWORD" = 1 ]; then
          mapfile -t COMPREPLY < <(compgen -W "\(names)" -- "$word")
          return
        fi
        case "${COMP_WORDS[1]}" in
      \(groups.map(bashCase).joined(separator: "\n"))
      \(others.map(bashCase).joined(separator: "\n"))
        esac
        if [ -n "$values" ]; then
          mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
        elif [[ "$word" == -* ]]; then
          mapfile -t COMPREPLY < <(compgen -W "$options --help" -- "$word")
        else
          compopt -o filenames 2>/dev/null
          mapfile -t COMPREPLY < <(compgen -f -- "$word")
        fi
      }
      complete -F \(function) \(program)

      """
  }

  private func bashCase(_ other: (name: String, summary: String, words: [String])) -> String {
    "    \(other.name)) values=\"\(other.words.joined(separator: " "))\" ;;"
  }

  private func bashCase(_ group: Group) -> String {
    let options = group.entries.flatMap(\.spellings).joined(separator: " ")
    let values = group.entries.filter { !$0.choices.isEmpty }.map { entry in
      "        \(entry.spellings.joined(separator: "|"))) "
        + "values=\"\(entry.choices.joined(separator: " "))\" ;;"
    }
    let choice =
      values.isEmpty
      ? "" : "\n      case \"$before\" in\n\(values.joined(separator: "\n"))\n      esac"
    return "    \(group.name))\n      options=\"\(options)\"\(choice)\n      ;;"
  }
}
