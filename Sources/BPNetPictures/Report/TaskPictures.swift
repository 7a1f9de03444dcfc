import BPNet

extension ReportPage {
  /// The pictures that suit a model's task.
  ///
  /// - Parameters:
  ///   - outcomes: the samples that most of them are of.
  ///   - table: the data, for pictures over the inputs.
  package static func pictures(
    of model: Model, outcomes: Metrics.Outcomes?, table: Table
  ) -> [Picture] {
    var request = PictureRequest()
    (request.model, request.table, request.outcomes) = (model, table, outcomes)
    let inputCount = model.preprocessing.inputCount
    let kinds: [PictureKind] =
      switch model.task {
      case .classify:
        (inputCount == 2 ? [.boundary] : []) + [.confusion, .roc, .precisionRecall, .calibration]
      case .regress: (inputCount == 1 ? [.fit] : []) + [.predicted, .residuals]
      case .forecast: [.forecast, .predicted, .residuals]
      case .autoencode: [.predicted]
      }
    return pictures(kinds, of: request)
  }

  /// The pictures of some kinds, those of a single target for each of the main ones.
  ///
  /// A picture that cannot be drawn, say of a single class, is left out.
  private static func pictures(_ kinds: [PictureKind], of request: PictureRequest) -> [Picture] {
    let targets = mainTargets(of: request.outcomes)
    return kinds.flatMap { kind -> [Picture] in
      var request = request
      // What lies over the inputs shows all rows.
      if ["boundary", "fit", "forecast"].contains(kind.name) { request.outcomes = nil }
      guard ["predicted", "residuals"].contains(kind.name) else {
        return [try? kind.picture(of: request)].compactMap { $0 }
      }
      return targets.compactMap { target in
        request.target = target
        return try? kind.picture(of: request)
      }
    }
  }

  /// All of up to three targets; of more those that vary most, in the data's own units.
  private static func mainTargets(of outcomes: Metrics.Outcomes?) -> [String?] {
    guard case .values(_, let actual, let names)? = outcomes?.values, names.count > 1 else { return [nil] }
    guard names.count > targetLimit else { return names }
    let spreads = names.indices.map { column in
      let values = stride(from: column, to: actual.count, by: names.count).map { actual[$0] }
      let mean = values.reduce(0, +) / Double(max(values.count, 1))
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    let order = names.indices.sorted { (spreads[$1], $0) < (spreads[$0], $1) }
    return order.prefix(targetLimit).sorted().map { names[$0] }
  }

  private static let targetLimit = 3

  /// The pictures of outcomes alone, those of several models together among them.
  package static func pictures(of outcomes: Metrics.Outcomes) -> [Picture] {
    var request = PictureRequest()
    request.outcomes = outcomes
    let kinds: [PictureKind] = [
      .confusion, .roc, .precisionRecall, .calibration, .predicted, .residuals,
    ]
    return pictures(kinds, of: request)
  }

  /// The pictures of a model's network; of weights that are no numbers there is nothing to see.
  package static func networkPictures(of model: Model) -> [Picture] {
    var request = PictureRequest()
    request.model = model
    let isFinite = model.topology.layers.indices.allSatisfy { layer in
      model.weights(ofLayer: layer).allSatisfy { $0.allSatisfy(\.isFinite) }
    }
    let kinds: [PictureKind] = (isFinite ? [.network, .weights] : []) + [.activations]
    return kinds.compactMap { try? $0.picture(of: request) }
  }

  /// The columns of a table, with what a model uses them as; of wide data the first.
  package static func columns(
    of table: Table, for model: Model?, limit: Int = 40
  ) -> (columns: [ColumnStrip], remark: String?) {
    let inputs = Set(model?.preprocessing.inputs.map(\.sourceName) ?? [])
    let targets = Set(model?.preprocessing.targets.map(\.sourceName) ?? [])
    func role(_ name: String) -> String {
      if let model, model.preprocessing.weights?.name == name { return "weight" }
      if inputs.contains(name) { return targets.contains(name) ? "input and target" : "input" }
      return targets.contains(name) ? "target" : model == nil ? "" : "not used"
    }
    let count = table.columns.count
    let targetPlaces = table.columns.indices.filter { targets.contains(table.columns[$0].name) }
    var places = Array(0..<min(count, limit))
    if let target = targetPlaces.first, target >= limit { places[limit - 1] = target }
    return (
      places.map { ColumnStrip(of: table, column: $0, role: role(table.columns[$0].name)) },
      places.count < count ? "\(places.count) of \(PictureText.grouped(count)) columns" : nil
    )
  }
}
