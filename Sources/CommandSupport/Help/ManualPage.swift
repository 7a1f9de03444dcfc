/// The manual page of a program, with all its commands, options and topics.
struct ManualPage {
  private let program: CommandLineInterface

  init(_ program: CommandLineInterface) {
    self.program = program
  }

  /// The page in the notation of man(7).
  var text: String {
    let name = program.name
    var lines = [
      ".\\\" As `\(name) help --man` prints it.",
      ".TH \(name.uppercased().replacing("-", with: "\\-")) 1 \"\" \"\(name)\" \"User Commands\"",
      ".SH NAME", "\(escaped(name)) \\- \(escaped(program.summary))", ".SH SYNOPSIS",
      ".B \(escaped(name))", "\\fICOMMAND\\fR [\\fIarguments\\fR]", ".SH COMMANDS",
    ]
    for command in program.commands { lines += self.lines(for: command) }
    for topic in program.topics { lines += self.lines(for: topic) }
    if let notes = program.notes { lines += [".SH NOTES"] + paragraphs(notes) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(for command: Command) -> [String] {
    var lines = [
      ".SS \"\(escaped("\(program.name) \(command.name)"))\"", escaped(command.summary) + ".", ".PP", ".B",
      escaped(command.usage(program: program.name)),
    ]
    for positional in command.positionals { lines += entry(positional.name, positional.help) }
    for section in command.sections {
      lines += [".PP", "\\fI\(escaped(section.title))\\fR"]
      for option in section.options {
        let entry = command.entry(for: option)
        lines += self.entry(entry.label, entry.help)
      }
    }
    if !command.examples.isEmpty { lines += example(command.examples) }
    if let notes = command.notes { lines += paragraphs(notes) }
    return lines
  }

  private func lines(for topic: HelpTopic) -> [String] {
    var lines = [".SH \"\(escaped(topic.name.uppercased()))\""]
    for part in topic.parts {
      switch part {
      case .text(let text): lines += paragraphs(text)
      case .list(let title, let entries):
        lines += [".PP", "\\fI\(escaped(title))\\fR"]
        for entry in entries { lines += self.entry(entry.label, entry.help) }
      }
    }
    return lines
  }

  private func entry(_ label: String, _ help: String) -> [String] {
    [".TP", "\\fB\(escaped(label))\\fR", escaped(help.isEmpty ? "\u{A0}" : help)]
  }

  private func example(_ lines: [String]) -> [String] {
    [".PP", ".nf", ".RS"] + lines.map(escaped) + [".RE", ".fi"]
  }

  /// Paragraphs, with an empty line between; lines that begin with a space are as they are.
  private func paragraphs(_ text: String) -> [String] {
    var lines = [".PP"]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty {
        lines.append(".PP")
      } else if line.hasPrefix(" ") {
        lines += [".nf", escaped(String(line)), ".fi"]
      } else {
        lines.append(escaped(String(line)))
      }
    }
    return lines
  }

  /// A line without what the notation reads as its own.
  private func escaped(_ text: String) -> String {
    var result = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    result = result.replacing("\n", with: "\n.br\n")
    return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
  }
}
