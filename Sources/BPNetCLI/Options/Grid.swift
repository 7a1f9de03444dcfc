import BPNet
import CommandSupport

/// The options that a search goes through, and the values of each: `learning-rate=0.01,0.1;hidden=16,64+32`.
struct Grid {
  /// The most trials of one search.
  static let maximumTrialCount = 10_000

  /// One option with its values, as they would be typed.
  struct Axis {
    let option: any CommandOption
    let values: [String]
  }

  let axes: [Axis]

  /// Reads axes separated by `;`, values by `,`, and within a value `+` for a comma.
  ///
  /// - Throws: `UsageError` for what cannot be read, an option that is not among `options`, or too many
  ///   trials.
  init(parsing text: String, options: [any CommandOption]) throws(UsageError) {
    var axes: [Axis] = []
    for part in text.split(separator: ";", omittingEmptySubsequences: false) {
      let axis = try Grid.axis(part, options: options)
      guard !axes.contains(where: { $0.option.names[0] == axis.option.names[0] }) else {
        throw Grid.error(found: "\(axis.option.names[0]) a second time", expected: "each option at most once")
      }
      axes.append(axis)
    }
    var count = 1
    for axis in axes {
      // Neither factor exceeds the limit and the length of an argument by much: no overflow.
      count *= axis.values.count
      guard count <= Grid.maximumTrialCount else {
        throw Grid.error(
          found: "\(axes.map { "\($0.values.count)" }.joined(separator: " × ")) trials",
          expected: "at most \(Grid.maximumTrialCount)")
      }
    }
    self.axes = axes
  }

  /// The values of each trial, one an axis; those of the last axis change fastest.
  var trials: [[String]] {
    axes.reduce([[]]) { trials, axis in trials.flatMap { trial in axis.values.map { trial + [$0] } } }
  }

  /// The arguments of a trial.
  ///
  /// - Parameter values: one an axis.
  /// - Throws: `UsageError` for a value that its option cannot have.
  func arguments(_ arguments: ParsedArguments, with values: [String]) throws(UsageError) -> ParsedArguments {
    var result = arguments
    for (axis, value) in zip(axes, values) {
      do {
        result = try result.setting(axis.option, to: value)
      } catch {
        let comma =
          "in a grid a comma stands between values; within a value + stands for it, as in hidden=64+32"
        throw UsageError(error.message, hint: axis.values.count > 1 ? comma : error.hint)
      }
    }
    return result
  }

  private static func axis(_ text: Substring, options: [any CommandOption]) throws(UsageError) -> Axis {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { trimmed($0) }
    guard parts.count == 2, !parts[0].isEmpty else {
      throw error(
        found: Printable.quoted(String(text)),
        expected:
          "OPTION=VALUE,VALUE and so on, with ; between options, as in 'learning-rate=0.01,0.1;hidden=16,32'"
      )
    }
    guard let option = options.first(where: { $0.names.contains(parts[0]) }) else {
      let names = options.map { $0.names[0] }
      let nearest = NearestMatch.suggestion(for: parts[0], among: names)
      throw error(
        found: "the option \(Printable.quoted(parts[0]))",
        expected: "one of \(names.joined(separator: ", "))",
        hint: nearest.map { "did you mean \($0)?" })
    }
    let values = parts[1].split(separator: ",", omittingEmptySubsequences: false).map { value(trimmed($0)) }
    guard !values.contains("") else {
      throw error(found: Printable.quoted(String(text)), expected: "a value before and after each comma")
    }
    guard Set(values).count == values.count else {
      throw error(found: Printable.quoted(String(text)), expected: "each value once")
    }
    return Axis(option: option, values: values)
  }

  /// A value as it would be typed: `+` is a comma, unless it belongs to a number like 1e+3.
  private static func value(_ text: String) -> String {
    Double(text) == nil
      ? text.split(separator: "+", omittingEmptySubsequences: false).joined(separator: ",") : text
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private static func error(found: String, expected: String, hint: String? = nil) -> UsageError {
    UsageError(name: "--grid", found: found, expected: expected, hint: hint)
  }
}
