/// The interpretation of a network's outputs for one sample as predictions.
enum OutputReading: Sendable, Equatable {
  /// One output for each class; the class of the largest is the prediction, of equal ones the first.
  case classes(labels: [String])
  /// One output p, the probability of the second of two classes; the first has 1 − p.
  case binary(labels: [String])
  /// One output for each target: the probability of the second of its two labels, which is the prediction
  /// above `threshold`.
  case labels(pairs: [[String]], names: [String])
  /// One output for each target, or for each step and series, with its scaling and its name.
  case values(scalings: [ColumnScaling], names: [String])

  /// The probability above which the second of two labels is the prediction.
  static let threshold = 0.5

  /// The names of the predicted numbers: the classes, or the targets.
  var names: [String] {
    switch self {
    case .classes(let names), .binary(let names), .labels(_, let names), .values(_, let names): names
    }
  }

  /// Whether one class is predicted, that of the largest number.
  var isOfClasses: Bool {
    switch self {
    case .classes, .binary: true
    case .labels, .values: false
    }
  }

  /// Turns the outputs for one sample into the predicted numbers, one for each of `names`, in place.
  @inline(__always)
  func read(_ outputs: UnsafeMutablePointer<Double>) {
    switch self {
    case .classes, .labels: return
    case .binary: (outputs[0], outputs[1]) = (1 - outputs[0], outputs[0])
    case .values(let scalings, _):
      for index in scalings.indices { outputs[index] = scalings[index].undo(outputs[index]) }
    }
  }

  /// The predictions of outputs, `[samples][outputs]`, in the data's units and labels.
  func predictions(from outputs: [Double]) -> Predictions {
    switch self {
    case .classes, .labels: predictions(ofNumbers: outputs)
    case .binary: predictions(ofNumbers: outputs.flatMap { [1 - $0, $0] })
    case .values(let scalings, _):
      predictions(ofNumbers: outputs.indices.map { scalings[$0 % scalings.count].undo(outputs[$0]) })
    }
  }

  /// The predictions with the given predicted numbers, `[samples][names]`.
  func predictions(ofNumbers numbers: [Double]) -> Predictions {
    switch self {
    case .classes(let labels), .binary(let labels):
      .classes(
        ClassOutputs(values: numbers, classCount: labels.count).predictedClasses, probabilities: numbers,
        labels: labels)
    case .labels(let pairs, let names):
      .labels(OutputReading.secondLabels(numbers), probabilities: numbers, pairs: pairs, names: names)
    case .values(_, let names): .values(numbers, names: names)
    }
  }

  /// 1 for each probability above the threshold, which means the second label, else 0.
  static func secondLabels(_ probabilities: [Double]) -> [Int] {
    probabilities.map { $0 > threshold ? 1 : 0 }
  }
}
