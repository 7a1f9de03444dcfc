/// The record of training in model files of the formats 1 and 2, where choices were the texts of the
/// program's options.
///
/// It is only read and no longer written, and nothing else reads such texts.
struct TextRecord: Decodable {
  private let options: [String: String]
  private let learningRate: Double
  private let biasLearningRate: Double?
  private let weightDecay: Double
  private let previousEpochs: Int?
  private let epochs: Int
  private let bestEpoch: Int
  private let stopReason: TrainingSummary.StopReason?
  private let trainingRowCount: Int
  private let validationRowCount: Int

  /// The record in its present form.
  ///
  /// - Throws: `BPNetError.invalidModel` if a text is not a value of its choice.
  func record(loss: Loss, reduction: TrainingConfiguration.Reduction, preprocessing: Preprocessing)
    throws(BPNetError)
    -> TrainingRecord
  {
    var recipe = try recipe()
    recipe.loss = loss
    recipe.reduction = reduction
    let labels = preprocessing.labels ?? []
    let isBalanced = options["class-weights"] == "auto"
    let classWeights = try value(isBalanced ? "balanced-class-weights" : "class-weights") {
      TextRecord.classWeights($0, labels: labels)
    }
    if let classWeights {
      recipe.classWeights =
        isBalanced
        ? .balanced
        : .labels(zip(labels, classWeights).map { TrainingRecipe.ClassWeights.Weight(label: $0, value: $1) })
    }
    return TrainingRecord(
      recipe: recipe, classWeights: classWeights, previousEpochs: previousEpochs, epochs: epochs,
      bestEpoch: bestEpoch, stopReason: stopReason, trainingRowCount: trainingRowCount,
      validationRowCount: validationRowCount)
  }

  private func recipe() throws(BPNetError) -> TrainingRecipe {
    var recipe = TrainingRecipe()
    let optimizer = try optimizer()
    recipe.optimizer = optimizer.map { .given($0) }
    recipe.learningRate = optimizer?.usesLearningRate ?? true ? learningRate : nil
    recipe.biasLearningRate = biasLearningRate
    recipe.weightDecay = weightDecay
    recipe.weightColumn = options["weight-column"]
    recipe.missing = try value("missing", Table.MissingPolicy.init)
    recipe.normalization = try value("normalize", Table.Normalization.init)
    recipe.targetNormalization = try value("normalize-target", Table.Normalization.init)
    recipe.weightInitializer = try initializer("init")
    recipe.biasInitializer = try initializer("init-bias")
    recipe.frozenLayers = try value("freeze", TextRecord.layers) ?? []
    recipe.labelSmoothing = try number("label-smoothing") ?? 0
    recipe.l1Penalty = try number("l1") ?? 0
    recipe.dropout = try number("dropout") ?? 0
    recipe.schedule = try value("schedule") { try? Schedule(parsing: $0) } ?? .constant
    recipe.warmUpEpochs = try value("warm-up") { Int($0) } ?? 0
    recipe.clippingNorm = try number("clip-norm")
    recipe.clippingValue = try number("clip-value")
    recipe.batchSize = try value("batch-size", TextRecord.batchSize)
    recipe.shuffles = try value("shuffle") { Bool($0) }
    recipe.seed = try value("seed") { UInt64($0) }
    recipe.splitSeed = try value("split-seed") { UInt64($0) } ?? recipe.seed
    recipe.epochs = try value("epochs") { Int($0) }
    recipe.goal = try number("goal")
    recipe.maxFail = try value("max-fail") { Int($0) }
    recipe.patience = try value("patience") { Int($0) }
    recipe.minimumGradient = try number("min-gradient")
    recipe.timeLimit = try number("time-limit")
    return recipe
  }

  /// The value of a choice, parsed from its text; nil if there is none.
  private func value<Value>(_ name: String, _ parse: (String) -> Value?) throws(BPNetError) -> Value? {
    guard let text = options[name] else { return nil }
    guard let value = parse(text) else {
      throw .invalidModel(
        at: .init(file: ""), found: "\(name) \(text) in the record of its training",
        expected: "a record as bpnet writes it")
    }
    return value
  }

  private func number(_ name: String) throws(BPNetError) -> Double? {
    try value(name) { Double($0).flatMap { $0.isFinite ? $0 : nil } }
  }

  private func optimizer() throws(BPNetError) -> Optimizer? {
    try value("optimizer") { name in
      guard let optimizer = try? Optimizer(parsing: name) else { return nil }
      var constants: [String: Double] = [:]
      for name in optimizer.constants.keys { constants[name] = options[name].flatMap { Double($0) } }
      return try? Optimizer(parsing: name, constants: constants)
    }
  }

  /// The initialiser of a choice; nil if the optimiser's or each layer's own was used.
  private func initializer(_ name: String) throws(BPNetError) -> Initializer? {
    options[name] == "auto" ? nil : try value(name) { try? Initializer(parsing: $0) }
  }

  private static func batchSize(_ text: String) -> TrainingConfiguration.BatchSize? {
    text == "full" ? .full : Int(text).flatMap { $0 >= 1 ? .samples($0) : nil }
  }

  /// The indices of layers, from a text in which they are counted from 1 and separated by commas.
  private static func layers(_ text: String) -> [Int]? {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    return numbers.allSatisfy { $0 >= 1 } ? numbers.map { $0 - 1 } : nil
  }

  /// The weights in `LABEL=WEIGHT,LABEL=WEIGHT…`, which names all labels in order; labels may contain commas.
  private static func classWeights(_ text: String, labels: [String]) -> [Double]? {
    var rest = text[...]
    var weights: [Double] = []
    for (index, label) in labels.enumerated() {
      let start = index == 0 ? "\(label)=" : ",\(label)="
      guard rest.utf8.starts(with: start.utf8) else { return nil }
      rest = Substring(rest.utf8.dropFirst(start.utf8.count))
      let number = rest.prefix { $0 != "," }
      guard let weight = Double(number), SampleWeights.isAllowed(weight) else { return nil }
      weights.append(weight)
      rest = rest[number.endIndex...]
    }
    return rest.isEmpty ? weights : nil
  }
}
