import BPNet

/// How well a class's probabilities rank its samples above the others.
struct ClassRanking {
  let label: String
  let scores: [Double]
  let isPositive: [Bool]

  /// The most curves of a picture.
  private static let limit = 6

  /// Those of the model's classes; of several targets each one's second label.
  ///
  /// - Throws: `BPNetError.invalidArgument` for a model of numbers, and data of a single class.
  static func all(
    for kind: String, _ request: PictureRequest
  ) throws(BPNetError) -> (rankings: [ClassRanking], remark: String?) {
    switch try request.classifiedOutcomes(for: kind) {
    case .classes(let outcomes): try all(of: outcomes, request)
    case .labels(let outcomes): try all(of: outcomes, request)
    }
  }

  /// The second label of the target that is asked for, or of the first ones.
  static func all(
    of outcomes: LabelOutcomes, _ request: PictureRequest
  ) throws(BPNetError) -> (rankings: [ClassRanking], remark: String?) {
    let names = outcomes.targets
    let usable = names.indices.filter { Set(outcomes.isSecond(ofTarget: $0)).count == 2 }
    guard !usable.isEmpty else {
      throw .invalidArgument(
        name: "DATA", found: "rows of a single label", expected: "rows of both labels of a target")
    }
    let chosen =
      try request.target.map { target throws(BPNetError) in
        [try request.index(of: target, among: names)]
      } ?? Array(usable.prefix(limit))
    let remark =
      "each target's second label"
      + (chosen.count < usable.count && request.target == nil
        ? "; the first \(limit) of \(usable.count) targets" : "")
    return (
      chosen.map { index in
        ClassRanking(
          label: outcomes.labels[index], scores: outcomes.scores(ofTarget: index),
          isPositive: outcomes.isSecond(ofTarget: index))
      }, remark
    )
  }

  /// The second of two classes; of more the one that is asked for, or the most frequent ones, each against
  /// all others.
  static func all(
    of outcomes: ClassOutcomes, _ request: PictureRequest
  ) throws(BPNetError) -> (rankings: [ClassRanking], remark: String?) {
    let count = outcomes.labels.count
    var supports = [Int](repeating: 0, count: count)
    for index in outcomes.actual { supports[index] += 1 }
    let usable = (0..<count).filter { supports[$0] > 0 && supports[$0] < outcomes.actual.count }
    guard !usable.isEmpty else {
      throw .invalidArgument(name: "DATA", found: "rows of a single class", expected: "rows of two or more")
    }
    var chosen = usable.sorted { (supports[$1], $0) < (supports[$0], $1) }.prefix(limit).sorted()
    if request.target != nil || count == 2 {
      chosen = [request.target == nil ? 1 : try request.index(of: request.target, among: outcomes.labels)]
    }
    let remark =
      count == 2 || request.target != nil
      ? nil
      : "each class against all others"
        + (usable.count > chosen.count ? "; the \(limit) most frequent of \(usable.count)" : "")
    return (
      chosen.map { index in
        ClassRanking(
          label: outcomes.labels[index], scores: outcomes.scores(ofClass: index),
          isPositive: outcomes.actual.map { $0 == index })
      }, remark
    )
  }

  /// False and true positive rates, and the area under the curve.
  var roc: (points: [(Double, Double)], area: Double) {
    let points =
      Metrics.ROCCurve(scores: scores, isPositive: isPositive)?.points.map {
        ($0.falsePositiveRate, $0.truePositiveRate)
      } ?? []
    let area = zip(points, points.dropFirst()).reduce(0) {
      $0 + ($1.1.0 - $1.0.0) * ($1.1.1 + $1.0.1) / 2
    }
    return (points, points.isEmpty ? .nan : area)
  }

  /// Recalls and precisions by falling threshold, and the average precision.
  var precisionRecall: (points: [(Double, Double)], average: Double) {
    let positives = isPositive.count { $0 }
    guard positives > 0 else { return ([], .nan) }
    let order = scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
    var points: [(Double, Double)] = []
    var (hits, average, recall) = (0, 0.0, 0.0)
    for (rank, index) in order.enumerated() {
      if isPositive[index] { hits += 1 }
      // Samples of equal scores are predicted together.
      if rank + 1 < order.count, scores[order[rank + 1]] == scores[index] { continue }
      let precision = Double(hits) / Double(rank + 1)
      let next = Double(hits) / Double(positives)
      average += (next - recall) * precision
      recall = next
      if points.isEmpty { points.append((0, precision)) }
      points.append((recall, precision))
    }
    return (points, average)
  }
}

extension PictureKind {
  static let roc = PictureKind(
    "roc", .modelAndData, "true against false positive rate over all thresholds, with the area"
  ) { request throws(BPNetError) in
    let (rankings, remark) = try ClassRanking.all(for: "roc", request)
    let curves = rankings.map { (name: $0.label, value: $0.roc.area, points: $0.roc.points) }
    return .curves(
      curves, title: "Receiver operating characteristic", caption: remark ?? "with the area under the curve",
      titles: ("false positive rate", "true positive rate"), hasDiagonal: true)
  }

  static let precisionRecall = PictureKind(
    "precision-recall", .modelAndData, "precision against recall over all thresholds, with the average"
  ) { request throws(BPNetError) in
    let (rankings, remark) = try ClassRanking.all(for: "precision-recall", request)
    let curves = rankings.map { ranking in
      let curve = ranking.precisionRecall
      return (name: ranking.label, value: curve.average, points: curve.points)
    }
    return .curves(
      curves, title: "Precision and recall", caption: remark ?? "with the average precision",
      titles: ("recall", "precision"), hasDiagonal: false)
  }
}

extension Picture {
  /// Curves in the unit square, each with a figure.
  static func curves(
    _ curves: [(name: String, value: Double, points: [(Double, Double)])], title: String, caption: String?,
    titles: (x: String, y: String), hasDiagonal: Bool
  ) -> Picture {
    let values = curves.map { PictureText.fixed($0.value, digits: 3) }
    let legend = curves.indices.map {
      Legend.Entry(symbol: .line($0), name: curves[$0].name, value: values[$0])
    }
    let figures = zip(curves, values).map { "\($0.name): \($1)" }
    return Picture(
      title: title,
      summary: "\(titles.y) over \(titles.x); \(figures.joined(separator: ", ")).",
      caption: caption, legend: legend, height: 400
    ) { canvas, rectangle in
      let frame = Frame(
        in: rectangle, x: .unit, y: .unit, titles: .init(x: titles.x, y: titles.y), isSquare: true)
      canvas.draw(frame)
      if hasDiagonal {
        canvas.polyline([frame.point(0, 0), frame.point(1, 1)], .axis, width: 1, dash: "3 3")
      }
      for (index, curve) in curves.enumerated() {
        canvas.polyline(
          Thinning.line(curve.points.map { frame.point($0.0, $0.1) }), .line(index), width: 2.2,
          dash: Marker.dash(series: index))
      }
    }
  }
}
