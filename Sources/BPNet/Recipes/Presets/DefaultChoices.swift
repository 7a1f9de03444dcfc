/// What the default preset has rows held back decide for some data.
struct DefaultChoices {
  /// A network and a weight decay that may suit the data.
  struct Choice {
    /// Nil for the preset's own layer.
    var hidden: HiddenLayers?
    /// Nil for the preset's own activation.
    var activation: Activation?
    let decay: Double

    /// The options of the command line that say so.
    var options: String {
      let sizes = hidden.map { "--hidden \($0) " } ?? ""
      let name = activation.map { "--activation \($0) " } ?? ""
      return "\(sizes)\(name)--weight-decay \(decay)"
    }
  }

  /// In the order in which equally good ones are preferred.
  let all: [Choice]
  /// Whether there are rows enough to tell.
  let canBeCompared: Bool
  /// The weight decay where nothing is compared.
  let usualDecay: Double

  init(_ data: RecipeCircumstances) {
    let rows = data.rowCount
    canBeCompared = rows >= (data.preprocessing.task == .classify ? 40 : 12)
    // Few rows are rather a table of truth than a noisy measurement.
    usualDecay = canBeCompared ? 0.1 : 0.01
    // The more rows, the less noise is learned by heart, and the longer a comparison takes.
    let isThin = rows < max(100, 3 * data.preprocessing.inputCount)
    let largest = isThin ? 10 : rows < 3000 ? 3 : rows < 20_000 ? 0.3 : 0.1
    let ofSigmoid = rows < 1000 ? [0.1, 1] : rows < 20_000 ? [0.01, 0.1, 1] : [0.01]
    var choices = [0.1, 0.3, 0.01, 1, 3, 10].filter { $0 <= largest }.map { Choice(decay: $0) }
    choices += ofSigmoid.filter { $0 <= largest }.map { Choice(activation: .sigmoid(), decay: $0) }
    // Few rows leave a second layer nothing to learn.
    let isDeep = rows >= 5000 && data.preprocessing.task != .autoencode
    if isDeep { choices.append(Choice(hidden: .sizes([100, 100]), decay: 0.1)) }
    all = choices
  }
}
