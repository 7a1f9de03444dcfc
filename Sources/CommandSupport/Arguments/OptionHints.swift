extension String {
  /// This text with `--option value`, or `--flag`, in place of each argument of the library that stands
  /// between backquotes as `name: value`.
  package func namingOptions(_ options: [any CommandOption]) -> String {
    let parts = split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count > 2 else { return self }
    return parts.enumerated().map { index, part in
      guard index % 2 == 1, let colon = part.firstIndex(of: ":") else { return String(part) }
      let value = part[part.index(after: colon)...].drop { $0 == " " }
      guard let option = option(of: part, among: options) else { return "`\(part)`" }
      if option.placeholder == nil { return option.spelling }
      // A word that begins as an option does would be taken for one.
      let looksLikeOption = value.hasPrefix("--")
      return option.spelling + (looksLikeOption ? "=" : " ") + String(value).shellWord
    }.joined()
  }

  /// This hint with options in place of arguments, without the parts that name one of another command; nil if
  /// nothing is left.
  func hint(namingOptions options: [any CommandOption]) -> String? {
    let kept = split(separator: "; ").filter { hint in
      let parts = hint.split(separator: "`", omittingEmptySubsequences: false)
      return parts.indices.allSatisfy { index in
        index % 2 == 0 || !parts[index].contains(":") || index == parts.count - 1
          || option(of: parts[index], among: options) != nil
      }
    }
    return kept.isEmpty ? nil : kept.joined(separator: "; ").namingOptions(options)
  }

  /// The option that sets an argument, or for a flag an argument and its value.
  private func option(of argument: Substring, among options: [any CommandOption]) -> (any CommandOption)? {
    let name = argument.prefix { $0 != ":" }
    return options.first { $0.argument == argument } ?? options.first { $0.argument == name }
  }

  /// This text as a word of a shell: in quotes where it has to be.
  private var shellWord: String {
    let isPlain = allSatisfy { $0.isLetter || $0.isNumber || "_-.,:/=+@%".contains($0) } && !isEmpty
    if isPlain { return self }
    return contains("'") && !contains { "\"$`\\!".contains($0) } ? "\"\(self)\"" : "'\(escapingQuotes)'"
  }

  private var escapingQuotes: String { map { $0 == "'" ? "'\\''" : String($0) }.joined() }
}
