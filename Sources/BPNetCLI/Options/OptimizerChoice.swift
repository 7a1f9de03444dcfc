import BPNet
import CommandSupport

/// What `--optimizer` says: a name with numbers, seen to be right.
struct OptimizerChoice: Sendable {
  let text: String

  /// Reads `NAME` or `NAME:NUMBERS`.
  static let parser = ValueParser<OptimizerChoice>.library(
    expected: "an optimizer: \(Optimizer.names.joined(separator: ", "))", names: Optimizer.names,
    render: \.text
  ) { text throws(BPNetError) in
    _ = try Optimizer(parsing: text)
    return OptimizerChoice(text: text)
  }
}
