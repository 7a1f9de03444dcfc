import BPNet

/// A line about work under way, made of the fields for which there is room: a field is there whole or not at
/// all.
struct ProgressLine {
  /// A text of the line.
  struct Field {
    let text: String
    /// What a narrow window has in its place.
    let short: String
    /// The place in the order in which fields get room, from 0.
    let rank: Int
  }

  /// The fields, from left to right.
  private var fields: [Field] = []
  /// The bar: how much of the work is done, and the number of fields to its left.
  private var bar: (done: Int, total: Int, position: Int, rank: Int)?

  private static let gap = "  "
  private static let barWidths = 8...22
  /// The width below which fields are short.
  private static let narrowWidth = 50

  mutating func add(_ text: String, short: String? = nil, rank: Int) {
    fields.append(Field(text: text, short: short ?? text, rank: rank))
  }

  /// Adds a bar, which takes what room the other fields leave.
  mutating func addBar(done: Int, total: Int, rank: Int) {
    bar = (done, total, fields.count, rank)
  }

  /// All fields without the bar, for a line that stays.
  var plain: String { fields.map(\.text).joined(separator: Self.gap) }

  /// The line for `width` columns: fields in the order of their ranks, as long as there is room.
  func text(width: Int) -> String {
    let isNarrow = width < Self.narrowWidth
    var lengths = fields.map { (rank: $0.rank, length: (isNarrow ? $0.short : $0.text).count) }
    if let bar { lengths.append((bar.rank, Self.barWidths.lowerBound)) }
    lengths.sort { $0.rank < $1.rank }
    var used = -Self.gap.count
    var lastRank = -1
    for (rank, length) in lengths {
      guard used + Self.gap.count + length <= width else { break }
      used += Self.gap.count + length
      lastRank = rank
    }
    var texts: [String] = []
    for (position, field) in fields.enumerated() {
      if let bar, bar.position == position { texts += barText(bar, lastRank, room: width - used) }
      if field.rank <= lastRank { texts.append(isNarrow ? field.short : field.text) }
    }
    if let bar, bar.position == fields.count { texts += barText(bar, lastRank, room: width - used) }
    return texts.joined(separator: Self.gap)
  }

  /// The bar's text, if there is room for one.
  private func barText(
    _ bar: (done: Int, total: Int, position: Int, rank: Int), _ lastRank: Int, room: Int
  ) -> [String] {
    guard bar.rank <= lastRank else { return [] }
    let width = min(Self.barWidths.lowerBound + room, Self.barWidths.upperBound) - 2
    let filled = bar.total > 0 ? min(width, Int(Double(width) * Double(bar.done) / Double(bar.total))) : width
    let tip = filled < width ? ">" : ""
    return [
      "[" + String(repeating: "=", count: filled) + tip
        + String(repeating: " ", count: width - filled - tip.count) + "]"
    ]
  }
}

extension ProgressLine {
  /// The line for the state of training.
  ///
  /// `epoch  37/100  [===>      ]  loss 0.01235  val 0.01502  accuracy 0.973  12,345 samples/s  1:03 elapsed
  /// 1:47 left`, of which a window of 40 columns has ` 37/100  loss 0.01235  1:47 left`.
  init(_ progress: TrainingProgress, elapsed: Double, secondsLeft: Double?, isLive: Bool) {
    if let total = progress.totalEpochs {
      let epoch = Self.padded(progress.epoch, to: total)
      add("epoch " + epoch, short: epoch, rank: 0)
      if isLive { addBar(done: progress.epoch, total: total, rank: 5) }
    } else {
      add("epoch \(progress.epoch)", rank: 0)
    }
    func loss(_ value: Double) -> String {
      let text = NumberText.significant(value, digits: 4)
      // So that the fields behind it stay where they are.
      return isLive ? text + String(repeating: " ", count: max(0, 7 - text.count)) : text
    }
    add("loss " + loss(progress.trainingLoss), rank: 1)
    if let value = progress.validationLoss {
      add((isLive ? "val " : "validation ") + loss(value), rank: 3)
    }
    if let figure = progress.figure {
      add("\(figure.name) \(NumberText.fixed(figure.value, digits: 3))", rank: 4)
    }
    if let rate = progress.samplesPerSecond { add("\(NumberText.grouped(rate)) samples/s", rank: 7) }
    add("\(Self.time(elapsed)) elapsed", rank: 6)
    if let secondsLeft { add("\(Self.time(secondsLeft)) left", rank: 2) }
  }

  /// The line for the state of many pieces of work.
  ///
  /// `folds 2/5  [=======>            ]  2 running  34 s left`
  init(_ progress: WorkProgress, isLive: Bool) {
    add("\(progress.name) " + Self.padded(progress.done, to: progress.total), rank: 0)
    if isLive { addBar(done: progress.done, total: progress.total, rank: 2) }
    if progress.running > 0 { add("\(progress.running) running", rank: 3) }
    if let seconds = progress.secondsLeft, progress.done < progress.total {
      add("\(Self.time(seconds)) left", rank: 1)
    }
  }

  private static func padded(_ value: Int, to total: Int) -> String {
    String(repeating: " ", count: max(0, "\(total)".count - "\(value)".count)) + "\(value)/\(total)"
  }

  /// A time in few characters: "7 s", "3:07", "2:05:07".
  static func time(_ seconds: Double) -> String {
    guard seconds.isFinite, (0..<1e12).contains(seconds) else { return "\(seconds) s" }
    let whole = Int(seconds.rounded())
    func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60):\(twoDigits(whole % 60))" }
    return "\(whole / 3600):\(twoDigits(whole / 60 % 60)):\(twoDigits(whole % 60))"
  }
}
