import BPNet

extension PictureKind {
  static let network = PictureKind(
    "network", .model, "the layers, with the weights as the widths of lines"
  ) { request throws(BPNetError) in
    let model = try request.requireModel()
    let topology = model.topology
    let outputs = model.preprocessing.labels ?? model.preprocessing.targets.map(\.name)
    let isNamed = outputs.count == topology.outputCount
    return .network(
      weights: topology.layers.indices.map { model.weights(ofLayer: $0) },
      activations: topology.layers.map(\.activation),
      inputs: model.inputNames,
      outputs: isNamed ? outputs : topology.outputCount == 1 ? outputs.suffix(1) : nil)
  }
}

extension Model {
  /// The names of the network's inputs; nil if they have none.
  ///
  /// Those of a forecast say how many rows before the predicted one they are from.
  var inputNames: [String]? {
    let (names, count) = (preprocessing.inputs.map(\.name), topology.inputCount)
    guard task == .forecast, !names.isEmpty, count.isMultiple(of: names.count) else {
      return names.count == count ? names : nil
    }
    let window = count / names.count
    return (0..<count).map { index in
      let place = "t−\(window - index / names.count)"
      return names.count == 1 ? place : "\(names[index % names.count]) \(place)"
    }
  }
}

extension Picture {
  /// The neurons of a network in columns, and its weights as lines.
  ///
  /// Lines are wider for larger weights, and dashed for those below 0. Of a wide layer the
  /// first and the last neurons are drawn.
  ///
  /// - Parameters:
  ///   - weights: each layer's weights, a row a neuron.
  ///   - activations: each layer's activation.
  ///   - inputs: the names of the inputs, if there are any.
  ///   - outputs: the names of the outputs.
  public static func network(
    weights: [[[Double]]], activations: [Activation], inputs: [String]? = nil, outputs: [String]? = nil
  ) -> Picture {
    let sizes = [weights.first?.first?.count ?? 0] + weights.map(\.count)
    let text = sizes.map { "\($0)" }.joined(separator: "-")
    let columns = sizes.map(NeuronColumn.init)
    let hasLabels = (inputs != nil, outputs != nil)
    let highest = columns.map(\.places.count).max() ?? 1
    let height = 130 + Double(max(highest, 4)) * 25
    return Picture(
      title: "Network \(text)",
      summary: "A network of \(sizes.dropFirst().count) layers, \(text) neurons, with lines as wide as the "
        + "weights are large, and dashed for weights below 0.",
      caption: columns.contains { $0.isShortened } ? "of wide layers the first and last neurons" : nil,
      legend: [
        Legend.Entry(symbol: .plainLine(.line(0), dash: nil), name: "weight above 0"),
        Legend.Entry(symbol: .plainLine(.line(1), dash: "5 2"), name: "below 0"),
      ], height: height
    ) { canvas, rectangle in
      let body = rectangle.inset(
        left: hasLabels.0 ? 92 : 22, top: 8, right: hasLabels.1 ? 92 : 22, bottom: 36)
      func place(_ column: Int, _ slot: Int) -> Point {
        let count = columns[column].places.count
        let x = body.x + body.width * Double(column) / Double(max(columns.count - 1, 1))
        return Point(x, body.y + body.height * (Double(slot) + 0.5) / Double(count))
      }
      for layer in weights.indices {
        drawLines(weights[layer], from: columns[layer], to: columns[layer + 1], on: &canvas) {
          (place(layer, $0), place(layer + 1, $1))
        }
      }
      for (index, column) in columns.enumerated() {
        for (slot, neuron) in column.places.enumerated() {
          let point = place(index, slot)
          guard let neuron else {
            canvas.text("⋮", at: Point(point.x, point.y + 6), .muted, anchor: .middle, size: 18)
            continue
          }
          canvas.circle(point, radius: 7, .surface, .inkLine, extra: " stroke-width=\"1.3\"")
          let isFirst = index == 0
          if isFirst, let inputs {
            canvas.text(inputs[neuron], at: Point(point.x - 12, point.y + 4), anchor: .end, limit: 88)
          } else if index == columns.count - 1, let outputs, outputs.indices.contains(neuron) {
            canvas.text(outputs[neuron], at: Point(point.x + 12, point.y + 4), limit: 88)
          }
        }
        let name = index == 0 ? "input" : activations[index - 1].name
        let x = place(index, 0).x
        let limit = columns.count > 1 ? body.width / Double(columns.count - 1) + 10 : 100
        canvas.text(
          "\(sizes[index])", at: Point(x, body.bottom + 16), anchor: .middle, isBold: true, limit: limit)
        canvas.text(name, at: Point(x, body.bottom + 31), .muted, anchor: .middle, size: 11.5, limit: limit)
      }
    }
  }

  /// The weights between the drawn neurons of two layers, small ones first.
  private static func drawLines(
    _ weights: [[Double]], from: NeuronColumn, to: NeuronColumn, on canvas: inout Canvas,
    place: (Int, Int) -> (Point, Point)
  ) {
    var lines: [(weight: Double, from: Int, to: Int)] = []
    for (target, row) in to.places.enumerated() {
      guard let row else { continue }
      for (source, column) in from.places.enumerated() {
        if let column, weights[row][column].isFinite { lines.append((weights[row][column], source, target)) }
      }
    }
    let largest = max(lines.map(\.weight.magnitude).max() ?? 1, 1e-300)
    let sorted = lines.enumerated().sorted {
      ($0.element.weight.magnitude, $0.offset) < ($1.element.weight.magnitude, $1.offset)
    }
    for (_, line) in sorted where line.weight.magnitude > 0.02 * largest {
      let ends = place(line.from, line.to)
      canvas.line(
        from: ends.0, to: ends.1, line.weight < 0 ? .line(1) : .line(0),
        width: 0.3 + 3.7 * line.weight.magnitude / largest, dash: line.weight < 0 ? "5 2" : nil)
    }
  }
}

/// The neurons of a layer that are drawn; nil stands for those left out.
private struct NeuronColumn {
  private static let limit = 13
  let places: [Int?]

  init(_ count: Int) {
    places =
      count <= Self.limit
      ? Array(0..<count) : Array(0..<Self.limit - 3) + [nil] + [count - 2, count - 1]
  }

  var isShortened: Bool { places.contains { $0 == nil } }
}
