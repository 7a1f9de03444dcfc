extension TrainingRecipe {
  /// The optimiser of a recipe.
  public enum OptimizerChoice: Hashable, Sendable {
    /// An optimiser that suits the task and the size of the problem.
    case automatic
    /// The given optimiser.
    case given(Optimizer)

    /// The text of `automatic`, which is not the name of an optimiser.
    public static let automaticName = "auto"

    /// The given optimiser; nil for `automatic`.
    public var optimizer: Optimizer? {
      if case .given(let optimizer) = self { optimizer } else { nil }
    }
  }
}

extension TrainingRecipe.OptimizerChoice: CustomStringConvertible {
  /// `auto`, or the optimiser's text.
  public var description: String { optimizer?.description ?? TrainingRecipe.OptimizerChoice.automaticName }
}

extension TrainingRecipe.OptimizerChoice: Codable {
  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    self =
      text == TrainingRecipe.OptimizerChoice.automaticName ? .automatic : .given(try Optimizer(from: decoder))
  }

  /// Writes the description.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
