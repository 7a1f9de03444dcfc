import BPNet
internal import SystemLibrary

/// A program with several commands; it finds the command to run, and answers `--help` and `--version`.
package struct CommandLineInterface: Sendable {
  /// The program's name.
  package let name: String
  /// What the program does, in one line.
  package let summary: String
  /// The commands in the order of the help text.
  package let commands: [Command]
  /// What `help` has beside the commands.
  package let topics: [HelpTopic]
  /// Further paragraphs of the top-level help, as in `Command.notes`.
  package let notes: String?
  /// The lines of `--version`, as text or as JSON.
  private let version: @Sendable (_ asJSON: Bool) throws -> String

  /// A program of `commands`.
  package init(
    name: String, summary: String, commands: [Command], topics: [HelpTopic] = [], notes: String? = nil,
    version: @escaping @Sendable (_ asJSON: Bool) throws -> String
  ) {
    self.name = name
    self.summary = summary
    self.commands = commands
    self.topics = topics
    self.notes = notes
    self.version = version
  }

  /// Runs the program with this process's arguments, and exits.
  package func main() -> Never {
    saveAddressSpace()
    WritableDescriptor.reserveStandardOnes()
    ignoreWriteSignals()
    handleSystemSignals()
    do throws(UsageError) {
      let arguments = try CommandLineInterface.arguments()
      exit(run(arguments, output: .standardOutput(), diagnostics: Diagnostics()).rawValue)
    } catch {
      Diagnostics().report(error)
      exit(ExitCode.usage.rawValue)
    }
  }

  /// This process's arguments without the program's name.
  ///
  /// - Throws: `UsageError` for one that is not UTF-8: its text would name another file.
  private static func arguments() throws(UsageError) -> [String] {
    let texts = CommandLine.arguments
    for (index, text) in texts.enumerated().dropFirst() {
      guard index < CommandLine.argc, let bytes = CommandLine.unsafeArgv[index],
        String(validatingCString: bytes) == text
      else {
        throw UsageError(
          name: Printable.quoted(text), found: "an argument that is not UTF-8", expected: "UTF-8",
          hint: "a file with another name can be given by a link, or as standard input (-)")
      }
    }
    return Array(texts.dropFirst())
  }

  /// Runs the program with `arguments`, without the program's name.
  ///
  /// Help and version are written to `output`, errors to `diagnostics`; commands choose their own outputs.
  package func run(
    _ arguments: [String], output: TextOutput, diagnostics: Diagnostics
  ) -> ExitCode {
    do {
      let code = try dispatch(arguments, output: output, diagnostics: diagnostics)
      try output.flush()
      return code
    } catch {
      diagnostics.report(error)
      return ExitCode(error)
    }
  }

  private func dispatch(
    _ arguments: [String], output: TextOutput, diagnostics: Diagnostics
  ) throws -> ExitCode {
    guard let first = arguments.first else {
      diagnostics.print(helpText(width: Self.helpWidth(of: .standardError)))
      return .usage
    }
    let rest = Array(arguments.dropFirst())
    if first == "help" {
      try output.write(
        try helpText(
          for: rest.filter { !Self.isHelp($0) }, width: Self.helpWidth(of: .standardOutput)))
    } else if first == CompletionShell.command {
      let isHelp = rest.contains(where: Self.isHelp)
      try output.write(
        isHelp
          ? completionHelp(width: Self.helpWidth(of: .standardOutput)) : try completions(for: rest))
    } else if first == "version" {
      try output.write(try answer(to: ["--version"] + rest))
    } else if first.hasPrefix("-") {
      try output.write(try answer(to: arguments))
    } else {
      let command = try command(named: first)
      let options = rest.prefix { $0 != "--" }
      if let index = options.firstIndex(where: Self.isHelp) {
        let isWhole = options[index...].dropFirst().first == "all" || options[index].hasSuffix("=all")
        try output.write(
          command.helpText(
            program: name, width: Self.helpWidth(of: .standardOutput), isWhole: isWhole))
      } else {
        return try run(command, try command.parse(rest, program: name, hint: hint(forOption:)))
      }
    }
    return .success
  }

  /// Runs a command.
  ///
  /// The library's error about an argument is reported under the option that set it.
  private func run(_ command: Command, _ arguments: ParsedArguments) throws -> ExitCode {
    do {
      return try command.run(arguments)
    } catch BPNetError.invalidArgument(let name, let found, let expected) {
      let option = command.sections.lazy.flatMap(\.options).first { $0.argument == name }
      throw BPNetError.invalidArgument(name: option?.spelling ?? name, found: found, expected: expected)
    } catch BPNetError.invalidData(let place, let found, let expected, let hint) {
      let options = command.sections.flatMap(\.options)
      throw BPNetError.invalidData(
        at: place, found: found, expected: expected, hint: hint?.hint(namingOptions: options))
    }
  }

  /// A hint for an option that is another command's.
  private func hint(forOption option: String) -> String? {
    let others = commands.filter { $0.sections.flatMap(\.options).contains { $0.names.contains(option) } }
    guard option.count > 1, !others.isEmpty, others.count <= 3 else { return nil }
    let names = others.map { "\(name) \($0.name)" }.joined(separator: ", ")
    return "\(dashed(option)) is an option of \(names)"
  }

  /// The completions for a shell.
  private func completions(for words: [String]) throws(UsageError) -> String {
    let names = CompletionShell.allCases.map(\.rawValue)
    guard words.count <= 1 else {
      throw UsageError(
        name: CompletionShell.command, found: counted(words.count, "name"),
        expected: "one of \(names.joined(separator: ", "))")
    }
    guard let word = words.first, let shell = CompletionShell(rawValue: word) else {
      throw UsageError(
        name: CompletionShell.command, found: words.isEmpty ? "nothing" : Printable.quoted(words[0]),
        expected: "one of \(names.joined(separator: ", "))",
        hint: words.first.flatMap { didYouMean($0, among: names) })
    }
    return shell.script(for: self)
  }

  /// The output for options without a command.
  private func answer(to arguments: [String]) throws -> String {
    if arguments.contains(where: Self.isHelp) {
      return helpText(width: Self.helpWidth(of: .standardOutput))
    }
    let arguments = arguments.map { $0 == "-V" ? "--version" : $0 }
    let known = ["--help", "-h", "--version", "--json"]
    if let unknown = arguments.first(where: { !known.contains($0) }) {
      let isCommand = commands.contains { $0.name == unknown }
      throw UsageError(
        name: Printable.quoted(isCommand ? arguments[0] : unknown), found: "an unknown option",
        expected: "a command, --help or --version",
        hint: isCommand
          ? "options come after the command's name" : didYouMean(unknown, among: known))
    }
    guard arguments.contains("--version") else {
      throw UsageError(name: arguments[0], found: "no command", expected: "a command, or --version")
    }
    let text = try version(arguments.contains("--json"))
    return text.hasSuffix("\n") ? text : text + "\n"
  }

  private func command(named text: String) throws(UsageError) -> Command {
    guard let command = commands.first(where: { $0.name == text }) else {
      let names = commands.map(\.name)
      throw UsageError(
        name: "command", found: Printable.quoted(text),
        expected: "one of \(names.joined(separator: ", "))", hint: didYouMean(text, among: names))
    }
    return command
  }

  private static func isHelp(_ argument: String) -> Bool {
    argument == "--help" || argument == "-h" || argument == "--help=all"
  }

  private static func helpWidth(of terminal: Terminal) -> Int {
    min(max(terminal.width, 40), 100)
  }
}
