extension CompletionWords {
  /// The script for bash, from version 3.2 on.
  var bash: String {
    let names = (groups.map(\.name) + others.map(\.name)).joined(separator: " ")
    return """
      # bash completion for \(program), as `\(program) completions bash` prints it
      \(function)() {
        local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" reply
        local options="" values="" files=yes
        COMPREPLY=()
        # An equals sign is a word of its own.
        if [ "$word" = "=" ]; then
          word=""
        elif [ "$before" = "=" ]; then
          before="${COMP_WORDS[COMP_CWORD-2]}"
        fi
        if [ "$COMP_CWORD" = 1 ]; then
          options="--version" values="\(names)"
        else
          case "${COMP_WORDS[1]}" in
      \(groups.map(bashCase).joined(separator: "\n"))
      \(others.map(bashCase).joined(separator: "\n"))
          esac
        fi
        if [[ "$word" == -* ]]; then
          set -- -W "$options --help" -- "$word"
        elif [[ -n "$values" && "$word" == *,* ]]; then
          set -- -P "${word%,*}," -W "$values" -- "${word##*,}"
        elif [ -n "$values" ]; then
          set -- -W "$values" -- "$word"
        elif [ -n "$files" ]; then
          compopt -o filenames 2>/dev/null
          set -- -f -- "$word"
        else
          return
        fi
        while IFS= read -r reply; do COMPREPLY+=("$reply"); done < <(compgen "$@")
      }
      complete -F \(function) \(program)

      """
  }

  private func bashCase(_ other: (name: String, summary: String, words: [String])) -> String {
    "      \(other.name)) values=\"\(other.words.joined(separator: " "))\" ;;"
  }

  private func bashCase(_ group: Group) -> String {
    let options = group.entries.flatMap(\.spellings).joined(separator: " ")
    var lines = ["      \(group.name))", "        options=\"\(options)\""]
    if let argument = group.firstArgument {
      lines.append(
        "        [ \"$COMP_CWORD\" = 2 ] && values=\"\(argument.choices.joined(separator: " "))\"")
    }
    var cases = group.entries.filter { !$0.choices.isEmpty }.map { entry in
      "\(entry.spellings.joined(separator: "|"))) values=\"\(entry.choices.joined(separator: " "))\" ;;"
    }
    let others = group.entries.filter { $0.takesValue && $0.choices.isEmpty && !$0.takesFile }
    if !others.isEmpty {
      cases.append("\(others.flatMap(\.spellings).joined(separator: "|"))) files=\"\" ;;")
    }
    if !cases.isEmpty {
      lines += ["        case \"$before\" in"] + cases.map { "          " + $0 } + ["        esac"]
    }
    return (lines + ["        ;;"]).joined(separator: "\n")
  }
}
