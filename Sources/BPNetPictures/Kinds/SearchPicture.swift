import BPNet

extension PictureKind {
  static let search = PictureKind(
    "search", .trials, "the trials of a search by their rank, with their figures"
  ) { request throws(BPNetError) in
    let results = try SearchResults(request.lines, source: request.source)
    return .ranking(results.trials, metric: results.metric, trialCount: results.trialCount)
  }
}

extension Picture {
  private static let trialLimit = 24

  /// Trials with their figures, the best first.
  ///
  /// - Parameters:
  ///   - trials: what distinguishes each, its figure, and its standard deviation over folds.
  ///   - metric: the name of the figure.
  ///   - trialCount: how many trials there were, with those that were refused.
  ///   - title: the title; nil means one of trials.
  ///   - noun: what they are called.
  ///   - isRanked: whether the first one is the best, and stands out.
  public static func ranking(
    _ trials: [(name: String, value: Double, deviation: Double?)], metric: String, trialCount: Int? = nil,
    title: String? = nil, noun: String = "trial", isRanked: Bool = true
  ) -> Picture {
    let shown = Array(trials.prefix(trialLimit))
    let rowHeight = 20.0
    let ends = shown.flatMap { [$0.value - ($0.deviation ?? 0), $0.value + ($0.deviation ?? 0)] }
    let metricName = metric.replacing("_", with: " ")
    var caption = counted(trialCount ?? trials.count, noun) + (isRanked ? ", the best first" : "")
    if shown.count < trials.count { caption = "the first \(shown.count) of \(counted(trials.count, noun))" }
    let first = shown.first.map { "\($0.name), \(PictureText.number($0.value))" } ?? "none"
    return Picture(
      title: title ?? "Trials by \(metricName)",
      summary: "\(caption). \(isRanked ? "The best" : "The first") is \(first).", caption: caption,
      height: 104 + rowHeight * Double(max(shown.count, 1))
    ) { canvas, rectangle in
      let widest = shown.map { PictureText.width($0.name, size: 12) }.max() ?? 0
      let left = min(widest * 1.15, 200) + 12
      let body = rectangle.inset(left: left - 9, right: 56)
      let frame = Frame(
        in: body, x: .linear(ends, tickCount: 4, isRounded: false),
        y: Scale(isLogarithmic: false, low: 0, high: 1, ticks: []), titles: .init(x: metricName))
      canvas.draw(frame)
      let height = frame.area.height / Double(max(shown.count, 1))
      for (index, trial) in shown.enumerated() {
        let y = frame.area.y + (Double(index) + 0.5) * height
        canvas.text(
          trial.name, at: Point(frame.area.x - 8, y + 4), anchor: .end, isBold: index == 0 && isRanked,
          limit: 190)
        guard let x = frame.horizontal(trial.value) else {
          canvas.text("no figure", at: Point(frame.area.x + 6, y + 4), .muted)
          continue
        }
        canvas.line(from: Point(frame.area.x, y), to: Point(frame.area.right, y), .grid)
        if let deviation = trial.deviation, let a = frame.horizontal(trial.value - deviation),
          let b = frame.horizontal(trial.value + deviation)
        {
          canvas.line(from: Point(a, y), to: Point(b, y), .line(index == 0 && isRanked ? 1 : 0), width: 1.6)
        }
        canvas.markers([Point(x, y)], series: index == 0 && isRanked ? 1 : 0, radius: 4.6)
        canvas.text(
          PictureText.number(trial.value), at: Point(frame.area.right + 8, y + 4), .muted, size: 11.5)
      }
    }
  }
}

/// What `bpnet search --json` prints.
private struct SearchResults {
  let metric: String
  let trialCount: Int
  let trials: [(name: String, value: Double, deviation: Double?)]

  init(_ text: String, source: String) throws(BPNetError) {
    var (byNumber, last) = ([Int: [String: LineValue]](), [String: LineValue]())
    for members in try LineValue.objects(text, source: source, expected: "an object of `search --json`") {
      if let number = members["trial"]?.number, let trial = Int(exactly: number) {
        byNumber[trial] = members
      } else {
        last = members
      }
    }
    guard case .array(let ranking)? = last["ranking"], let metric = last["rank_by"]?.text else {
      throw .invalidData(
        at: .init(file: source), found: "no ranking", expected: "the output of a whole `search --json`")
    }
    let order = ranking.compactMap { $0.number.flatMap { byNumber[Int($0)] } }
    self.metric = metric
    trialCount = byNumber.count
    trials = order.map { trial in
      let options = trial["options"]?.members ?? [:]
      let name = options.sorted { $0.key < $1.key }.map { key, value in
        "\(key) \(value.text ?? value.number.map { PictureText.number($0) } ?? "")"
      }.joined(separator: ", ")
      let mean = trial["mean"]?.members ?? trial
      return (name, mean[metric]?.number ?? .nan, trial["sd"]?.members[metric]?.number)
    }
  }
}
