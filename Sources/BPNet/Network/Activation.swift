/// The function f that a layer applies to its net input z.
///
/// To add one: its kernel (`functions/NAME.h` and a line in `BPK_FUNCTIONS`), a case here, and its
/// line in `registry`.
public enum Activation: Hashable, Sendable {
  /// f(z) = z
  case linear
  /// f(z) = 1 / (1 + e^(−t z)), the logistic function with steepness t > 0
  case sigmoid(steepness: Double = 1)
  /// f(z) = tanh z
  case tanh
  /// f(z) = max(0, z)
  case relu
  /// f(z)ⱼ = e^zⱼ / Σᵢ e^zᵢ over the outputs of a layer; for the output layer only
  case softmax

  /// What the registry says of one activation.
  struct Entry {
    let name: String
    /// What `NAME:ARGUMENT` means, or nil where the name stands alone.
    var argument: String?
    /// Builds the activation from its argument; nil if the argument may not have that value.
    let make: @Sendable (Double?) -> Activation?
  }

  static let registry: [Entry] = [
    Entry(name: "sigmoid", argument: "a steepness above 0, within the range of f32") { argument in
      let steepness = argument ?? 1
      // A number of either precision: f32's range is the smaller one.
      return steepness > 0 && Float(steepness).isNormal ? .sigmoid(steepness: steepness) : nil
    },
    Entry(name: "tanh") { _ in .tanh },
    Entry(name: "relu") { _ in .relu },
    Entry(name: "linear") { _ in .linear },
    Entry(name: "softmax") { _ in .softmax },
  ]

  /// The names that `init(parsing:)` knows.
  public static var names: [String] { registry.map(\.name) }

  /// The kernel that computes the function, with its parameter.
  ///
  /// Nil for softmax, whose kernel works on rows.
  var kernel: (function: KernelFunction, parameter: Double)? {
    switch self {
    case .linear: (.linear, 0)
    case .sigmoid(let steepness): (.sigmoid, steepness)
    case .tanh: (.tanh, 0)
    case .relu: (.relu, 0)
    case .softmax: nil
    }
  }

  /// Whether f has a point without a derivative, where a numeric gradient means nothing: at z = 0.
  var hasKink: Bool { self == .relu }

  /// f and f′ of one net input, from f's value, in double precision; nil for softmax.
  func derivative(fromOutput output: Double) -> Double? {
    switch self {
    case .linear: 1
    case .sigmoid(let steepness): steepness * output * (1 - output)
    case .tanh: 1 - output * output
    case .relu: output > 0 ? 1 : 0
    case .softmax: nil
    }
  }
}

extension Activation: CustomStringConvertible {
  /// `NAME` or `NAME:ARGUMENT`, as `init(parsing:)` reads it.
  public var description: String {
    switch self {
    case .linear: "linear"
    case .sigmoid(let steepness): steepness == 1 ? "sigmoid" : "sigmoid:\(steepness)"
    case .tanh: "tanh"
    case .relu: "relu"
    case .softmax: "softmax"
    }
  }

  /// Reads `NAME` or `NAME:ARGUMENT`.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `label`.
  public init(parsing text: String, label: String = "activation") throws(BPNetError) {
    let specification = try NamedSpecification(parsing: text, names: Activation.names, label: label)
    let entry = Activation.registry.first { $0.name == specification.name }
    let allowed = entry?.argument == nil ? 0 : 1
    guard specification.arguments.count <= allowed, let made = entry?.make(specification.arguments.first)
    else {
      let expected = entry?.argument.map { "\(specification.name):X with \($0)" } ?? specification.name
      throw .invalidArgument(name: label, found: "\"\(text)\"", expected: expected)
    }
    self = made
  }
}

extension Activation: Codable {
  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    self = try Activation(parsing: decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the textual form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
