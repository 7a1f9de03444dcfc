extension String {
  /// This text with `--option value`, or `--flag`, in place of each argument of the library that stands
  /// between backquotes as `name: value`.
  package func namingOptions(_ options: [any CommandOption]) -> String {
    let parts = split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count > 2 else { return self }
    return parts.enumerated().map { index, part in
      guard index % 2 == 1, let colon = part.firstIndex(of: ":") else { return String(part) }
      let (name, value) = (part[..<colon], part[part.index(after: colon)...].drop { $0 == " " })
      guard let option = options.first(where: { $0.argument == name }) else { return "`\(part)`" }
      if option.placeholder == nil { return option.spelling }
      let isPlain =
        value.allSatisfy { $0.isLetter || $0.isNumber || "_-.,:/=+@%".contains($0) }
        && !value.isEmpty
      return "\(option.spelling) \(isPlain ? String(value) : "'\(value)'")"
    }.joined()
  }
}
