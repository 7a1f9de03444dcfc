extension TypedModel {
  package func forecast(_ table: Table, steps: Int) throws(BPNetError) -> Predictions {
    guard task == .forecast else {
      throw .invalidArgument(
        name: "model", found: "a model of the task \(task.rawValue)", expected: "one of the task forecast")
    }
    guard steps >= 1 else {
      throw .invalidArgument(name: "steps", found: "\(steps)", expected: "at least 1")
    }
    let samples = try preprocessing.samplesWithoutTargets(of: table)
    try table.checkLastRows(columns: preprocessing.locateInputs(in: table))
    let last = try preprocessing.definition.encodeInputs(
      of: table, samples: Array(samples.suffix(1)), by: preprocessing, as: Element.self)
    guard case .elements(let rows) = last else { preconditionFailure("a forecast has a window of elements") }
    var window = Array(UnsafeBufferPointer(start: rows.matrix.base, count: rows.matrix.columns))
    withExtendedLifetime(last) {}
    let workspace = Network<Element>.Workspace(topology: network.topology, rowCapacity: 1)
    var outputs = [Element](repeating: 0, count: network.topology.outputCount)
    var predicted: [Double] = []
    let count = steps * preprocessing.targets.count
    var isFinite = true
    while predicted.count < count, isFinite {
      window.withUnsafeBufferPointer { window in
        outputs.withUnsafeMutableBufferPointer { network.predict(window, into: $0, workspace: workspace) }
      }
      predicted += outputs.map { Double($0) }
      isFinite = outputs.allSatisfy { $0.isFinite }
      window = Array((window + outputs).suffix(window.count))
    }
    let (values, names) = (
      TargetScaling.undo(Array(predicted.prefix(count)), by: preprocessing), preprocessing.targets.map(\.name)
    )
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .forecastDiverged(step: index / names.count + 1, series: names[index % names.count])
    }
    return .values(values, names: names)
  }
}
