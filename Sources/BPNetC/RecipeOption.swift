import BPNet

/// A choice of a recipe: the option of the command line, the property of `TrainingRecipe`, and how a value of
/// the first becomes one of the second.
struct RecipeOption: Sendable {
  /// The name of the option, without dashes before it.
  let name: String
  /// The name of the property.
  let property: String
  /// The property's value; nil if the choice is left open.
  let convert: @Sendable (OptionValue) throws(BPNetError) -> OptionValue?
  /// What values are allowed, for messages about others that cannot even be read.
  var expected = "what bpnet train allows"

  private init(
    _ name: String, _ property: String,
    _ convert: @escaping @Sendable (OptionValue) throws(BPNetError) -> OptionValue?
  ) {
    (self.name, self.property, self.convert) = (name, property, convert)
  }

  /// The name by which options are compared: without case, dashes and underscores.
  static func key(_ name: String) -> String { name.lowercased().filter { $0 != "-" && $0 != "_" } }

  /// The option of a property's name, or that name if there is none.
  static func name(ofProperty property: String) -> String {
    all.first { $0.property == property }?.name ?? property
  }

  /// The options by their keys, those of their properties' names included.
  static let byKey: [String: RecipeOption] = {
    var options: [String: RecipeOption] = ["lr": .number("lr", "learningRate")]
    for option in all {
      // Layers are counted from 1 by the option, from 0 by the property.
      if option.name != "freeze" { options[key(option.property)] = option }
      options[key(option.name)] = option
    }
    options["frozenlayers"] = .asIs("freeze", "frozenLayers")
    return options
  }()

  /// All options, in the order of the help of `bpnet train`.
  static let all: [RecipeOption] = [
    .name("preset", "preset", TrainingRecipe.Preset.self), .columns("target", "target"),
    .columns("ignore", "ignoredColumns"),
    .columns("weight-column", "weightColumn"), .classWeights,
    .name("task", "task", LearningTask.self, orAuto: true),
    .number("window", "window"), .number("horizon", "horizon"), .number("period", "period"),
    .name("missing", "missing", Table.MissingPolicy.self), .columns("one-hot", "oneHot"),
    .name("unknown-category", "unknownCategory", Table.UnknownCategoryPolicy.self),
    .name("normalize", "normalization", Table.Normalization.self),
    .name("normalize-target", "targetNormalization", Table.Normalization.self),
    .number("validation", "validationFraction"),
    .number("test", "testFraction"),
    .hidden, .names("activation", "activations"), .open("output", "outputActivation"),
    .name("bias", "bias", Topology.BiasMode.self), .freeze, .open("init", "weightInitializer"),
    .open("init-bias", "biasInitializer"),
    .open("loss", "loss"), .number("label-smoothing", "labelSmoothing"),
    .number("weight-decay", "weightDecay"), .number("l1", "l1Penalty"), .number("dropout", "dropout"),
    .text("optimizer", "optimizer"), .number("learning-rate", "learningRate"),
    .number("bias-learning-rate", "biasLearningRate"), .text("schedule", "schedule"),
    .number("warm-up", "warmUpEpochs"), .number("clip-norm", "clippingNorm"),
    .number("clip-value", "clippingValue"), .number("batch-size", "batchSize", expected: "a number, or full"),
    .name("reduction", "reduction", TrainingConfiguration.Reduction.self), .flag("shuffle", "shuffles"),
    .flag("stream", "streams"),
    .number("seed", "seed"),
    .number("split-seed", "splitSeed"), .number("restarts", "restartCount"),
    .text("rank-by", "rankingMetric"),
    .number("epochs", "epochs"), .number("goal", "goal"), .number("max-fail", "maxFail"),
    .number("patience", "patience"), .number("min-gradient", "minimumGradient"),
    .number("time-limit", "timeLimit"), .number("threads", "threads"),
    .flag("optimizer-state", "keepsOptimizerState"), .flag("history", "keepsHistory"),
  ]
}

extension RecipeOption {
  private static func asIs(_ name: String, _ property: String) -> RecipeOption {
    RecipeOption(name, property) { $0 }
  }

  private static func flag(_ name: String, _ property: String) -> RecipeOption {
    var option = asIs(name, property)
    option.expected = "true or false"
    return option
  }

  /// A number, or the text of one.
  private static func number(
    _ name: String, _ property: String, expected: String = "a number that bpnet train allows"
  ) -> RecipeOption {
    var option = RecipeOption(name, property) { $0.parsed }
    option.expected = expected
    return option
  }

  /// One of the names of a type.
  ///
  /// - Parameter isOpen: whether `auto` stands for the default value.
  private static func name<Choice: CaseIterable & RawRepresentable<String>>(
    _ name: String, _ property: String, _: Choice.Type, orAuto isOpen: Bool = false
  ) -> RecipeOption {
    var option = isOpen ? open(name, property) : asIs(name, property)
    let names = Choice.allCases.map(\.rawValue) + (isOpen ? ["auto"] : [])
    option.expected = "one of \(names.joined(separator: ", "))"
    return option
  }

  /// A name, perhaps with numbers.
  private static func text(_ name: String, _ property: String) -> RecipeOption { asIs(name, property) }

  /// A name, or `auto` for the default value.
  private static func open(_ name: String, _ property: String) -> RecipeOption {
    RecipeOption(name, property) { $0 == .text("auto") ? nil : $0 }
  }

  /// Columns as a text, as a number, or as a list of these.
  private static func columns(_ name: String, _ property: String) -> RecipeOption {
    RecipeOption(name, property) { .text($0.description) }
  }

  /// Names in a list, or in a text with commas between.
  private static func names(_ name: String, _ property: String) -> RecipeOption {
    RecipeOption(name, property) { value in
      guard case .text(let text) = value else { return value }
      return .list(
        text.split(separator: ",", omittingEmptySubsequences: false).map { .text(String($0)) })
    }
  }

  /// Weights in an object by label, as the text of the option, or as a recipe has them.
  private static let classWeights = RecipeOption("class-weights", "classWeights") {
    (value) throws(BPNetError) in
    switch value {
    case .object(let weights):
      return .list(
        weights.sorted { $0.key < $1.key }.map { .object(["label": .text($0.key), "value": $0.value]) })
    case .text(let text):
      guard case .labels(let weights) = try TrainingRecipe.ClassWeights(parsing: text) else { return value }
      return .list(weights.map { .object(["label": .text($0.label), "value": .number($0.value)]) })
    default: return value
    }
  }

  /// Layers counted from 1: a number, a list, or a text with commas between.
  private static let freeze = RecipeOption("freeze", "frozenLayers") { (value) throws(BPNetError) in
    let texts = value.description.split(separator: ",", omittingEmptySubsequences: true)
    return .list(
      try texts.map { (text) throws(BPNetError) in
        guard let number = Int64(text), number >= 1 else {
          throw .invalidArgument(
            name: "freeze", found: "\"\(text)\"", expected: "numbers of layers, from 1")
        }
        return .integer(number - 1)
      })
  }

  /// Sizes as a number, a list, or the text of the option.
  private static let hidden = RecipeOption("hidden", "hidden") { (value) throws(BPNetError) in
    switch value {
    case .list: return .object(["sizes": value])
    case .integer: return .object(["sizes": .list([value])])
    case .text(let text): return try hidden(text)
    default: return value
    }
  }

  /// The property's value for `none`, `64,32`, `64x32`, `auto`, `auto:3` or `auto:search`.
  private static func hidden(_ text: String) throws(BPNetError) -> OptionValue {
    switch text {
    case "none": return .object(["sizes": .list([])])
    case "auto": return .object(["offset": .integer(Int64(TrainingRecipe.HiddenLayers.defaultOffset))])
    case "auto:search": return .object(["search": .flag(true)])
    default: break
    }
    if text.hasPrefix("auto:"), let offset = Int64(text.dropFirst("auto:".count)) {
      return .object(["offset": .integer(offset)])
    }
    let parts = text.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "x" }
    let sizes = parts.compactMap { Int64($0) }
    guard sizes.count == parts.count else {
      throw .invalidArgument(
        name: "hidden", found: "\"\(text)\"",
        expected: "none, auto, auto:A, auto:search, or sizes with commas between")
    }
    return .object(["sizes": .list(sizes.map { .integer($0) })])
  }
}
