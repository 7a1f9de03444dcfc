import BPNet

extension PictureKind {
  static let weights = PictureKind(
    "weights", .model, "the weights of the first layer: images of square inputs, else a table of shades"
  ) { request throws(BPNetError) in
    let model = try request.requireModel()
    let inputCount = model.topology.inputCount
    var shape = request.shape
    if let given = shape, given.width * given.height != inputCount {
      throw .invalidArgument(
        name: "shape", found: "\(given.width)x\(given.height)", expected: "\(inputCount) inputs in all")
    }
    let side = Int(Double(inputCount).squareRoot().rounded())
    if shape == nil, side >= 4, side * side == inputCount { shape = (side, side) }
    return .weights(
      model.weights(ofLayer: 0), shape: shape,
      inputs: model.inputNames ?? (1...inputCount).map { "\($0)" })
  }
}

extension Picture {
  private static let imageLimit = 36
  private static let rowLimit = 40
  private static let columnLimit = 40

  /// The weights of a layer, a row a neuron: as images of `shape`, else as a table of shades.
  ///
  /// - Parameters:
  ///   - rows: each neuron's weights.
  ///   - shape: the width and height of the inputs as an image.
  ///   - inputs: the names of the inputs.
  public static func weights(
    _ rows: [[Double]], shape: (width: Int, height: Int)? = nil, inputs: [String]
  ) -> Picture {
    let magnitudes = rows.joined().map(\.magnitude).filter(\.isFinite).sorted()
    // Beyond the largest half per cent shades no longer grow.
    let reach = max(magnitudes.isEmpty ? 1 : magnitudes[(magnitudes.count - 1) * 995 / 1000], 1e-300)
    let limit = shape == nil ? rowLimit : imageLimit
    let norms = rows.map { $0.reduce(0) { $0 + $1 * $1 } }
    let shown = rows.indices.sorted { (norms[$1], $0) < (norms[$0], $1) }.prefix(limit).sorted()
    var caption = counted(rows.count, "neuron")
    if shown.count < rows.count {
      caption = "the \(shown.count) of \(rows.count) neurons with the largest weights"
    }
    let images = shape.map { Tiles(images: shown.count, shape: $0) }
    let columns = min(inputs.count, columnLimit)
    if shape == nil, columns < inputs.count { caption += "; \(columns) of \(inputs.count) inputs" }
    let table = ShadeTable(rows: shown, columns: Array(inputs.prefix(columns)))
    return Picture(
      title: "Weights of the first layer",
      summary: "The weights of \(counted(shown.count, "neuron")) from \(counted(inputs.count, "input")), "
        + "shaded from \(PictureText.number(-reach, digits: 2)) to \(PictureText.number(reach, digits: 2)).",
      caption: caption, height: 100 + (images?.height ?? table.height)
    ) { canvas, rectangle in
      drawShades(reach, on: &canvas, at: Point(rectangle.x, rectangle.y + 2), width: rectangle.width)
      let body = rectangle.inset(top: 30)
      guard let images else { return table.draw(rows, reach, in: body, on: &canvas) }
      for (place, row) in shown.enumerated() {
        images.draw(rows[row], reach, at: place, in: body, on: &canvas)
      }
    }
  }

  /// What shades mean.
  private static func drawShades(
    _ reach: Double, on canvas: inout Canvas, at point: Point, width: Double
  ) {
    let cell = 8.0
    let all = Double(Palette.signedStepCount) * cell
    let low = PictureText.number(-reach, digits: 2)
    let left = point.x + PictureText.width(low, size: 11.5) + 8
    canvas.text(low, at: Point(point.x, point.y + 12), .muted, size: 11.5)
    for step in 0..<Palette.signedStepCount {
      canvas.rectangle(Rectangle(left + Double(step) * cell, point.y + 2, cell, 12), .signed(step))
    }
    canvas.text(
      PictureText.number(reach, digits: 2), at: Point(left + all + 8, point.y + 12), .muted, size: 11.5)
  }
}

/// A table of shades: a row a neuron, a column an input.
private struct ShadeTable {
  private static let size = 11.0
  private static let nameLimit = 90.0

  private let rows: [Int]
  private let names: [String]
  private let rowHeight: Double
  private let cellWidth: Double
  private let turnsNames: Bool

  /// - Parameters:
  ///   - rows: the neurons.
  ///   - columns: the names of the inputs.
  init(rows: [Int], columns: [String]) {
    (self.rows, names) = (rows, columns)
    rowHeight = min(22, max(8, 300 / Double(max(rows.count, 1))))
    let widest = columns.map { PictureText.width($0, size: Self.size) }.max() ?? 0
    cellWidth = (Picture.usualWidth - 28 - Self.left) / Double(max(columns.count, 1))
    turnsNames = cellWidth < min(widest, Self.nameLimit) + 8
  }

  /// The room for the numbers of neurons.
  private static let left = 30.0

  /// The height of the rows, and of the names below them.
  var height: Double {
    let widest = names.map { PictureText.width($0, size: Self.size) }.max() ?? 0
    return Double(rows.count) * rowHeight + (turnsNames ? min(widest, Self.nameLimit) + 12 : 22)
  }

  /// The distance of the lines of text that have room, in cells of a size.
  private static func stride(_ cell: Double) -> Int { max(1, Int(((size + 1) / cell).rounded(.up))) }

  func draw(_ weights: [[Double]], _ reach: Double, in body: Rectangle, on canvas: inout Canvas) {
    let left = body.x + Self.left
    // Numbers and names that would touch the one before are left out.
    let rowStride = Self.stride(rowHeight)
    for (line, row) in rows.enumerated() {
      let y = body.y + Double(line) * rowHeight
      if line.isMultiple(of: rowStride) {
        canvas.text(
          "\(row + 1)", at: Point(left - 6, y + rowHeight / 2 + 4), .muted, anchor: .end, size: Self.size)
      }
      for column in names.indices {
        let x = left + Double(column) * cellWidth
        canvas.rectangle(
          Rectangle(x, y, max(cellWidth - 1, 1), max(rowHeight - 1, 1)),
          .signed(Style.signedStep(ofFraction: weights[row][column] / reach)))
      }
    }
    let bottom = body.y + Double(rows.count) * rowHeight
    let stride = turnsNames ? Self.stride(cellWidth) : 1
    for (column, name) in names.enumerated() where column.isMultiple(of: stride) {
      let middle = left + (Double(column) + 0.5) * cellWidth
      if turnsNames {
        canvas.text(
          name, at: Point(middle + 4, bottom + 6), anchor: .end, size: Self.size, limit: Self.nameLimit,
          rotation: -90)
      } else {
        canvas.text(
          name, at: Point(middle, bottom + 15), anchor: .middle, size: Self.size, limit: cellWidth - 6)
      }
    }
  }
}

/// Images side by side.
private struct Tiles {
  let shape: (width: Int, height: Int)
  let columns: Int
  let size: Double
  let height: Double

  init(images: Int, shape: (width: Int, height: Int)) {
    self.shape = shape
    let aspect = Double(shape.height) / Double(shape.width)
    columns = min(images, images > 16 ? 6 : images > 6 ? 4 : 3)
    size = min((412 - Double(columns - 1) * 6) / Double(columns), 130)
    let rows = (images + columns - 1) / columns
    height = Double(rows) * (size * aspect + 6)
  }

  func draw(
    _ weights: [Double], _ reach: Double, at place: Int, in body: Rectangle, on canvas: inout Canvas
  ) {
    let aspect = Double(shape.height) / Double(shape.width)
    let x = body.x + Double(place % columns) * (size + 6)
    let y = body.y + Double(place / columns) * (size * aspect + 6)
    let cell = size / Double(shape.width)
    let middle = Palette.signedStepCount / 2
    canvas.rectangle(Rectangle(x, y, size, size * aspect), .signed(middle))
    var paths: [Int: String] = [:]
    for row in 0..<shape.height {
      var column = 0
      while column < shape.width {
        let step = Style.signedStep(ofFraction: weights[row * shape.width + column] / reach)
        var end = column + 1
        while end < shape.width,
          Style.signedStep(ofFraction: weights[row * shape.width + end] / reach) == step
        { end += 1 }
        if step != middle {
          let (left, right) = (x + Double(column) * cell, x + Double(end) * cell)
          let (top, bottom) = (y + Double(row) * cell, y + Double(row + 1) * cell)
          paths[step, default: ""] +=
            "M\(Canvas.coordinate(left)) \(Canvas.coordinate(top))H\(Canvas.coordinate(right))"
            + "V\(Canvas.coordinate(bottom))H\(Canvas.coordinate(left))Z"
        }
        column = end
      }
    }
    for step in paths.keys.sorted() { canvas.path(paths[step] ?? "", .signed(step)) }
  }
}
