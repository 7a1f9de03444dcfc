/// The choices among which the default preset decides by a comparison on rows held back.
struct DefaultChoices {
  /// A network and a weight decay that may suit the data.
  struct Choice {
    /// The hidden layers; nil means the preset's own.
    var hidden: TrainingRecipe.HiddenLayers?
    /// The activation of the hidden layers; nil means the preset's own.
    var activation: Activation?
    let decay: Double

    /// The choice as arguments of a recipe, for messages.
    var text: String {
      let arguments = [
        hidden.map { "`hidden: \($0)`" }, activation.map { "`activations: \($0)`" },
        "`weightDecay: \(decay)`",
      ]
      return arguments.compactMap { $0 }.joined(separator: " ")
    }
  }

  /// The choices in order of preference: of equally good ones the first is taken.
  let all: [Choice]
  /// Whether there are enough rows for a comparison.
  let canBeCompared: Bool
  /// The weight decay if nothing is compared.
  let defaultDecay: Double

  init(_ data: RecipeCircumstances) {
    let rows = data.rowCount
    canBeCompared = rows >= (data.preprocessing.task == .classify ? 40 : 12)
    // Very few rows are more likely a truth table than noisy measurements.
    defaultDecay = canBeCompared ? 0.1 : 0.01
    // With more rows a network overfits less and a comparison takes longer, so large decays are not tried.
    let hasFewRows = rows < max(100, 3 * data.preprocessing.inputCount)
    let maximumDecay = hasFewRows ? 10 : rows < 3000 ? 3 : rows < 20_000 ? 0.3 : 0.1
    let sigmoidDecays = rows < 1000 ? [0.1, 1] : rows < 20_000 ? [0.01, 0.1, 1] : [0.01]
    var choices = [0.1, 0.3, 0.01, 1, 3, 10].filter { $0 <= maximumDecay }.map { Choice(decay: $0) }
    choices += sigmoidDecays.filter { $0 <= maximumDecay }.map { Choice(activation: .sigmoid(), decay: $0) }
    // A second layer is of no use with few rows.
    let isDeep = rows >= 5000 && data.preprocessing.task != .autoencode
    if isDeep { choices.append(Choice(hidden: .sizes([100, 100]), decay: 0.1)) }
    all = choices
  }
}
