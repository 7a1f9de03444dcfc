/// A choice of a recipe that contradicts the model that training is to continue from.
package struct Disagreement: Equatable, Sendable {
  /// The reason why the choice is not allowed.
  package enum Reason: Equatable, Sendable {
    /// The model has another value, the given one.
    case differs(from: String)
    /// The model leaves no choice; the text says what is allowed instead.
    case isNoChoice(instead: String)
    /// A column to be left out is one of the model's.
    case isUsed
  }

  /// The name of the choice.
  package let name: String
  /// The given value as text.
  package let found: String
  package let reason: Reason

  init(_ name: String, found: String, _ reason: Reason) {
    self.name = name
    self.found = found
    self.reason = reason
  }

  /// The error that reports the disagreement.
  var error: BPNetError {
    switch reason {
    case .differs(let text):
      .invalidArgument(name: name, found: found, expected: "\(text), as in the model")
    case .isNoChoice(let text):
      .invalidArgument(name: name, found: "\(found) beside a model to start from", expected: text)
    case .isUsed:
      .invalidArgument(name: name, found: found, expected: "columns that the model does not use")
    }
  }
}

extension TrainingRecipe {
  /// The first choice that contradicts the network, the task or the scaling of a model; nil if there is none.
  package func disagreement(with model: Model) -> Disagreement? {
    severalRuns ?? disagreementOfNetwork(with: model) ?? disagreementOfPreprocessing(with: model)
  }

  /// The choice that asks for several runs, which cannot all start from the weights of a model; nil if there
  /// is none.
  var severalRuns: Disagreement? {
    if let restartCount, restartCount > 1 {
      let instead = "1: training starts from the model's weights"
      return Disagreement("restartCount", found: "\(restartCount)", .isNoChoice(instead: instead))
    }
    if hidden == .search {
      let instead = "none: the network is the model's"
      return Disagreement(
        "hidden", found: "\(TrainingRecipe.HiddenLayers.search)", .isNoChoice(instead: instead))
    }
    return nil
  }

  private func disagreementOfNetwork(with model: Model) -> Disagreement? {
    if let weightInitializer {
      let instead = "none: the first weights are the model's"
      return Disagreement("weightInitializer", found: "\(weightInitializer)", .isNoChoice(instead: instead))
    }
    if let biasInitializer {
      let instead = "none: the first biases are the model's"
      return Disagreement("biasInitializer", found: "\(biasInitializer)", .isNoChoice(instead: instead))
    }
    let layers = model.topology.layers
    let hiddenLayers = layers.dropLast()
    let (sizes, functions) = (hiddenLayers.map(\.outputCount), hiddenLayers.map(\.activation))
    if let hidden,
      hidden.sizes(inputCount: model.topology.inputCount, outputCount: model.topology.outputCount) != sizes
    {
      return Disagreement(
        "hidden", found: "\(hidden)",
        .differs(from: sizes.isEmpty ? "no hidden layer" : "\(TrainingRecipe.HiddenLayers.sizes(sizes))"))
    }
    let isForAll = activations?.count == 1 && !functions.isEmpty
    if let activations, activations != functions,
      !(isForAll && functions.allSatisfy { $0 == activations[0] })
    {
      return Disagreement(
        "activations", found: TrainingRecipe.text(activations),
        .differs(from: functions.isEmpty ? "no hidden layer" : TrainingRecipe.text(functions)))
    }
    let output = model.topology.outputActivation
    if let outputActivation, outputActivation != output {
      return Disagreement("outputActivation", found: "\(outputActivation)", .differs(from: "\(output)"))
    }
    if let bias, layers.contains(where: { $0.bias != bias }) {
      let biases = layers.map(\.bias.rawValue).joined(separator: ",")
      return Disagreement("bias", found: bias.rawValue, .differs(from: biases))
    }
    return nil
  }

  private func disagreementOfPreprocessing(with model: Model) -> Disagreement? {
    let (details, recipe) = (model.preprocessing.details, model.record.recipe)
    if let task, task != model.task {
      return Disagreement("task", found: task.rawValue, .differs(from: model.task.rawValue))
    }
    for (name, given, own) in [
      ("window", window, details?.window), ("horizon", horizon, details?.horizon),
    ] {
      guard let given, given != own else { continue }
      return Disagreement(name, found: "\(given)", .differs(from: own.map { "\($0)" } ?? "none"))
    }
    for (name, given, own) in [
      ("normalization", normalization, recipe.normalization),
      ("targetNormalization", targetNormalization, recipe.targetNormalization),
    ] {
      guard let given, given != own else { continue }
      return Disagreement(
        name, found: given.rawValue, .differs(from: own?.rawValue ?? "none given: the scaling is kept"))
    }
    return nil
  }

  private static func text(_ activations: [Activation]) -> String {
    activations.map(\.description).joined(separator: ",")
  }
}

extension TrainingRecipe {
  /// The first choice of columns that contradicts the columns of a model; nil if there is none.
  ///
  /// - Throws: `BPNetError.invalidArgument` if a column is not in the table.
  package func disagreement(
    with preprocessing: Preprocessing, in table: Table
  ) throws(BPNetError) -> Disagreement? {
    let isNamed = preprocessing.hasHeader && table.hasHeader
    func isColumn(_ index: Int, _ column: Preprocessing.Column) -> Bool {
      isNamed ? table.columns[index].name == column.name : index == column.position
    }
    if let target {
      let (indices, own) = (try ColumnSelection(target).indices(in: table), preprocessing.targets)
      guard indices.count == own.count, zip(indices, own).allSatisfy({ isColumn($0, $1) }) else {
        let names = own.map(\.name).joined(separator: ",")
        return Disagreement("target", found: target, .differs(from: names))
      }
    }
    if let weightColumn {
      let indices = try ColumnSelection(weightColumn, argument: "weightColumn").indices(in: table)
      let own = preprocessing.weights
      guard let own, indices.count == 1, isColumn(indices[0], own) else {
        return Disagreement("weightColumn", found: weightColumn, .differs(from: own?.name ?? "none"))
      }
    }
    if let ignoredColumns {
      let indices = try ColumnSelection(ignoredColumns, argument: "ignoredColumns").indices(in: table)
      let used = preprocessing.inputs + preprocessing.targets
      let names = Set(used.map(\.sourceName))
      let positions = Set(used.map(\.position))
      func isUsed(_ index: Int) -> Bool {
        isNamed ? names.contains(table.columns[index].name) : positions.contains(index)
      }
      if let index = indices.first(where: isUsed) {
        return Disagreement("ignoredColumns", found: table.columns[index].name, .isUsed)
      }
    }
    return try disagreementOfCategories(with: preprocessing, in: table)
  }

  /// The choice of one-hot columns, if the model has none where there is to be one, or the other way round.
  private func disagreementOfCategories(
    with preprocessing: Preprocessing, in table: Table
  ) throws(BPNetError) -> Disagreement? {
    let isNamed = preprocessing.hasHeader && table.hasHeader
    let coded = preprocessing.inputs.filter { $0.coding?.category != nil }
    let agrees =
      switch oneHot {
      case nil, .automatic: true
      case .some(.none): coded.isEmpty
      case .columns(let text):
        try ColumnSelection(text, argument: "oneHot").indices(in: table).allSatisfy { index in
          coded.contains { isNamed ? $0.sourceName == table.columns[index].name : $0.position == index }
        }
      }
    guard !agrees, let oneHot else { return nil }
    let names = coded.map(\.sourceName).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    let own = names.isEmpty ? "\(Table.OneHotChoice.none)" : names.joined(separator: ",")
    return Disagreement("oneHot", found: "\(oneHot)", .differs(from: own))
  }
}
