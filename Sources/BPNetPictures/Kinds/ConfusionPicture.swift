import BPNet

extension PictureKind {
  static let confusion = PictureKind(
    "confusion", .modelAndData, "how many samples of each class are predicted as which"
  ) { request throws(BPNetError) in
    let outcomes = try request.classOutcomes(for: "confusion")
    return .confusion(outcomes.metrics.confusion, labels: outcomes.labels)
  }
}

extension Picture {
  /// The most classes that have a row of their own.
  private static let classLimit = 20

  /// A confusion matrix: a row a class, a column a prediction, shaded by the share of the row.
  ///
  /// - Parameters:
  ///   - matrix: the counts; of more than 20 classes the largest have rows, and the others one together.
  ///   - labels: the names of the classes.
  public static func confusion(_ matrix: Metrics.ConfusionMatrix, labels: [String]) -> Picture {
    let (names, counts) = merged(matrix, labels)
    let total = counts.joined().reduce(0, +)
    // Not of the rows: classes that are taken together are not predicted as one another.
    let hits = matrix.entries.reduce(0) { $0 + ($1.actual == $1.predicted ? $1.count : 0) }
    let share = PictureText.number(100 * Double(hits) / Double(max(total, 1)), digits: 3)
    let size = 12.0
    let longest = names.map { PictureText.width($0, size: size) }.max() ?? 0
    let left = min(longest, 110) + 30
    let cell = cellSize(counts, around: left + 40)
    let side = max(usualWidth - left - 40, cell * Double(names.count))
    let turnsLabels = Double(names.count) * (longest + 10) > side
    let bottom = turnsLabels ? min(longest, 80) + 42 : 48
    let numberSize = numberSize(counts, cell: cell)
    let height = 62 + cell * Double(names.count) + bottom
    return Picture(
      title: "Predicted and true classes",
      summary:
        "Of \(NumberText.grouped(total, "sample")) \(PictureText.grouped(hits)) are predicted correctly "
        + "(\(share) %)." + worst(counts, names),
      caption: "\(share) % of \(NumberText.grouped(total, "sample")) correct; shaded by share of the row",
      width: side + left + 40, height: height
    ) { canvas, rectangle in
      let origin = Point(rectangle.x + left - 4, rectangle.y + 4)
      let edge = cell * Double(names.count)
      for (row, values) in counts.enumerated() {
        let sum = values.reduce(0, +)
        let y = origin.y + Double(row) * cell
        canvas.text(
          names[row], at: Point(origin.x - 8, y + cell / 2 + 4), anchor: .end, size: min(size, cell),
          limit: 110)
        for (column, count) in values.enumerated() {
          let step = Style.step(ofFraction: sum == 0 ? 0 : Double(count) / Double(sum))
          let box = Rectangle(origin.x + Double(column) * cell, y, cell - 1.5, cell - 1.5)
          canvas.rectangle(box, .step(step), radius: min(cell / 10, 3))
          let text = PictureText.grouped(count)
          if count > 0, PictureText.width(text, size: numberSize) <= cell - 4 {
            canvas.text(
              text, at: Point(box.middle, y + cell / 2 - 0.75 + numberSize * 0.36), .onStep(step),
              anchor: .middle, size: numberSize)
          }
        }
      }
      for (column, name) in names.enumerated() {
        let x = origin.x + (Double(column) + 0.5) * cell
        if turnsLabels {
          canvas.text(
            name, at: Point(x + 4, origin.y + edge + 8), anchor: .end, size: min(size, cell), limit: 80,
            rotation: -90)
        } else {
          canvas.text(name, at: Point(x, origin.y + edge + 16), anchor: .middle, size: size, limit: cell)
        }
      }
      canvas.text(
        "predicted", at: Point(origin.x + edge / 2, origin.y + edge + bottom - 14), .muted, anchor: .middle)
      canvas.text(
        "true", at: Point(rectangle.x + 8, origin.y + edge / 2), .muted, anchor: .middle, rotation: -90)
    }
  }

  /// The widest picture of many classes.
  private static let largestWidth = 800.0

  /// The width of a cell, beside which there is room for labels: as in a picture of the usual width, or
  /// in a wider one if the numbers would be too small to be read.
  private static func cellSize(_ counts: [[Int]], around rest: Double) -> Double {
    let count = Double(counts.count)
    let (usual, largest) = ((usualWidth - rest) / count, (largestWidth - rest) / count)
    return min(max(usual, min(widest(counts) * 9 + 4, largest)), 84)
  }

  /// The width of the widest number, in letters of size 1.
  private static func widest(_ counts: [[Int]]) -> Double {
    counts.joined().map { PictureText.width(PictureText.grouped($0), size: 1) }.max() ?? 1
  }

  /// The size of all numbers: that for which the widest has room in its cell, or the least that can be read.
  private static func numberSize(_ counts: [[Int]], cell: Double) -> Double {
    max(7, min(13, (cell - 4) / widest(counts)))
  }

  /// The labels and counts, those beyond the largest classes together.
  private static func merged(
    _ matrix: Metrics.ConfusionMatrix, _ labels: [String]
  ) -> (names: [String], counts: [[Int]]) {
    guard matrix.classCount > classLimit else { return (labels, matrix.counts) }
    let largest = (0..<matrix.classCount).sorted {
      (matrix.support(of: $1), $0) < (matrix.support(of: $0), $1)
    }.prefix(classLimit - 1).sorted()
    var place = [Int](repeating: classLimit - 1, count: matrix.classCount)
    for (index, label) in largest.enumerated() { place[label] = index }
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classLimit), count: classLimit)
    for entry in matrix.entries { counts[place[entry.actual]][place[entry.predicted]] += entry.count }
    let others = "\(matrix.classCount - classLimit + 1) others"
    return (largest.map { labels[$0] } + [others], counts)
  }

  private static func worst(_ counts: [[Int]], _ names: [String]) -> String {
    var found: (count: Int, row: Int, column: Int)?
    for (row, values) in counts.enumerated() {
      for (column, count) in values.enumerated() where row != column && count > found?.count ?? 0 {
        found = (count, row, column)
      }
    }
    guard let found else { return "" }
    return " The most frequent error is \(names[found.row]) predicted as \(names[found.column]), "
      + "\(NumberText.grouped(found.count, "time"))."
  }
}
