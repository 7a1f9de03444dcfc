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
      // A name that is broken by a hyphen, or spread over a line, reads like another one.
      ".nh", ".ad l",
      ".SH NAME", "\(escaped(name)) \\- \(escaped(program.summary))", ".SH SYNOPSIS",
      ".B \(escaped(name))", "\\fICOMMAND\\fR [\\fIarguments\\fR]", ".SH COMMANDS",
    ]
    for command in program.commands { lines += self.lines(for: command) }
    for topic in program.topics { lines += self.lines(for: topic) }
    if let notes = program.notes { lines += [".SH NOTES"] + paragraphs(notes).dropFirst() }
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
      case .text(let text): lines += paragraphs(text).dropFirst(lines.count == 1 ? 1 : 0)
      case .list(let title, let entries):
        lines += (lines.count == 1 ? [] : [".PP"]) + ["\\fI\(escaped(title))\\fR"]
        for entry in entries { lines += self.entry(entry.label, entry.help) }
      }
    }
    return lines
  }

  private func entry(_ label: String, _ help: String) -> [String] {
    [".TP", "\\fB\(escaped(label))\\fR", help.isEmpty ? "\\~" : escaped(help)]
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

  /// A line without what the notation reads as its own, in ASCII: programs that format it would take other
  /// characters for those of the encoding they are set to.
  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "\n": result += "\n.br\n"
      // Long lists without spaces may be broken behind their commas.
      case ",": result += ",\\:"
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u" + String(repeating: "0", count: max(4 - digits.count, 0)) + digits + "]"
      }
    }
    return result.hasPrefix(".") || result.hasPrefix("'") ? "\\&" + result : result
  }
}
