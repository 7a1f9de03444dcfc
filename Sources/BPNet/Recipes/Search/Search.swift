/// A grid search, which trains with every combination of some choices' values and ranks the combinations.
///
/// ```swift
/// let search = Search(recipe, axes: [.init(\.learningRate, [0.01, 0.1]), .init(\.dropout, [0, 0.2])])
/// let result = try search.run(on: table)
/// try result.best?.model.write(to: "best.safetensors")
/// ```
public struct Search: Sendable {
  /// A choice of a recipe and the values to try.
  public struct Axis: Sendable {
    /// The name of the choice.
    public let name: String
    /// The values as text.
    public let values: [String]
    /// Sets the choice of a recipe to the value with an index.
    let apply: @Sendable (_ index: Int, _ recipe: inout TrainingRecipe) -> Void

    /// An axis of the given values of a choice; nil leaves the choice open.
    public init<Value: Sendable>(
      _ choice: WritableKeyPath<TrainingRecipe, Value?> & Sendable, _ values: [Value?]
    ) {
      name = RecipeChoice.all.first { $0.path == choice }?.name ?? "\(choice)"
      self.values = values.map { value in value.map { "\($0)" } ?? "auto" }
      apply = { $1[keyPath: choice] = values[$0] }
    }
  }

  /// One combination of values.
  public struct Trial: Sendable {
    /// The recipe with the values of this combination.
    public let recipe: TrainingRecipe
    /// The precision of its networks.
    public let precision: Precision
    /// The names and values of the choices.
    public let choices: [(name: String, value: String)]

    /// A trial of the caller's own recipe.
    public init(
      recipe: TrainingRecipe, precision: Precision = .f32, choices: [(name: String, value: String)] = []
    ) {
      self.recipe = recipe
      self.precision = precision
      self.choices = choices
    }
  }

  /// The part of the rows on which trials are compared if a recipe holds none back.
  public static let defaultValidationFraction = 0.2

  /// The trials, in the order in which they are reported.
  public var trials: [Trial]
  /// The figure by which trials are ranked; nil means log loss for classes and R², averaged over the targets,
  /// for numbers.
  public var metric: Metrics.RankingMetric?
  /// The number of folds on which trials are compared; nil means on the rows held back for validation.
  public var foldCount: Int?

  /// A search over the given trials.
  public init(_ trials: [Trial], metric: Metrics.RankingMetric? = nil, foldCount: Int? = nil) {
    self.trials = trials
    self.metric = metric
    self.foldCount = foldCount
  }

  /// A search over every combination of the axes' values, in which those of the last axis change fastest.
  ///
  /// If seeds are tried, all trials hold back the same rows: those of the recipe's own seed.
  public init(
    _ recipe: TrainingRecipe, precision: Precision = .f32, axes: [Axis], metric: Metrics.RankingMetric? = nil,
    foldCount: Int? = nil
  ) {
    var first = Trial(recipe: recipe, precision: precision)
    if axes.contains(where: { $0.name == "seed" }), recipe.splitSeed == nil {
      var recipe = recipe
      recipe.splitSeed = recipe.seed ?? 0
      first = Trial(recipe: recipe, precision: precision)
    }
    let trials = axes.reduce([first]) { trials, axis in
      trials.flatMap { trial in
        axis.values.indices.map { index in
          var recipe = trial.recipe
          axis.apply(index, &recipe)
          return Trial(
            recipe: recipe, precision: precision, choices: trial.choices + [(axis.name, axis.values[index])])
        }
      }
    }
    self.init(trials, metric: metric, foldCount: foldCount)
  }
}
