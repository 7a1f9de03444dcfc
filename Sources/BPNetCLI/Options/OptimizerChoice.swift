import BPNet
import CommandSupport

/// What `--optimizer` says: a name with numbers, seen to be right, or `auto`.
struct OptimizerChoice: Sendable {
  private static let automatic = "auto"

  let text: String

  /// Whether the choice is left to the library.
  var isAutomatic: Bool { text == OptimizerChoice.automatic }

  /// Reads `NAME` or `NAME:NUMBERS` or `auto`.
  static let parser = ValueParser<OptimizerChoice>.library(
    expected: "an optimizer: auto, \(Optimizer.names.joined(separator: ", "))",
    names: Optimizer.names + [automatic],
    render: \.text
  ) { text throws(BPNetError) in
    guard text != automatic else { return OptimizerChoice(text: text) }
    guard Optimizer.names.contains(String(text.prefix { $0 != ":" })) else {
      throw .invalidArgument(
        name: "optimizer", found: "\"\(text)\"",
        expected: "one of \((Optimizer.names + [automatic]).joined(separator: ", "))")
    }
    _ = try Optimizer(parsing: text)
    return OptimizerChoice(text: text)
  }
}
