import BPNet

extension ReportPage {
  /// The pictures that suit a model's task.
  ///
  /// - Parameters:
  ///   - outcomes: the samples that most of them are of.
  ///   - table: the data, for pictures over the inputs.
  package static func pictures(
    of model: Model, outcomes: Model.Outcomes?, table: Table
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
    // A picture that cannot be drawn, say of a single class, is left out.
    return kinds.compactMap { kind in
      var request = request
      // What lies over the inputs shows all rows.
      if ["boundary", "fit", "forecast"].contains(kind.name) { request.outcomes = nil }
      return try? kind.picture(of: request)
    }
  }

  /// The pictures of outcomes alone, those of several models together among them.
  package static func pictures(of outcomes: Model.Outcomes) -> [Picture] {
    var request = PictureRequest()
    request.outcomes = outcomes
    let kinds: [PictureKind] = [
      .confusion, .roc, .precisionRecall, .calibration, .predicted, .residuals,
    ]
    return kinds.compactMap { try? $0.picture(of: request) }
  }

  /// The pictures of a model's network.
  package static func networkPictures(of model: Model) -> [Picture] {
    var request = PictureRequest()
    request.model = model
    return [PictureKind.network, .weights, .activations].compactMap { try? $0.picture(of: request) }
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
    let places =
      count <= limit
      ? Array(0..<count) : Set((0..<limit - 1) + targetPlaces.prefix(1)).sorted()
    return (
      places.map { ColumnStrip(of: table, column: $0, role: role(table.columns[$0].name)) },
      places.count < count ? "\(places.count) of \(PictureText.grouped(count)) columns" : nil
    )
  }
}
