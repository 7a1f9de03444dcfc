/// The choices among which the default preset decides by a comparison on rows held back.
struct DefaultChoices {
  /// A network and a weight decay that may suit the data.
  struct Choice: Equatable {
    /// The hidden layers; nil means the preset's own.
    var hidden: TrainingRecipe.HiddenLayers?
    /// The activation of the hidden layers; nil means the preset's own.
    var activation: Activation?
    let decay: Double
    /// The minimum number of steps; nil means the preset's own.
    var steps: Int?

    /// Whether another choice differs in its weight decay at most.
    func isOfKind(_ other: Self) -> Bool {
      hidden == other.hidden && activation == other.activation && steps == other.steps
    }
  }

  /// The number of rows below which a comparison needs all of them in turn to tell anything.
  static let fewRows = 60

  /// Two layers that take about 1.5 times the time of the preset's one.
  private static let smallLayers = TrainingRecipe.HiddenLayers.sizes([50, 50])

  /// Whether there are enough rows for a comparison.
  let canBeCompared: Bool
  /// The weight decay if nothing is compared.
  let defaultDecay: Double
  /// The weight decays to try, in ascending order.
  private let decays: [Double]
  /// The weight decays to try with sigmoid neurons, in ascending order.
  private let sigmoidDecays: [Double]
  /// The choices to begin with, in order of preference: of equally good ones the first is taken.
  let first: [Choice]
  /// Whether the decays of several kinds of networks are followed at the same time.
  ///
  /// With few rows the scores are so noisy that more candidates do not lead to better choices.
  let followsSeveralKinds: Bool
  /// The choices to try where the others predict many classes wrongly.
  let forUnclearClasses: [Choice]
  /// The choices to try where the others miss a structure that near samples show.
  let forFineStructure: [Choice]

  init(_ data: RecipeCircumstances) {
    let rows = data.rowCount
    canBeCompared = rows >= (data.preprocessing.task == .classify ? 40 : 12)
    // Very few rows are more likely a truth table than noisy measurements.
    defaultDecay = canBeCompared ? 0.1 : 0.01
    // With more rows a network overfits less and a comparison takes longer, so large decays are not tried.
    let hasFewRows = rows < max(100, 3 * data.preprocessing.inputCount)
    let maximumDecay = hasFewRows ? 10 : rows < 3000 ? 3 : rows < 20_000 ? 0.3 : 0.1
    decays = [0.01, 0.1, 0.3, 1, 3, 10].filter { $0 <= maximumDecay }
    sigmoidDecays = (rows < 1000 ? [0.1, 1] : rows < 20_000 ? [0.01, 0.1, 1] : [0.01])
      .filter { $0 <= maximumDecay }
    var first = [Choice(decay: 0.1), Choice(decay: maximumDecay >= 1 ? 1 : 0.01)]
    // The scores of very few rows are so noisy that a minimum between others may be none.
    if rows < Self.fewRows { first.append(Choice(decay: maximumDecay)) }
    first.append(Choice(activation: .sigmoid(), decay: rows < 20_000 ? 0.1 : 0.01))
    // A second layer is of no use with few rows; with some hundreds it suits functions, and some classes.
    if rows >= 5000, data.preprocessing.task != .autoencode {
      first.append(Choice(hidden: .sizes([100, 100]), decay: 0.1))
    } else if rows >= 300, data.preprocessing.task == .regress {
      first.append(Choice(hidden: Self.smallLayers, decay: 0.1))
    }
    self.first = first
    followsSeveralKinds = rows >= 1000
    let mayTrySecondLayer = data.preprocessing.task == .classify && (500..<3000).contains(rows)
    forUnclearClasses = mayTrySecondLayer ? [Choice(hidden: Self.smallLayers, decay: 0.3)] : []
    forFineStructure = [0.01, 0.3].map { Choice(hidden: Self.smallLayers, decay: $0, steps: 3000) }
  }

  /// The choices with the next lower and the next higher weight decay.
  func neighbours(of choice: Choice) -> [Choice] {
    guard choice.hidden == nil || choice.hidden == Self.smallLayers, choice.steps == nil else { return [] }
    let decays = choice.activation == nil ? decays : sigmoidDecays
    guard let place = decays.firstIndex(of: choice.decay) else { return [] }
    return [place - 1, place + 1].filter(decays.indices.contains).map {
      Choice(hidden: choice.hidden, activation: choice.activation, decay: decays[$0])
    }
  }
}

extension DefaultChoices.Choice {
  /// The choice as arguments of a recipe, for messages.
  func text(epochs: Int?) -> String {
    let arguments = [
      hidden.map { "`hidden: \($0)`" }, activation.map { "`activations: \($0)`" },
      "`weightDecay: \(decay)`", epochs.map { "`epochs: \($0)`" },
    ]
    return arguments.compactMap { $0 }.joined(separator: " ")
  }
}
