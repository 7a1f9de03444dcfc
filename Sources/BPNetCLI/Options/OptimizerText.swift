import BPNet
import CommandSupport

/// What `--optimizer` says: a name with numbers, seen to be right, or `auto`.
struct OptimizerText: Sendable {
  let text: String

  /// Whether the choice is left to the library.
  var isAutomatic: Bool { text == TrainingRecipe.OptimizerChoice.automaticName }

  /// Reads `NAME` or `NAME:NUMBERS` or `auto`.
  static let parser = ValueParser<OptimizerText>.library(
    expected: "an optimizer: auto, \(Optimizer.names.joined(separator: ", "))",
    names: Optimizer.names + [TrainingRecipe.OptimizerChoice.automaticName],
    render: \.text
  ) { text throws(BPNetError) in
    guard text != TrainingRecipe.OptimizerChoice.automaticName else { return OptimizerText(text: text) }
    guard Optimizer.names.contains(String(text.prefix { $0 != ":" })) else {
      throw .invalidArgument(
        name: "optimizer", found: "\"\(text)\"",
        expected: "one of "
          + (Optimizer.names + [TrainingRecipe.OptimizerChoice.automaticName]).joined(separator: ", ")
      )
    }
    _ = try Optimizer(parsing: text)
    return OptimizerText(text: text)
  }
}
