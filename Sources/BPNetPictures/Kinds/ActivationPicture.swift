import BPNet

extension PictureKind {
  static let activations = PictureKind(
    "activations", .optionalModel, "activation functions with their derivatives: all, or a model's"
  ) { request throws(BPNetError) in
    var functions = request.activations
    if functions.isEmpty, let model = request.model {
      for layer in model.topology.layers where !functions.contains(layer.activation) {
        functions.append(layer.activation)
      }
    }
    if functions.isEmpty {
      functions = try Activation.names.map { (name) throws(BPNetError) in try Activation(parsing: name) }
    }
    return try .activations(functions)
  }
}

extension Picture {
  /// Activation functions with their derivatives; softmax, which is none of a single number, is left out.
  ///
  /// - Throws: `BPNetError.invalidArgument` if none is left.
  public static func activations(_ functions: [Activation]) throws(BPNetError) -> Picture {
    let functions = functions.filter { $0 != .softmax }
    guard !functions.isEmpty else {
      throw .invalidArgument(
        name: "activation", found: "softmax alone", expected: "functions of a single number")
    }
    let curves = try functions.map { (function) throws(BPNetError) in try ActivationCurve(function) }
    let columns = min(curves.count, 3)
    let rows = (curves.count + columns - 1) / columns
    let cellHeight = columns == 1 ? 270.0 : columns == 2 ? 200.0 : 158.0
    let names = functions.map(\.description).joined(separator: ", ")
    return Picture(
      title: curves.count == 1 ? "Activation \(names)" : "Activation functions",
      summary: "f(z) and its derivative for z from −4 to 4: \(names).",
      legend: [
        Legend.Entry(symbol: .line(0), name: "f(z)"), Legend.Entry(symbol: .line(1), name: "f′(z)"),
      ], height: 66 + Double(rows) * cellHeight
    ) { canvas, rectangle in
      let width = rectangle.width / Double(columns)
      let labelWidth = curves.map { Frame.labelWidth(of: $0.scale) }.max() ?? 0
      for (index, curve) in curves.enumerated() {
        let cell = Rectangle(
          rectangle.x + Double(index % columns) * width,
          rectangle.y + Double(index / columns) * cellHeight, width, cellHeight - 4)
        curve.draw(on: &canvas, in: cell, isTitled: curves.count > 1, labelWidth: labelWidth)
      }
    }
  }
}

/// A function and its derivative from −4 to 4.
private struct ActivationCurve {
  private static let places = (-80...80).map { Double($0) / 20 }

  let name: String
  let values: [Double]
  /// Empty where the function has none to train with.
  let derivatives: [Double]

  init(_ function: Activation) throws(BPNetError) {
    let topology = try Topology(inputCount: 1, layers: [Layer(outputCount: 1, activation: function)])
    var network = try Network<Double>(topology: topology)
    network.setWeights([1], ofLayer: 0)
    network.setBiases([0], ofLayer: 0)
    name = function.description
    values = network.predict(Self.places)
    derivatives = Self.places.compactMap { place in
      (try? Explanation(
        network: network, input: [place], target: [0], loss: .halfSquared, learningRate: 0.1))?.layers.last?
        .derivative?.first
    }
  }

  var scale: Scale { Scale.linear([0, 1] + values + derivatives, tickCount: 4) }

  func draw(on canvas: inout Canvas, in cell: Rectangle, isTitled: Bool, labelWidth: Double) {
    let ticks = isTitled ? [-4.0, 0, 4] : [-4, -2, 0, 2, 4]
    let x = Scale(
      isLogarithmic: false, low: -4, high: 4,
      ticks: ticks.map { Scale.Tick(value: $0, label: PictureText.number($0)) })
    let frame = Frame(in: cell.inset(top: isTitled ? 16 : 0), x: x, y: scale, labelWidth: labelWidth)
    canvas.draw(frame)
    if isTitled {
      canvas.text(
        name, at: Point(frame.area.middle, cell.y + 14), anchor: .middle, isBold: true, limit: cell.width)
    }
    // A jump is a gap, not a slope.
    let points = Self.places.indices.map { index -> Point? in
      let isJump = index > 0 && (values[index] - values[index - 1]).magnitude > 0.5
      return isJump ? nil : frame.point(Self.places[index], values[index])
    }
    canvas.polyline(points, .line(0))
    if derivatives.count == Self.places.count {
      let steps = Self.places.indices.map { index -> Point? in
        let isJump = index > 0 && (derivatives[index] - derivatives[index - 1]).magnitude > 0.3
        return isJump ? nil : frame.point(Self.places[index], derivatives[index])
      }
      canvas.polyline(steps, .line(1), dash: Marker.dash(series: 1))
    }
  }
}
