@testable import BPNet

/// A model of random parameters, made for one combination of task, activations, loss and scaling, with rows
/// to predict.
struct InferenceSample: CustomStringConvertible, Sendable {
  let description: String
  private let prepare: @Sendable (inout TrainingRecipe) -> Void
  private var holdsMissing = false

  /// x, z and t are numbers, of which z may be missing; k has three classes; b and y two; n counts.
  private static func text(holdsMissing: Bool) -> String {
    "x,z,t,k,b,y,n\n"
      + (0..<40).map { row in
        let z = holdsMissing && row % 7 == 3 ? "" : "\(Double(row * row % 23) * 40 - 300)"
        let (x, t) = (Double(row * 7 % 19) / 8 - 1, Double(row * 3 % 17) / 4 - 2)
        let (k, b, y) = (["one", "two", "three"][row % 3], row % 5 < 2 ? "no" : "yes", row % 4 < 2 ? 1 : 4)
        return "\(x),\(z),\(t),\(k),\(b),\(y),\(row % 6)\n"
      }.joined()
  }

  var table: Table {
    get throws { try CSVReader().read(text: Self.text(holdsMissing: holdsMissing), source: "sample.csv") }
  }

  func model<Element: Scalar>(as _: Element.Type) throws -> TypedModel<Element> {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.hidden = .sizes([7, 5])
    recipe.activations = [.tanh]
    prepare(&recipe)
    let prepared = try recipe.prepare(table, as: Element.self)
    var network = try prepared.makeNetwork()
    network.initialize(biases: .uniform(), seed: 4)
    for index in network.topology.layers.indices where network.slope(ofLayer: index) != nil {
      network.setSlope(0.375, ofLayer: index)
    }
    return try TypedModel(
      network: network, preprocessing: prepared.preprocessing, loss: prepared.configuration.loss,
      record: TrainingRecord())
  }

  /// The rows of the table as a caller would give them to the model: all windows of a forecast.
  func rows(_ preprocessing: Preprocessing) throws -> [[Double]] {
    let table = try table
    let columns = preprocessing.inputs.map(\.position)
    let window = preprocessing.details?.window ?? 1
    return (0...table.rowCount - window).map { start in
      (start..<start + window).flatMap { row in columns.map { table[row, $0] } }
    }
  }

  // MARK: - All samples

  static let all = tasks + losses + scalings + hiddenActivations + outputActivations

  private static let tasks: [InferenceSample] = [
    .init(description: "three classes") { classify(&$0) },
    .init(description: "two classes with two outputs") { classify(&$0, "b") },
    .init(description: "two classes with one output") {
      classify(&$0, "b")
      $0.outputActivation = .sigmoid(steepness: 1.5)
    },
    .init(description: "two columns of labels") { classify(&$0, "b,y") },
    .init(description: "one value") { regress(&$0) },
    .init(description: "two values") { regress(&$0, "t,n") },
    .init(description: "an autoencoder") {
      $0.task = .autoencode
      $0.ignoredColumns = "k,b,y"
    },
    .init(description: "a forecast") {
      $0.task = .forecast
      $0.target = "t"
      $0.window = 5
    },
    .init(description: "a forecast of two series and three rows") {
      $0.task = .forecast
      $0.target = "z,x"
      $0.window = 3
      $0.horizon = 3
    },
    .init(description: "no hidden layer") {
      regress(&$0)
      $0.hidden = .sizes([])
    },
  ]

  private static let losses: [InferenceSample] =
    [
      .init(description: "rates as e^z") {
        regress(&$0, "n")
        $0.loss = .poisson
      },
      .init(description: "rates as softplus") {
        regress(&$0, "n")
        $0.loss = .poisson
        $0.outputActivation = .softplus
      },
      .init(description: "classes by squared error") {
        classify(&$0)
        $0.loss = .meanSquared
        $0.outputActivation = .tanh
      },
      .init(description: "classes by cross-entropy of sigmoids") {
        classify(&$0)
        $0.loss = .crossEntropy
        $0.outputActivation = .sigmoid()
      },
    ]
    + [Loss.halfSquared, .meanSquared, .meanAbsolute, .huber(delta: 0.5)].map { loss in
      .init(description: "loss \(loss)") {
        regress(&$0)
        $0.loss = loss
      }
    }

  private static let scalings: [InferenceSample] =
    Table.Normalization.allCases.map { normalization in
      .init(description: "scaling \(normalization.rawValue)") {
        regress(&$0)
        ($0.normalization, $0.targetNormalization) = (normalization, normalization)
      }
    } + [
      InferenceSample(
        description: "missing values",
        prepare: {
          regress(&$0)
          $0.missing = .mean
        }, holdsMissing: true)
    ]

  private static let activations: [Activation] = [
    .linear, .sigmoid(), .sigmoid(steepness: 1.7), .tanh, .relu, .leakyReLU(), .leakyReLU(slope: 0.2),
    .prelu(),
    .elu(), .elu(alpha: 0.7), .softplus, .gelu, .geluTanh, .silu, .hardLimit,
  ]

  private static let hiddenActivations: [InferenceSample] = activations.map { activation in
    .init(description: "\(activation) in hidden layers") {
      classify(&$0)
      $0.activations = [activation]
    }
  }

  private static let outputActivations: [InferenceSample] = activations.map { activation in
    .init(description: "\(activation) outputs") {
      regress(&$0, "t,n")
      $0.outputActivation = activation
      $0.loss = .meanSquared
    }
  }

  private static func classify(_ recipe: inout TrainingRecipe, _ target: String = "k") {
    recipe.task = .classify
    recipe.target = target
    recipe.ignoredColumns = ["k", "b", "y", "n"].filter { !target.contains($0) }.joined(separator: ",")
  }

  private static func regress(_ recipe: inout TrainingRecipe, _ target: String = "t") {
    recipe.task = .regress
    recipe.target = target
    recipe.ignoredColumns = ["k", "b", "y"].joined(separator: ",")
  }
}

extension InferenceSample {
  private init(description: String, _ prepare: @escaping @Sendable (inout TrainingRecipe) -> Void) {
    self.init(description: description, prepare: prepare)
  }
}

extension Predictions {
  /// The predicted numbers: probabilities or values, sample by sample.
  var numbers: [Double] {
    switch self {
    case .classes(_, let probabilities, _), .labels(_, let probabilities, _, _): probabilities
    case .values(let values, _): values
    }
  }
}

extension Prediction {
  /// The labels of one class or of several targets, or nothing.
  var labels: [String] {
    switch self {
    case .class(let index, _, let labels): [labels[index]]
    case .labels(let indices, _, let pairs, _): zip(pairs, indices).map { $0[$1] }
    case .values: []
    }
  }
}
