/// One command of a program: how it is called, and what it does.
package struct Command: Sendable {
  /// The name it is called by.
  package let name: String
  /// What it does, in one line that begins with a verb and ends without a full stop.
  package let summary: String
  /// What follows the command's name in its usage line: `DATA [options] -o MODEL`.
  package let synopsis: String
  /// The arguments in their order.
  package let positionals: [any CommandPositional]
  /// The options in the order of the help text.
  package let sections: [OptionSection]
  /// What else the help text says below the options, as paragraphs; lines that begin with a blank are kept
  /// as they are (examples).
  package let notes: String?
  /// Does the work.
  let run: @Sendable (ParsedArguments) throws -> ExitCode

  /// A command with its options in sections.
  package init(
    name: String, summary: String, synopsis: String, positionals: [any CommandPositional] = [],
    sections: [OptionSection], notes: String? = nil,
    run: @escaping @Sendable (ParsedArguments) throws -> ExitCode
  ) {
    self.name = name
    self.summary = summary
    self.synopsis = synopsis
    self.positionals = positionals
    self.sections = sections
    self.notes = notes
    self.run = run
  }

  /// A command whose options need no sections.
  package init(
    name: String, summary: String, synopsis: String, positionals: [any CommandPositional] = [],
    options: [any CommandOption] = [], notes: String? = nil,
    run: @escaping @Sendable (ParsedArguments) throws -> ExitCode
  ) {
    self.init(
      name: name, summary: summary, synopsis: synopsis, positionals: positionals,
      sections: options.isEmpty ? [] : [OptionSection("Options", options)], notes: notes, run: run)
  }

  /// The usage line, for a program of the name `program`.
  func usage(program: String) -> String {
    ([program, name, synopsis].filter { !$0.isEmpty }).joined(separator: " ")
  }

  /// The checked arguments of a call.
  ///
  /// - Throws: `UsageError` for the first thing that is wrong.
  package func parse(_ arguments: [String], program: String) throws(UsageError) -> ParsedArguments {
    let parser = ArgumentParser(
      command: "\(program) \(name)", usage: usage(program: program), positionals: positionals,
      options: sections.flatMap(\.options))
    return try parser.parse(arguments)
  }
}

/// Options that mean the same in every command that has them.
package enum CommonOptions {
  /// Results as JSON: `--json`.
  package static let json = Option(
    flag: "json", help: "print the results as JSON, one object on one line, with all digits")
  /// No progress and no notes: `--quiet`.
  package static let quiet = Option(
    flag: "quiet", aliases: ["q"], help: "print neither progress nor notes; warnings and errors remain")
}
