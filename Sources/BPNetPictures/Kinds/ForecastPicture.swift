import BPNet

extension PictureKind {
  static let forecast = PictureKind(
    "forecast", .modelAndData, "a series, its predictions a step ahead, and its continuation"
  ) { request throws(BPNetError) in
    let (model, table) = (try request.requireModel(), try request.requireTable())
    guard model.task == .forecast else { throw request.mismatch("forecast", "a model of forecasts") }
    let outcomes = try model.outcomes(of: table, use: request.use)
    guard case .values(let predicted, let actual, let names) = outcomes.values,
      let window = model.preprocessing.details?.window
    else { throw request.mismatch("forecast", "a model of forecasts") }
    let series = model.preprocessing.targets.map(\.name)
    let index = try request.index(of: request.target, among: series)
    let rows = outcomes.rows.map { $0 + window }
    func column(_ values: [Double]) -> [(row: Int, value: Double)] {
      rows.indices.map { (rows[$0], values[$0 * names.count + index]) }
    }
    var known = column(actual)
    if let first = outcomes.rows.first {
      let head = try model.inputValues(
        of: table, rows: Array(first..<first + window), inputs: [index])
      known = head.enumerated().map { (first + $0, $1) } + known
    }
    var next: [(row: Int, value: Double)] = []
    let steps = request.steps ?? window
    if steps > 0, case .values(let values, _) = try model.forecast(table, steps: steps) {
      next = (0..<steps).map { (table.rowCount + $0, values[$0 * series.count + index]) }
    }
    return .forecast(
      series: known, predicted: column(predicted), continuation: next, name: series[index])
  }
}

extension Picture {
  /// The most rows of a series that are drawn.
  private static let rowLimit = 240

  /// A series with its predictions and its continuation, each value by its row; of a long one the end.
  public static func forecast(
    series: [(row: Int, value: Double)], predicted: [(row: Int, value: Double)],
    continuation: [(row: Int, value: Double)], name: String
  ) -> Picture {
    let last = series.last?.row ?? 0
    let first = max(series.first?.row ?? 0, last - rowLimit + 1)
    let known = series.filter { $0.row >= first }
    let told = predicted.filter { $0.row >= first }
    let join = known.suffix(1) + continuation
    let end = continuation.last?.row ?? last
    var legend = [
      Legend.Entry(symbol: .line(0), name: name), Legend.Entry(symbol: .line(1), name: "predicted"),
    ]
    if !continuation.isEmpty {
      legend.append(
        Legend.Entry(symbol: .line(2), name: "continued \(counted(continuation.count, "row"))"))
    }
    return Picture(
      title: "Forecast of \(name)",
      summary: "Rows \(first + 1) to \(last + 1) of \(name), their predictions from the rows before"
        + (continuation.isEmpty ? "." : ", and a continuation of \(counted(continuation.count, "row"))."),
      caption: known.count < series.count
        ? "the last \(known.count) of \(PictureText.grouped(series.count)) rows" : nil, legend: legend
    ) { canvas, rectangle in
      let frame = Frame(
        in: rectangle, x: .counting(from: first + 1, through: end + 1),
        y: .linear((known + told + continuation).map(\.value), isRounded: false),
        titles: .init(x: "row", y: name))
      canvas.draw(frame)
      if !continuation.isEmpty, let place = frame.horizontal(Double(last + 1)) {
        canvas.line(from: Point(place, frame.area.y), to: Point(place, frame.area.bottom), .axis, dash: "2 3")
      }
      for (index, part) in [known, told, Array(join)].enumerated() {
        canvas.polyline(
          part.map { frame.point(Double($0.row + 1), $0.value) }, .line(index),
          width: index == 0 ? 1.6 : 2, dash: Marker.dash(series: index))
      }
      if known.count == 1 {
        canvas.markers(known.compactMap { frame.point(Double($0.row + 1), $0.value) }, series: 0)
      }
    }
  }
}
