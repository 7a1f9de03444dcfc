import BPNet

extension PictureKind {
  static let calibration = PictureKind(
    "calibration", .modelAndData, "how often predictions come true, by their probability"
  ) { request throws(BPNetError) in
    let outcomes: ClassOutcomes
    switch try request.classifiedOutcomes(for: "calibration") {
    case .labels(let labels): return try .calibration(of: labels, request)
    case .classes(let classes): outcomes = classes
    }
    let error = outcomes.metrics.calibrationError
    if outcomes.labels.count == 2 || request.target != nil {
      let index = request.target == nil ? 1 : try request.index(of: request.target, among: outcomes.labels)
      return .calibration(
        probabilities: outcomes.scores(ofClass: index), isTrue: outcomes.actual.map { $0 == index },
        event: outcomes.labels[index], error: error)
    }
    let count = outcomes.labels.count
    let best = outcomes.actual.indices.map { sample -> (index: Int, value: Double) in
      var best = (index: 0, value: -Double.infinity)
      for index in 0..<count where outcomes.probabilities[sample * count + index] > best.value {
        best = (index, outcomes.probabilities[sample * count + index])
      }
      return best
    }
    return .calibration(
      probabilities: best.map(\.value), isTrue: zip(best, outcomes.actual).map { $0.index == $1 },
      event: "the predicted class", error: error)
  }
}

extension Picture {
  /// The second label of the target that is asked for, or those of all.
  fileprivate static func calibration(
    of outcomes: LabelOutcomes, _ request: PictureRequest
  ) throws(BPNetError) -> Picture {
    guard let target = request.target else {
      return .calibration(
        probabilities: outcomes.probabilities, isTrue: outcomes.actual.map { $0 == 1 },
        event: "each target's second label")
    }
    let index = try request.index(of: target, among: outcomes.targets)
    return .calibration(
      probabilities: outcomes.scores(ofTarget: index), isTrue: outcomes.isSecond(ofTarget: index),
      event: outcomes.labels[index])
  }

  /// How often an event came true, by its predicted probability in ten bins, above how often these occur.
  ///
  /// - Parameters:
  ///   - event: what was predicted.
  ///   - error: the expected calibration error, if it is known.
  public static func calibration(
    probabilities: [Double], isTrue: [Bool], event: String, error: Double? = nil
  ) -> Picture {
    let binCount = 10
    var counts = [Int](repeating: 0, count: binCount)
    var (sums, hits) = ([Double](repeating: 0, count: binCount), [Int](repeating: 0, count: binCount))
    for (probability, came) in zip(probabilities, isTrue) where probability.isFinite {
      let bin = min(max(Int(probability * Double(binCount)), 0), binCount - 1)
      counts[bin] += 1
      sums[bin] += probability
      hits[bin] += came ? 1 : 0
    }
    let means = counts.indices.filter { counts[$0] > 0 }.map {
      (sums[$0] / Double(counts[$0]), Double(hits[$0]) / Double(counts[$0]))
    }
    let number = error.map { PictureText.number($0, digits: 3) }
    return Picture(
      title: "Calibration",
      summary: "The observed share of \(event) over its predicted probability, in \(binCount) bins"
        + (number.map { "; expected calibration error \($0)." } ?? "."),
      caption: "probability of \(event.shortenedForCaption)"
        + (number.map { "; calibration error \($0)" } ?? ""),
      legend: [
        Legend.Entry(symbol: .marker(0), name: "observed"),
        Legend.Entry(symbol: .plainLine(.axis, dash: "3 3"), name: "perfect"),
      ], height: 430
    ) { canvas, rectangle in
      let upper = Rectangle(rectangle.x, rectangle.y, rectangle.width, rectangle.height * 0.66)
      let frame = Frame(in: upper, x: .unit, y: .unit, titles: .init(x: nil, y: "observed share"))
      canvas.draw(frame)
      canvas.polyline([frame.point(0, 0), frame.point(1, 1)], .axis, width: 1.2, dash: "3 3")
      let points = means.compactMap { frame.point($0.0, $0.1) }
      canvas.polyline(points, .line(0))
      canvas.markers(points, series: 0, radius: 4.5)
      let lower = Rectangle(
        rectangle.x, upper.bottom + 2, rectangle.width, rectangle.bottom - upper.bottom - 2)
      bars(counts, on: &canvas, in: lower, alignedWith: frame)
    }
  }

  /// How many samples each bin has.
  private static func bars(
    _ counts: [Int], on canvas: inout Canvas, in rectangle: Rectangle, alignedWith upper: Frame
  ) {
    let y = Scale.linear([0] + counts.map(Double.init), tickCount: 2)
    var frame = Frame(
      in: rectangle, x: .unit, y: y, titles: .init(x: "predicted probability", y: "samples"))
    frame = frame.aligned(with: upper)
    canvas.draw(frame)
    for (bin, count) in counts.enumerated() where count > 0 {
      guard let a = frame.point(Double(bin) / Double(counts.count), Double(count)),
        let b = frame.point(Double(bin + 1) / Double(counts.count), 0)
      else { continue }
      canvas.rectangle(Rectangle(a.x + 1.5, a.y, b.x - a.x - 3, max(b.y - a.y, 0.8)), .fill(0))
    }
  }
}

extension String {
  /// At most as long as a caption has room for.
  var shortenedForCaption: String { PictureText.shortened(self, to: 30) }
}
