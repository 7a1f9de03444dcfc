import BPNet

/// Parses a command's arguments by the GNU conventions.
///
/// `--name value`, `--name=value`, `-o value`, `-ovalue`, several short flags together, options anywhere
/// among the arguments, `--` before arguments that begin with a dash. `-` alone is an argument, and so are
/// negative numbers. The argument after an option is its value even if it begins with a dash, unless it is
/// itself an option.
struct ArgumentParser {
  private let command: String
  private let usage: String
  private let positionals: [any CommandPositional]
  private let optionsByName: [String: any CommandOption]
  private let options: [any CommandOption]
  private let synonyms: [String: String]

  /// A parser for `command` ("bpnet train"), whose `usage` line is the hint for wrong counts.
  ///
  /// - Precondition: no two options share a name.
  init(
    command: String, usage: String, positionals: [any CommandPositional], options: [any CommandOption],
    synonyms: [String: String] = [:]
  ) {
    self.command = command
    self.usage = usage
    self.positionals = positionals
    self.options = options
    self.synonyms = synonyms
    optionsByName = Dictionary(
      uniqueKeysWithValues: options.flatMap { option in option.names.map { ($0, option) } })
  }

  /// The texts of all options and positional arguments.
  private struct Tokens {
    var values: [String: [String]] = [:]
    var positionals: [String] = []
  }

  /// The checked values of all declared options and arguments.
  ///
  /// - Parameter hint: a hint for an option that the command does not have, by its name.
  /// - Throws: `UsageError` for the first error.
  func parse(
    _ arguments: [String], hint: (String) -> String? = { _ in nil }
  ) throws(UsageError) -> ParsedArguments {
    let tokens: Tokens
    do {
      tokens = try tokenize(arguments)
    } catch {
      guard let name = error.unknownOption, synonym(of: name) == nil, let hint = hint(name) else {
        throw error
      }
      throw UsageError(error.message, hint: hint)
    }
    let places = try assign(tokens.positionals)
    var values: [String: any ArgumentBox] = [:]
    for option in options {
      do {
        values[option.names[0]] = try option.box(of: tokens.values[option.names[0]] ?? [])
      } catch {
        throw UsageError(error.message, hint: error.hint ?? (isMissing(option, in: tokens) ? usageHint : nil))
      }
    }
    return ParsedArguments(options: values, positionals: places, texts: tokens.values)
  }

  private var usageHint: String { "usage: \(usage)" }

  private func isMissing(_ option: any CommandOption, in tokens: Tokens) -> Bool {
    option.isRequired && tokens.values[option.names[0]] == nil
  }

  private func tokenize(_ arguments: [String]) throws(UsageError) -> Tokens {
    var tokens = Tokens()
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        tokens.positionals += rest
        break
      } else if argument.hasPrefix("--") {
        try readLong(argument.dropFirst(2), from: &rest, into: &tokens)
      } else if argument.hasPrefix("-"), argument != "-", !isNegativeNumber(argument) {
        try readShort(argument.dropFirst(), from: &rest, into: &tokens)
      } else {
        tokens.positionals.append(argument)
      }
    }
    return tokens
  }

  /// Reads `name` or `name=value`.
  private func readLong(
    _ text: Substring, from rest: inout ArraySlice<String>, into tokens: inout Tokens
  ) throws(UsageError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard name.count > 1, let option = optionsByName[name] else { throw unknown("--\(name)") }
    let attached = parts.count > 1 ? String(parts[1]) : nil
    if option.placeholder == nil {
      if let attached {
        throw UsageError(
          name: "--\(name)", found: "the value \(Printable.quoted(attached))", expected: "no value")
      }
      try add("", to: option, in: &tokens)
    } else {
      let value = if let attached { attached } else { try nextValue(for: option, from: &rest) }
      try add(value, to: option, in: &tokens)
    }
  }

  /// Reads short flags, and one short option with its value after it or in the next argument.
  private func readShort(
    _ text: Substring, from rest: inout ArraySlice<String>, into tokens: inout Tokens
  ) throws(UsageError) {
    var text = text
    while let character = text.popFirst() {
      guard let option = optionsByName[String(character)] else { throw unknown("-\(character)") }
      if option.placeholder == nil {
        try add("", to: option, in: &tokens)
      } else {
        let attached = text.hasPrefix("=") ? text.dropFirst() : text
        let value = if text.isEmpty { try nextValue(for: option, from: &rest) } else { String(attached) }
        try add(value, to: option, in: &tokens)
        return
      }
    }
  }

  private func add(
    _ text: String, to option: any CommandOption, in tokens: inout Tokens
  ) throws(UsageError) {
    guard option.isRepeatable || tokens.values[option.names[0]] == nil else {
      throw UsageError(name: option.spelling, found: "a second time", expected: "at most once")
    }
    tokens.values[option.names[0], default: []].append(text)
  }

  private func nextValue(
    for option: any CommandOption, from rest: inout ArraySlice<String>
  ) throws(UsageError) -> String {
    guard let value = rest.first, !isOption(value) else {
      throw UsageError(
        name: option.spelling, found: "no value", expected: option.expected)
    }
    rest.removeFirst()
    return value
  }

  /// Whether `argument` in the place of a value is another option, because the value is missing.
  private func isOption(_ argument: String) -> Bool {
    if argument.hasPrefix("--") { return true }
    return argument.count == 2 && argument.hasPrefix("-")
      && optionsByName[String(argument.dropFirst())] != nil
  }

  private func isNegativeNumber(_ argument: String) -> Bool {
    guard let next = argument.dropFirst().first, optionsByName[String(next)] == nil else { return false }
    return next == "." || next.isWholeNumber
  }

  private func unknown(_ spelling: String) -> UsageError {
    let name = String(spelling.drop { $0 == "-" })
    let nearest =
      synonym(of: name)
      ?? NearestMatch.suggestion(for: name, among: options.flatMap(\.names) + ["help"])
    var error = UsageError(
      name: Printable.quoted(spelling), found: "an unknown option", expected: "an option of \(command)",
      hint: nearest.map { "did you mean \(dashed($0))?" } ?? "\(command) --help lists the options")
    error.unknownOption = name
    return error
  }

  /// The option that other programs call `name`.
  private func synonym(of name: String) -> String? {
    let plain = name.lowercased().replacing("_", with: "-")
    return synonyms[plain] ?? (plain != name && optionsByName[plain] != nil ? plain : nil)
  }

  private func assign(_ texts: [String]) throws(UsageError) -> [String: any ArgumentBox] {
    var rest = texts[...]
    var values: [String: any ArgumentBox] = [:]
    for positional in positionals {
      guard rest.count >= positional.minimumCount else {
        throw UsageError(
          name: positional.name, found: "nothing", expected: positional.expected, hint: usageHint)
      }
      let own = rest.prefix(positional.maximumCount)
      rest = rest.dropFirst(own.count)
      values[positional.name] = try positional.box(of: Array(own))
    }
    if let extra = rest.first {
      let limit = texts.count - rest.count
      throw UsageError(
        name: "argument \(limit + 1)", found: Printable.quoted(extra),
        expected: limit == 0 ? "no arguments" : "at most \(counted(limit, "argument"))",
        hint: usageHint)
    }
    return values
  }
}
