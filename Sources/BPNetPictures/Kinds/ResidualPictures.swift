import BPNet

extension PictureKind {
  static let predicted = PictureKind(
    "predicted", .modelAndData, "predicted against true numbers"
  ) { request throws(BPNetError) in
    let outcomes = try request.valueOutcomes(for: "predicted")
    return .predicted(outcomes.predicted, actual: outcomes.actual, target: outcomes.name)
  }

  static let residuals = PictureKind(
    "residuals", .modelAndData, "true minus predicted numbers over the predicted ones"
  ) { request throws(BPNetError) in
    let outcomes = try request.valueOutcomes(for: "residuals")
    return .residuals(outcomes.predicted, actual: outcomes.actual, target: outcomes.name)
  }
}

extension Picture {
  /// Predicted against true numbers, with the line on which both are equal.
  public static func predicted(_ predicted: [Double], actual: [Double], target: String) -> Picture {
    let scale = Scale.linear(predicted + actual, isRounded: false)
    let shown = Thinning.indices(min(predicted.count, actual.count))
    let figures = figures(predicted, actual)
    return Picture(
      title: "Predicted and true \(target)",
      summary: "Predictions of \(target) over its true values, for "
        + "\(counted(predicted.count, "sample")); \(figures).",
      caption: [figures, Thinning.remark(predicted.count)].compactMap { $0 }.joined(separator: "; "),
      legend: [
        Legend.Entry(symbol: .marker(0), name: "samples"),
        Legend.Entry(symbol: .plainLine(.axis, dash: "3 3"), name: "perfect"),
      ], height: 420
    ) { canvas, rectangle in
      let frame = Frame(
        in: rectangle, x: scale, y: scale, titles: .init(x: "true \(target)", y: "predicted \(target)"),
        isSquare: true)
      canvas.draw(frame)
      canvas.polyline(
        [frame.point(scale.low, scale.low), frame.point(scale.high, scale.high)], .axis, width: 1.2,
        dash: "3 3")
      canvas.markers(
        shown.compactMap { frame.point(actual[$0], predicted[$0]) }, series: 0,
        radius: shown.count > 400 ? 2.2 : 3.2)
    }
  }

  /// "R² 0.93, RMSE 2.1".
  private static func figures(_ predicted: [Double], _ actual: [Double]) -> String {
    guard !actual.isEmpty, predicted.count == actual.count else { return "no samples" }
    let metrics = Metrics.Regression(predicted: predicted, actual: actual, targetCount: 1)
    return "R² \(PictureText.number(metrics.coefficientOfDetermination, digits: 3)), "
      + "RMSE \(PictureText.number(metrics.rootMeanSquaredError, digits: 3, wholeDigits: 9))"
  }

  /// The mean and the standard deviation of values, computed in multiples of `unit`, so that no square of
  /// large values is infinite.
  private static func moments(_ values: [Double], unit: Double) -> (mean: Double, deviation: Double) {
    let count = Double(max(values.count, 1))
    let mean = values.reduce(0) { $0 + $1 / unit } / count
    let variance = values.reduce(0) { $0 + ($1 / unit - mean) * ($1 / unit - mean) } / count
    return (mean * unit, variance.squareRoot() * unit)
  }

  /// True minus predicted numbers over the predicted ones, with their distribution at the side.
  public static func residuals(_ predicted: [Double], actual: [Double], target: String) -> Picture {
    let residuals = zip(predicted, actual).map { $1 - $0 }
    let shown = Thinning.indices(residuals.count)
    let reach = residuals.map(\.magnitude).filter(\.isFinite).max() ?? 1
    let (mean, deviation) = moments(residuals, unit: reach > 0 ? reach : 1)
    let figures =
      "mean \(PictureText.number(mean, digits: 2, wholeDigits: 9)), standard deviation "
      + PictureText.number(deviation, digits: 3, wholeDigits: 9)
    return Picture(
      title: "Residuals of \(target)",
      summary: "True minus predicted \(target) over the prediction, for "
        + "\(counted(residuals.count, "sample")); \(figures).",
      caption: [figures, Thinning.remark(residuals.count)].compactMap { $0 }.joined(separator: "; ")
    ) { canvas, rectangle in
      let side = 64.0
      let frame = Frame(
        in: rectangle.inset(right: side), x: .linear(predicted, isRounded: false),
        y: .linear([-reach, reach], isRounded: false),
        titles: .init(x: "predicted \(target)", y: "true − predicted"))
      canvas.draw(frame)
      canvas.line(
        from: Point(frame.area.x, frame.area.y + frame.area.height / 2),
        to: Point(frame.area.right, frame.area.y + frame.area.height / 2), .inkLine, width: 1.2)
      canvas.markers(
        shown.compactMap { frame.point(predicted[$0], residuals[$0]) }, series: 0,
        radius: shown.count > 400 ? 2.2 : 3.2)
      let bins = Histogram(residuals, from: frame.y.low, to: frame.y.high, count: 24)
      let most = Double(bins.counts.max() ?? 1)
      let height = frame.area.height / Double(bins.counts.count)
      for (index, count) in bins.counts.enumerated() where count > 0 {
        canvas.rectangle(
          Rectangle(
            frame.area.right + 10, frame.area.bottom - Double(index + 1) * height,
            max(Double(count) / most * (side - 14), 1), height - 1), .fill(0))
      }
    }
  }
}

/// How many values are in each of some bins of equal width.
struct Histogram {
  let counts: [Int]

  init(_ values: some Sequence<Double>, from low: Double, to high: Double, count: Int) {
    var counts = [Int](repeating: 0, count: count)
    for value in values where value.isFinite && value >= low && value <= high {
      let place = high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0.5
      counts[min(Int(place * Double(count)), count - 1)] += 1
    }
    self.counts = counts
  }
}
