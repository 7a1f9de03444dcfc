import BPNet

/// An option in the short help of a command, with fewer words than in the whole.
package struct EverydayOption: Sendable {
  let option: any CommandOption
  let help: String?

  /// An option, and its explanation; nil takes that of the whole help.
  package init(_ option: any CommandOption, _ help: String? = nil) {
    self.option = option
    self.help = help
  }

  /// Whether it is this option's entry.
  package func isOf(_ option: any CommandOption) -> Bool { self.option.names[0] == option.names[0] }
}

extension Command {
  /// The help text for a program of the name `program`, in lines of at most `width` columns, except for
  /// longer words.
  ///
  /// - Parameter isWhole: whether it has all options and notes, instead of what fits a screen.
  package func helpText(program: String, width: Int, isWhole: Bool = true) -> String {
    var text = HelpText(width: width)
    text.add(paragraph: summary + ".")
    text.add(paragraph: "Usage: \(usage(program: program))")
    if !positionals.isEmpty {
      text.add(title: "Arguments", entries: positionals.map { ($0.name, $0.help) })
    }
    let shown = isWhole ? sections : everydaySections
    for section in shown {
      text.add(title: section.title, entries: section.options.map { entry(for: $0, isWhole: isWhole) })
    }
    let isShort = !isWhole && hasMore
    let help = isShort ? ("-h, --help [all]", "print this help; all has all options and notes") : Self.help
    text.add(title: sections.isEmpty ? "Options" : "Help", entries: [help])
    if !examples.isEmpty {
      text.add(notes: (["Examples:"] + examples.map { "  " + $0 }).joined(separator: "\n"))
    }
    if isShort, let further { text.add(paragraph: further) }
    if isWhole || !isShort, let notes { text.add(notes: notes) }
    return text.text
  }

  private static let help: HelpText.Entry = ("-h, --help", "print this help")

  /// Whether the short help leaves something out.
  private var hasMore: Bool {
    everyday != nil || notes != nil || sections.contains(where: \.isFurther)
  }

  private var everydaySections: [OptionSection] {
    if let everyday { return [OptionSection("Everyday options", everyday.map(\.option))] }
    return sections.filter { !$0.isFurther }
  }

  /// What else there is, by name.
  private var further: String? {
    let shown = Set(everydaySections.flatMap(\.options).map { $0.names[0] })
    let others = sections.flatMap(\.options).filter { !shown.contains($0.names[0]) }.map(\.spelling)
    guard !others.isEmpty else { return nil }
    return everyday == nil
      ? "Further options: \(others.joined(separator: ", "))."
      : "\(others.count) further options, grouped: --help all."
  }

  /// An option's line: its names as typed, and what it does.
  func entry(for option: any CommandOption, isWhole: Bool = true) -> HelpText.Entry {
    let label = Self.label(of: option)
    if !isWhole, let help = everyday?.first(where: { $0.option.names[0] == option.names[0] })?.help {
      return (label, help)
    }
    let brief = [
      CommonOptions.json.names[0]: "results as JSON, with all digits",
      CommonOptions.quiet.names[0]: "neither progress nor notes",
    ]
    if !isWhole, let help = brief[option.names[0]] { return (label, help) }
    let remarks = [
      option.isRequired ? "required" : nil,
      option.isRepeatable ? "may be repeated" : nil,
      option.defaultText.map { "default: \($0)" },
    ].compactMap { $0 }
    return (label, option.help + (remarks.isEmpty ? "" : " [\(remarks.joined(separator: ", "))]"))
  }

  private static func label(of option: any CommandOption) -> String {
    let names = option.names.filter { $0.count == 1 } + option.names.filter { $0.count > 1 }
    return names.map(dashed).joined(separator: ", ") + (option.placeholder.map { " \($0)" } ?? "")
  }
}

extension CommandLineInterface {
  /// The top-level help text, in lines of at most `width` columns, except for longer words.
  ///
  /// - Parameter explainsTopics: whether topics have a line each.
  package func helpText(width: Int, explainsTopics: Bool = false) -> String {
    var text = HelpText(width: width)
    text.add(paragraph: summary + ".")
    text.add(paragraph: "Usage: \(name) COMMAND [arguments]")
    text.add(title: "Commands", entries: commands.map { ($0.name, $0.summary) })
    if !topics.isEmpty, !explainsTopics {
      text.add(paragraph: "Topics of \(name) help: \(topics.map(\.name).joined(separator: ", ")).")
    } else if !topics.isEmpty {
      text.add(title: "Topics of \(name) help", entries: topics.map { ($0.name, $0.summary) })
    }
    text.add(
      title: "Options",
      entries: [
        ("-h, --help [all]", "print this help; after a command, that command's, or all of it"),
        ("-V, --version [--json]", "print the version and what this processor supports"),
      ])
    if let notes { text.add(notes: notes) }
    return text.text
  }

  /// The answer to `help WORDS`: about a command, a topic, or everything; `--man` makes a manual page.
  func helpText(for words: [String], width: Int) throws(UsageError) -> String {
    if words == ["--man"] { return ManualPage(self).text }
    guard let first = words.first else { return helpText(width: width, explainsTopics: true) }
    let isWhole = words.dropFirst() == ["all"]
    guard words.count == 1 || isWhole else {
      throw UsageError(
        name: "help", found: counted(words.count, "name"), expected: "one command or topic",
        hint: "usage: \(name) help COMMAND [all]")
    }
    if let topic = topics.first(where: { $0.isCalled(first) }) { return topic.text(width: width) }
    if first == CompletionShell.command { return completionHelp(width: width) }
    if let found = commands.first(where: { $0.name == first }) {
      return found.helpText(program: name, width: width, isWhole: isWhole)
    }
    let names = commands.map(\.name)
    throw UsageError(
      name: topics.isEmpty ? "command" : "help", found: Printable.quoted(first),
      expected: "one of \((names + topics.map(\.name)).joined(separator: ", "))",
      hint: didYouMean(first, among: names + topics.map(\.name)))
  }

  /// The help of the command that prints completions.
  func completionHelp(width: Int) -> String {
    let command = "\(name) \(CompletionShell.command)"
    let shells = CompletionShell.allCases.map(\.rawValue)
    var text = HelpText(width: width)
    text.add(paragraph: "\(CompletionShell.summary), to be read when it starts.")
    text.add(paragraph: "Usage: \(command) \(shells.joined(separator: "|"))")
    text.add(notes: "Example:\n  source <(\(command) bash)")
    return text.text
  }
}
