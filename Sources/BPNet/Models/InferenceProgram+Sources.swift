extension InferenceProgram {
  /// A column of the data, from which one input or several are made before the program begins.
  public struct Source: Sendable, Equatable {
    /// How cells become inputs.
    public enum Content: Sendable, Equatable {
      /// The input is the number.
      case number
      /// The input is 1 for true, yes, t, y and on, and 0 for false, no, f, n and off, in capitals or not; or
      /// the number, if it is 1 or 0.
      case truth
      /// Input k is 1 for word k and 0 for the others. Numbers are words too, whole ones without a fraction.
      case words([String])
    }

    /// The name of the column.
    public let name: String
    /// How its cells become inputs; a missing cell is missing in each.
    public let content: Content
    /// The inputs made of it, as indices into `columns`.
    public let inputs: [Int]
  }
}

extension InferenceProgram.Source {
  /// The columns of the data that inputs are made of, in the order of their first inputs.
  static func all(of preprocessing: Preprocessing) -> [Self] {
    let inputs = preprocessing.inputs
    var order: [Int] = []
    var members: [Int: [Int]] = [:]
    for (index, column) in inputs.enumerated() {
      if members[column.position] == nil { order.append(column.position) }
      members[column.position, default: []].append(index)
    }
    return order.map { position in
      let members = members[position] ?? []
      let first = inputs[members[0]]
      let words = members.compactMap { inputs[$0].coding?.category }
      let content: Content = !words.isEmpty ? .words(words) : first.coding?.kind == .truth ? .truth : .number
      return Self(name: first.sourceName, content: content, inputs: members)
    }
  }
}

extension InferenceProgram {
  /// The operations that are computed in the model's precision: those up to the last one of a layer.
  var networkOperations: ArraySlice<Operation> { operations[..<networkEnd] }

  /// The operations after them, in double precision: those that turn outputs into predicted numbers.
  var outputOperations: ArraySlice<Operation> { operations[networkEnd...] }

  private var networkEnd: Int {
    let last = operations.lastIndex { operation in
      switch operation {
      case .dense, .activation, .softmax: true
      case .scale, .exp, .complement, .unscale: false
      }
    }
    return last.map { $0 + 1 } ?? 0
  }

  /// The numbers of inputs and of each layer's neurons, like `64-32-10`.
  var sizeText: String {
    let sizes = operations.compactMap { operation in
      if case .dense(_, let biases) = operation { biases.count } else { nil }
    }
    return ([inputCount] + sizes).map(String.init).joined(separator: "-")
  }

  /// The names of the predicted numbers, as of a `Predictor`.
  var outputNames: [String] {
    switch decision {
    case .largest(let labels): labels
    case .secondLabels(_, let names, _), .values(let names): names
    }
  }
}
