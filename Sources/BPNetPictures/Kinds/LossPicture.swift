import BPNet

extension PictureKind {
  static let loss = PictureKind(
    "loss", .losses, "training and validation loss over the epochs, with the best epoch"
  ) { request throws(BPNetError) in
    if !request.lines.isEmpty {
      return .loss(try TrainingHistory(log: request.lines, source: request.source))
    }
    guard let history = request.history ?? request.model?.record.history, !history.entries.isEmpty else {
      throw .invalidArgument(
        name: "MODEL", found: "a model without the losses of its epochs",
        expected: "one trained with --history, or the file of --log")
    }
    return .loss(history, bestEpoch: request.model?.record.bestEpoch)
  }
}

extension Picture {
  /// The losses of the epochs: logarithmic where they fall far, and with the best epoch marked.
  ///
  /// - Parameters:
  ///   - bestEpoch: the epoch of the weights that were kept; nil means that of the least validation loss.
  ///   - title: the title.
  ///   - unit: what is counted.
  public static func loss(
    _ history: TrainingHistory, bestEpoch: Int? = nil, title: String = "Loss", unit: String = "epoch"
  ) -> Picture {
    let entries = history.entries
    let hasValidation = entries.contains { $0.validationLoss != nil }
    let watched = entries.compactMap { entry in entry.validationLoss.map { (entry.epoch, $0) } }
    let best = bestEpoch ?? watched.filter { $0.1.isFinite }.min { $0.1 < $1.1 }?.0
    let losses = entries.flatMap { [$0.trainingLoss] + [$0.validationLoss].compactMap { $0 } }
    let first = entries.first?.epoch ?? 0
    let last = entries.last?.epoch ?? 1
    let x = Scale.counting(from: first <= 1 ? 0 : first, through: entries.count == 1 ? last + 1 : last)
    let y = Scale.fitting(losses)
    var summary = "Training loss from \(text(entries.first?.trainingLoss)) to "
    summary += "\(text(entries.last?.trainingLoss)) over \(unit)s \(first) to \(last)"
    if let end = watched.last { summary += ", validation loss \(text(end.1)) at the end" }
    let isBestTold = hasValidation && best != nil && best != 0
    if isBestTold, let best { summary += ", best epoch \(best)" }
    var legend = [Legend.Entry(symbol: .line(0), name: "training")]
    if hasValidation { legend.append(Legend.Entry(symbol: .line(1), name: "validation")) }
    return Picture(title: title, summary: summary + ".", legend: legend) { canvas, rectangle in
      let frame = Frame(
        in: rectangle, x: x, y: y,
        titles: .init(x: unit, y: y.isLogarithmic ? "loss (logarithmic)" : "loss"))
      canvas.draw(frame)
      let training = entries.map { frame.point(Double($0.epoch), $0.trainingLoss) }
      let validation = entries.map { entry in
        entry.validationLoss.flatMap { frame.point(Double(entry.epoch), $0) }
      }
      canvas.polyline(Thinning.line(training), .line(0))
      canvas.polyline(Thinning.line(validation), .line(1), dash: Marker.dash(series: 1))
      if entries.count == 1 {
        canvas.markers(training.compactMap { $0 }, series: 0)
        canvas.markers(validation.compactMap { $0 }, series: 1)
      }
      if isBestTold, let best { mark(best, entries, in: frame, on: &canvas) }
    }
  }

  private static func text(_ value: Double?) -> String { PictureText.number(value ?? .nan, digits: 4) }

  /// The best epoch, as a line across the losses.
  private static func mark(
    _ best: Int, _ entries: [TrainingHistory.Entry], in frame: Frame, on canvas: inout Canvas
  ) {
    guard let x = frame.horizontal(Double(best)), x >= frame.area.x - 1, x <= frame.area.right + 1 else {
      return
    }
    canvas.line(from: Point(x, frame.area.y), to: Point(x, frame.area.bottom), .axis, dash: "2 3")
    let entry = entries.first { $0.epoch == best }
    if let loss = entry?.validationLoss ?? entry?.trainingLoss, let point = frame.point(Double(best), loss) {
      canvas.markers([point], series: entry?.validationLoss == nil ? 0 : 1, radius: 4.5)
    }
    let label = "best epoch \(best)"
    let isRight = x + PictureText.width(label, size: 12) + 8 < frame.area.right
    canvas.text(
      label, at: Point(x + (isRight ? 6 : -6), frame.area.y + 12), .muted, anchor: isRight ? .start : .end)
  }
}

extension TrainingHistory {
  /// The losses in the lines of a training's log.
  fileprivate init(log: String, source: String) throws(BPNetError) {
    let lines = try LineValue.objects(log, source: source, expected: "an object of --log")
    var losses: [Int: (training: Double, validation: Double?)] = [:]
    for line in lines {
      guard let number = line["epoch"]?.number, let epoch = Int(exactly: number) else { continue }
      // A training that is continued logs an epoch once more.
      let training = (line["train_loss"] ?? line["training_loss"] ?? line["loss"])?.number
      losses[epoch] = (training ?? .nan, line["validation_loss"]?.number)
    }
    guard !losses.isEmpty else {
      throw .invalidData(at: .init(file: source), found: "no epoch", expected: "the lines of --log")
    }
    self.init(
      losses: losses.sorted { $0.key < $1.key }.map { ($0.key, $0.value.training, $0.value.validation) })
  }
}
