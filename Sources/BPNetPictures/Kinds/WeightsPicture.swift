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
    let names = model.preprocessing.inputs.map(\.name)
    return .weights(
      model.weights(ofLayer: 0), shape: shape,
      inputs: names.count == inputCount ? names : (1...inputCount).map { "\($0)" })
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
    var caption = counted(rows.count, "neuron") + " of the first layer"
    if shown.count < rows.count { caption += "; the \(shown.count) with the largest weights" }
    let layout = shape.map { Tiles(images: shown.count, shape: $0) }
    let columns = min(inputs.count, columnLimit)
    if shape == nil, columns < inputs.count { caption += "; \(columns) of \(inputs.count) inputs" }
    let rowHeight = min(22, max(8, 300 / Double(max(shown.count, 1))))
    let names = (0..<columns).map { inputs[$0] }
    let nameHeight = min(names.map { PictureText.width($0, size: 11) }.max() ?? 0, 90) + 12
    let height = 100 + (layout?.height ?? Double(shown.count) * rowHeight + nameHeight)
    return Picture(
      title: "Weights of the first layer",
      summary: "The weights of \(counted(shown.count, "neuron")) from \(counted(inputs.count, "input")), "
        + "shaded from \(PictureText.number(-reach, digits: 2)) to \(PictureText.number(reach, digits: 2)).",
      caption: caption, height: height
    ) { canvas, rectangle in
      drawShades(reach, on: &canvas, at: Point(rectangle.x, rectangle.y + 2), width: rectangle.width)
      let body = rectangle.inset(top: 30)
      if let layout {
        for (place, row) in shown.enumerated() {
          layout.draw(rows[row], reach, at: place, in: body, on: &canvas)
        }
      } else {
        let left = 30.0
        let width = (body.width - left) / Double(max(columns, 1))
        for (line, row) in shown.enumerated() {
          let y = body.y + Double(line) * rowHeight
          if rowHeight >= 11 {
            canvas.text(
              "\(row + 1)", at: Point(body.x + left - 6, y + rowHeight / 2 + 4), .muted, anchor: .end,
              size: 11)
          }
          for column in 0..<columns {
            let step = Style.signedStep(ofFraction: rows[row][column] / reach)
            canvas.rectangle(
              Rectangle(body.x + left + Double(column) * width, y, max(width - 1, 1), max(rowHeight - 1, 1)),
              .signed(step))
          }
        }
        let bottom = body.y + Double(shown.count) * rowHeight
        let turns = width < nameHeight
        for (column, name) in names.enumerated() where width >= 8 {
          let middle = body.x + left + (Double(column) + 0.5) * width
          canvas.text(
            name, at: Point(turns ? middle + 4 : middle, bottom + (turns ? 6 : 15)),
            anchor: turns ? .end : .middle, size: min(11, width + 1), limit: 90, rotation: turns ? -90 : nil)
        }
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
