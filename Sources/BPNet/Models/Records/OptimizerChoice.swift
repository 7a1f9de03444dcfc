/// The optimiser of a recipe.
public enum OptimizerChoice: Hashable, Sendable {
  /// The one that suits the size of the problem and its task.
  case automatic
  /// This one.
  case given(Optimizer)

  /// The text of `automatic`, which is no optimiser's name.
  public static let automaticName = "auto"

  /// The optimiser, where one is given.
  public var optimizer: Optimizer? {
    if case .given(let optimizer) = self { optimizer } else { nil }
  }
}

extension OptimizerChoice: CustomStringConvertible {
  /// `auto`, or the optimiser's text.
  public var description: String { optimizer?.description ?? OptimizerChoice.automaticName }
}

extension OptimizerChoice: Codable {
  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    self = text == OptimizerChoice.automaticName ? .automatic : .given(try Optimizer(from: decoder))
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
