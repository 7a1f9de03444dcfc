import BPNet

extension PictureKind {
  static let boundary = PictureKind(
    "boundary", .modelAndData, "the regions of the classes over two inputs, with the data's points"
  ) { request throws(BPNetError) in
    let model = try request.requireModel()
    let outcomes = try request.classOutcomes(for: "boundary")
    let inputs = try request.varyingInputs(2, of: model)
    let slice = try Slice(of: model, inputs: inputs, request)
    let names = inputs.map { model.preprocessing.inputs[$0].name }
    return try Picture.boundary(
      points: slice.points, classes: outcomes.actual, labels: outcomes.labels, inputs: names,
      remark: slice.remark
    ) { (places) throws(BPNetError) in
      guard case .classes(_, let probabilities, _) = try slice.predictions(at: places) else { return [] }
      return probabilities
    }
  }
}

extension Picture {
  /// The regions of classes over two inputs, and points of these classes.
  ///
  /// - Parameters:
  ///   - points: pairs of inputs.
  ///   - classes: the class of each point.
  ///   - labels: the names of the classes.
  ///   - inputs: the names of the inputs.
  ///   - title: the title; nil means one that names the inputs.
  ///   - remark: a line below the title.
  ///   - probabilities: the probabilities at pairs of inputs, `[pairs][classes]`.
  /// - Throws: what `probabilities` throws.
  public static func boundary(
    points: [[Double]], classes: [Int], labels: [String], inputs: [String], title: String? = nil,
    remark: String? = nil, width: Double = 440, height: Double = 380,
    probabilities: ([[Double]]) throws(BPNetError) -> [Double]
  ) throws(BPNetError) -> Picture {
    let x = Scale.linear(points.map { $0[0] }, isRounded: false)
    let y = Scale.linear(points.map { $0[1] }, isRounded: false)
    let count = 64
    let nodes = (0...count).flatMap { row in
      (0...count).map { column in
        [
          x.value(at: Double(column) / Double(count)), y.value(at: 1 - Double(row) / Double(count)),
        ]
      }
    }
    let values = try probabilities(nodes)
    let shown = Thinning.indices(points.count)
    let remarks = [remark, Thinning.remark(points.count)].compactMap { $0 }
    let present = labels.indices.filter { index in classes.contains(index) }
    let title = title ?? "Classes over \(inputs[0]) and \(inputs[1])"
    return Picture(
      title: title,
      summary:
        "The regions in which a network predicts each of \(counted(labels.count, "class", "classes")), "
        + "over \(inputs[0]) and \(inputs[1]), with \(counted(points.count, "point")) of the data.",
      caption: remarks.isEmpty ? nil : remarks.joined(separator: "; "),
      legend: present.map { Legend.Entry(symbol: .marker($0), name: labels[$0]) },
      width: width, height: height
    ) { canvas, rectangle in
      let frame = Frame(in: rectangle, x: x, y: y, titles: .init(x: inputs[0], y: inputs[1]))
      canvas.clipped(to: frame.area) { canvas in
        drawRegions(values, classCount: labels.count, count: count, in: frame.area, on: &canvas)
        for index in present {
          let places = shown.filter { classes[$0] == index }.compactMap {
            frame.point(points[$0][0], points[$0][1])
          }
          canvas.markers(places, series: index, radius: shown.count > 400 ? 2.4 : 3.6)
        }
      }
      canvas.draw(frame, hasGrid: false)
    }
  }

  /// Bands of probability for two classes; for more the region of each, with the lines between them.
  private static func drawRegions(
    _ values: [Double], classCount: Int, count: Int, in area: Rectangle, on canvas: inout Canvas
  ) {
    guard values.count == (count + 1) * (count + 1) * classCount, classCount > 1 else { return }
    let nodes = 0..<(count + 1) * (count + 1)
    if classCount == 2 {
      let grid = ValueGrid(count: count, area: area, values: nodes.map { values[2 * $0 + 1] })
      canvas.rectangle(area, .band(0))
      for band in 1..<Palette.bandCount {
        canvas.path(grid.region(atLeast: Double(band) / Double(Palette.bandCount)), .band(band))
      }
      return canvas.path(grid.contour(at: 0.5), .inkLine, width: 1.6)
    }
    let grids = (0..<classCount).map { index in
      ValueGrid(
        count: count, area: area,
        values: nodes.map { node in
          let all = values[node * classCount..<(node + 1) * classCount]
          let others = all.enumerated().lazy.filter { $0.offset != index }.map(\.element).max() ?? 0
          return values[node * classCount + index] - others
        })
    }
    for (index, grid) in grids.enumerated() { canvas.path(grid.region(atLeast: 0), .tint(index)) }
    for grid in grids { canvas.path(grid.contour(at: 0), .axis, width: 1.2) }
  }
}
