import BPNet
import BPNetExamples
import BPNetPictures

extension CurveExample {
  /// The points and the fitted curve.
  var fitPicture: Picture {
    .fit(
      points: Array(zip(x, y)), curve: Array(zip(grid, fitted)), input: "x", target: "y",
      remark: "a 1-10-1 network, fitted to x² with noise")
  }

  /// The loss over the epochs.
  var lossPicture: Picture {
    .loss(
      TrainingHistory(losses: losses.map { ($0.epoch, $0.loss, nil) }), title: "Loss of a 1-10-1 network")
  }
}

extension XorExample {
  /// The total error over the steps.
  var errorPicture: Picture {
    .loss(
      TrainingHistory(losses: totalErrors.map { ($0.step, $0.totalError, nil) }),
      title: "Total error of the exclusive or", unit: "step")
  }

  /// The network's output over both inputs.
  func boundaryPicture() throws(BPNetError) -> Picture {
    try .boundary(
      points: Self.inputs, classes: Self.targets.map { $0 == 1 ? 1 : 0 }, labels: ["0", "1"],
      inputs: ["x1", "x2"], title: "Exclusive or by a 2-5-1 network", height: 440
    ) { (places) throws(BPNetError) in
      network.predict(places.flatMap { $0 }).flatMap { [1 - $0, $0] }
    }
  }
}

extension MoonsExample {
  /// The boundary of each network.
  func boundarySheet() throws(BPNetError) -> Picture {
    let places = classes.indices.map { [points[2 * $0], points[2 * $0 + 1]] }
    let pictures = try results.map { (result) throws(BPNetError) in
      try Picture.boundary(
        points: places, classes: classes, labels: ["outer moon", "inner moon"], inputs: ["x", "y"],
        title: "\(counted(result.hidden, "hidden neuron")), accuracy \(metricCell(result.accuracy))"
      ) { (nodes) throws(BPNetError) in result.shares(at: nodes.flatMap { $0 }) }
    }
    return .sheet(pictures, title: "Two noisy moons, by networks of growing size", columns: 3)
  }
}

extension WorkedExample {
  /// The network before the first step.
  var networkPicture: Picture {
    .network(
      weights: layers.map(\.weights), activations: layers.map { _ in .sigmoid() },
      inputs: input.indices.map { "i\($0 + 1)" }, outputs: target.indices.map { "o\($0 + 1)" })
  }
}
