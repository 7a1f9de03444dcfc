/// One command of a program.
package struct Command: Sendable {
  /// The name that is typed.
  package let name: String
  /// A summary in one line, which begins with a verb and ends without a full stop.
  package let summary: String
  /// The usage line after the command's name: `DATA [options] -o MODEL`.
  package let synopsis: String
  /// The arguments in their order.
  package let positionals: [any CommandPositional]
  /// The options in the order of the help text.
  package let sections: [OptionSection]
  /// The options of the short help; nil means all but those of further sections.
  package let everyday: [EverydayOption]?
  /// Calls that can be typed as they are.
  package let examples: [String]
  /// Other programs' names for options: the name here for each.
  package let synonyms: [String: String]
  /// Further paragraphs of the help text, below the options; lines that begin with a space (examples) are not
  /// wrapped.
  package let notes: String?
  /// Runs the command.
  let run: @Sendable (ParsedArguments) throws -> ExitCode

  /// A command with its options in sections.
  package init(
    name: String, summary: String, synopsis: String, positionals: [any CommandPositional] = [],
    sections: [OptionSection], everyday: [EverydayOption]? = nil, examples: [String] = [],
    synonyms: [String: String] = [:], notes: String? = nil,
    run: @escaping @Sendable (ParsedArguments) throws -> ExitCode
  ) {
    self.name = name
    self.summary = summary
    self.synopsis = synopsis
    self.positionals = positionals
    self.sections = sections
    self.everyday = everyday
    self.examples = examples
    self.synonyms = synonyms
    self.notes = notes
    self.run = run
  }

  /// A command with all options in one section.
  package init(
    name: String, summary: String, synopsis: String, positionals: [any CommandPositional] = [],
    options: [any CommandOption] = [], examples: [String] = [], notes: String? = nil,
    run: @escaping @Sendable (ParsedArguments) throws -> ExitCode
  ) {
    self.init(
      name: name, summary: summary, synopsis: synopsis, positionals: positionals,
      sections: options.isEmpty ? [] : [OptionSection("Options", options)], examples: examples, notes: notes,
      run: run)
  }

  /// The usage line, for a program of the name `program`.
  func usage(program: String) -> String {
    ([program, name, synopsis].filter { !$0.isEmpty }).joined(separator: " ")
  }

  /// The checked arguments of a call.
  ///
  /// - Parameter hint: a hint for an option that the command does not have, by its name.
  /// - Throws: `UsageError` for the first error.
  package func parse(
    _ arguments: [String], program: String, hint: (String) -> String? = { _ in nil }
  ) throws(UsageError) -> ParsedArguments {
    let parser = ArgumentParser(
      command: "\(program) \(name)", usage: usage(program: program), positionals: positionals,
      options: sections.flatMap(\.options), synonyms: synonyms)
    return try parser.parse(arguments, hint: hint)
  }
}

/// Options with the same meaning in all commands.
package enum CommonOptions {
  /// Results as JSON: `--json`.
  package static let json = Option(
    flag: "json", help: "print the results as JSON, one object on one line, with all digits")
  /// No progress and no notes: `--quiet`.
  package static let quiet = Option(
    flag: "quiet", aliases: ["q"], help: "print neither progress nor notes; warnings and errors remain")
}
