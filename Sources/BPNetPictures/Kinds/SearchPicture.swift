import BPNet

extension PictureKind {
  static let search = PictureKind(
    "search", .trials, "the trials of a search by their rank, with their figures"
  ) { request throws(BPNetError) in
    let results = try SearchResults(request.lines, source: request.source)
    return .ranking(
      results.trials, options: results.options, metric: results.metric, trialCount: results.trialCount)
  }
}

extension Picture {
  private static let trialLimit = 24

  /// Trials with their figures, the best first.
  ///
  /// - Parameters:
  ///   - trials: what was chosen in each, in the order of `options`, its figure, and its standard deviation
  ///     over folds.
  ///   - options: the names of what was chosen.
  ///   - metric: the name of the figure.
  ///   - trialCount: how many trials there were, with those that were refused.
  ///   - title: the title; nil means one of trials.
  ///   - noun: what they are called.
  ///   - isRanked: whether the first one is the best, and stands out.
  public static func ranking(
    _ trials: [(choices: [String], value: Double, deviation: Double?)], options: [String], metric: String,
    trialCount: Int? = nil, title: String? = nil, noun: String = "trial", isRanked: Bool = true
  ) -> Picture {
    let shown = Array(trials.prefix(trialLimit))
    let table = ChoiceTable(shown.map(\.choices), options: options)
    let metricName = metric.replacing("_", with: " ")
    var caption = counted(trialCount ?? trials.count, noun) + (isRanked ? ", the best first" : "")
    let hasDeviations = shown.contains { $0.deviation != nil }
    if shown.count < trials.count { caption = "the first \(shown.count) of \(counted(trials.count, noun))" }
    if hasDeviations { caption += "; lines are ± one standard deviation" }
    let first = shown.first.map { trial in
      let choices = zip(options, trial.choices).map { $0.isEmpty ? $1 : "\($0) \($1)" }
      return "\(choices.joined(separator: ", ")), \(PictureText.number(trial.value))"
    }
    return Picture(
      title: title ?? "Trials by \(metricName)",
      summary: "\(caption). \(isRanked ? "The best" : "The first") is \(first ?? "none").",
      caption: caption, width: max(usualWidth, table.width + 240),
      height: 104 + table.headHeight + ChoiceTable.rowHeight * Double(max(shown.count, 1))
    ) { canvas, rectangle in
      let ends = shown.flatMap { [$0.value - ($0.deviation ?? 0), $0.value + ($0.deviation ?? 0)] }
      let frame = Frame(
        in: rectangle.inset(left: table.width, top: table.headHeight, right: 56),
        x: .linear(ends, tickCount: 4, isRounded: false),
        y: Scale(isLogarithmic: false, low: 0, high: 1, ticks: []), titles: .init(x: metricName))
      canvas.draw(frame)
      table.draw(on: &canvas, left: rectangle.x, rows: frame.area, marksFirst: isRanked)
      for (index, trial) in shown.enumerated() {
        let isBest = index == 0 && isRanked
        draw(trial, at: table.height(ofRow: index, in: frame.area), isBest: isBest, in: frame, on: &canvas)
      }
    }
  }

  /// A trial's figure, with its deviation.
  private static func draw(
    _ trial: (choices: [String], value: Double, deviation: Double?), at y: Double, isBest: Bool,
    in frame: Frame, on canvas: inout Canvas
  ) {
    guard let x = frame.horizontal(trial.value) else {
      return canvas.text("no figure", at: Point(frame.area.x + 6, y + 4), .muted)
    }
    canvas.line(from: Point(frame.area.x, y), to: Point(frame.area.right, y), .grid)
    if let deviation = trial.deviation, let a = frame.horizontal(trial.value - deviation),
      let b = frame.horizontal(trial.value + deviation)
    {
      canvas.line(from: Point(a, y), to: Point(b, y), .line(isBest ? 1 : 0), width: 1.6)
    }
    canvas.markers([Point(x, y)], series: isBest ? 1 : 0, radius: 4.6)
    canvas.text(PictureText.figure(trial.value), at: Point(frame.area.right + 8, y + 4), .muted, size: 11.5)
  }
}

/// What was chosen in each trial, as a table beside their figures: a column for each option that varies.
private struct ChoiceTable {
  static let rowHeight = 20.0
  private static let size = 12.0
  private static let gap = 12.0

  private let rows: [[String]]
  private let options: [String]
  /// The width of each column, without the gap behind it.
  private let widths: [Double]

  init(_ choices: [[String]], options: [String]) {
    let all = options.indices.filter { column in choices.allSatisfy { column < $0.count } }
    let varying = all.filter { column in Set(choices.map { $0[column] }).count > 1 }
    let columns = varying.isEmpty ? all : varying
    rows = choices.map { row in columns.map { row[$0] } }
    self.options = columns.map { options[$0] }
    // Of many columns none takes all of the room.
    let limit = columns.count > 3 ? 96.0 : 150
    let (rows, names) = (rows, self.options)
    widths = names.indices.map { column in
      let texts = [names[column]] + rows.map { $0[column] }
      let widest = texts.map { PictureText.width($0, size: Self.size) }.max() ?? 0
      return min(widest * 1.1 + 2, limit)
    }
  }

  /// The width of all columns.
  var width: Double { widths.reduce(0) { $0 + $1 + Self.gap } }

  /// The height of the names of options; 0 where there are none.
  var headHeight: Double { options.contains { !$0.isEmpty } ? 20 : 0 }

  /// The middle of a row.
  func height(ofRow index: Int, in area: Rectangle) -> Double {
    area.y + (Double(index) + 0.5) * area.height / Double(max(rows.count, 1))
  }

  func draw(on canvas: inout Canvas, left: Double, rows area: Rectangle, marksFirst: Bool) {
    var x = left
    for (column, name) in options.enumerated() {
      let limit = widths[column]
      if !name.isEmpty { canvas.text(name, at: Point(x, area.y - 9), .muted, size: 11.5, limit: limit) }
      for (index, row) in rows.enumerated() {
        canvas.text(
          row[column], at: Point(x, height(ofRow: index, in: area) + 4), isBold: index == 0 && marksFirst,
          limit: limit)
      }
      x += limit + Self.gap
    }
  }
}

/// What `bpnet search --json` prints.
private struct SearchResults {
  let metric: String
  let trialCount: Int
  /// The names of the options, in alphabetical order.
  let options: [String]
  let trials: [(choices: [String], value: Double, deviation: Double?)]

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
    let options = Set(order.flatMap { ($0["options"]?.members ?? [:]).keys }).sorted()
    self.options = options
    trials = order.map { trial in
      let choices = options.map { name in
        let value = trial["options"]?.members[name]
        return value?.text ?? value?.number.map { PictureText.number($0) } ?? ""
      }
      let mean = trial["mean"]?.members ?? trial
      return (choices, mean[metric]?.number ?? .nan, trial["sd"]?.members[metric]?.number)
    }
  }
}
