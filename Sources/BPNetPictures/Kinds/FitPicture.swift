import BPNet

extension PictureKind {
  static let fit = PictureKind(
    "fit", .modelAndData, "the predicted curve over one input, with the data's points"
  ) { request throws(BPNetError) in
    let model = try request.requireModel()
    let outcomes = try request.valueOutcomes(for: "fit")
    guard model.task == .regress else { throw request.mismatch("fit", "a model of regression") }
    let input = try request.varyingInputs(1, of: model)[0]
    let slice = try Slice(of: model, inputs: [input], request)
    let name = model.preprocessing.inputs[input].name
    let range = Scale.linear(slice.points.map { $0[0] }, isRounded: false)
    let grid = (0...240).map { range.value(at: Double($0) / 240) }
    let target = try request.index(of: request.target, among: model.preprocessing.targets.map(\.name))
    let predictions = try slice.predictions(at: grid.map { [$0] })
    guard case .values(let values, let names) = predictions else {
      throw request.mismatch("fit", "a model of regression")
    }
    let curve = grid.indices.map { (grid[$0], values[$0 * names.count + target]) }
    return .fit(
      points: zip(slice.points, outcomes.actual).map { ($0[0], $1) }, curve: curve, input: name,
      target: outcomes.name, remark: slice.remark)
  }
}

extension Picture {
  /// A fitted curve and the points that it was fitted to.
  ///
  /// - Parameters:
  ///   - points: pairs of an input and a target.
  ///   - curve: pairs of an input and a prediction, in rising order of the input.
  ///   - input: the input's name.
  ///   - target: the target's name.
  ///   - remark: a line below the title.
  public static func fit(
    points: [(Double, Double)], curve: [(Double, Double)], input: String, target: String,
    remark: String? = nil
  ) -> Picture {
    let shown = Thinning.indices(points.count).map { points[$0] }
    let remarks = [remark, Thinning.remark(points.count)].compactMap { $0 }
    let legend = [
      Legend.Entry(symbol: .marker(0), name: "data"),
      Legend.Entry(symbol: .plainLine(.line(1), dash: nil), name: "prediction"),
    ]
    return Picture(
      title: "\(target) over \(input)",
      summary: "\(counted(points.count, "point")) of \(target) over \(input), and the curve that a network "
        + "fits to them.",
      caption: remarks.isEmpty ? nil : remarks.joined(separator: "; "), legend: legend
    ) { canvas, rectangle in
      let frame = Frame(
        in: rectangle, x: .linear((points + curve).map(\.0), isRounded: false),
        y: .linear((points + curve).map(\.1), isRounded: false), titles: .init(x: input, y: target))
      canvas.draw(frame)
      canvas.markers(shown.compactMap { frame.point($0.0, $0.1) }, series: 0, radius: 3)
      canvas.clipped(to: frame.area) { canvas in
        canvas.polyline(curve.map { frame.point($0.0, $0.1) }, .line(1), width: 2.5)
      }
    }
  }
}
